/** Texts nested under their keys. */
export interface Texts {
  readonly [key: string]: string | Texts;
}

const ACCENTED: Readonly<Record<string, string>> = {
  a: "á",
  c: "ç",
  e: "é",
  i: "í",
  n: "ñ",
  o: "ó",
  u: "ú",
  y: "ý",
  A: "Á",
  C: "Ç",
  E: "É",
  I: "Í",
  N: "Ñ",
  O: "Ó",
  U: "Ú",
  Y: "Ý",
};

/** How much longer a pseudo text is: German is about a third longer than English. */
const LONGER_RATIO = 0.35;

function pseudoText(text: string): string {
  // Gaps ({{name}}) and nestings ($t(key)) stay as they are.
  const accented = text
    .split(/(\{\{.*?\}\}|\$t\(.*?\))/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[a-zA-Z]/g, (letter) => ACCENTED[letter] ?? letter),
    )
    .join("");
  return `[${accented}${"·".repeat(Math.ceil(text.length * LONGER_RATIO))}]`;
}

/** The same texts, accented, a third longer and in brackets. */
export function pseudoLocale(texts: Texts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key,
      typeof value === "string" ? pseudoText(value) : pseudoLocale(value),
    ]),
  );
}
