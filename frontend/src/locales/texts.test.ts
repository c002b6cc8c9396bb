import { describe, expect, test } from "vitest";
import de from "./de.json";
import en from "./en.json";
import { pseudoLocale, type Texts } from "./pseudo";

function flat(texts: Texts, prefix = ""): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "string"
        ? [[prefix + key, value] as const]
        : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const english = flat(en);
const german = flat(de);
const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

const files = import.meta.glob<string>(["../{patient,device}/**/*.{ts,tsx}", "!../**/*.test.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const sources = Object.values(files).join("\n");

/** Keys in the sources: whole ones, and those whose end is put in while running. */
const written = [...sources.matchAll(/[("`\s[?:]["`]([a-z][A-Za-z]+(?:\.[\w${}().]+)+)["`]/g)].map(
  ([, key]) => key ?? "",
);
const isPattern = (key: string) => key.includes("${");
const plain = written.filter((key) => !isPattern(key));
const topLevel = new Set(Object.keys(en));

function exists(key: string): boolean {
  return english.has(key) || ["_one", "_other"].every((end) => english.has(key + end));
}

describe("texts", () => {
  test("every key that the pages name has an English text", () => {
    const keys = plain.filter((key) => topLevel.has(key.split(".")[0] ?? ""));
    expect(keys.length).toBeGreaterThan(100);
    expect(keys.filter((key) => !exists(key))).toEqual([]);
  });

  test("every English text is named by a page", () => {
    const patterns = written
      .filter(isPattern)
      .map((key) => new RegExp(`^${key.replace(/\./g, "\\.").replace(/\$\{[^}]*\}/g, ".+")}$`));
    const base = (key: string) => key.replace(/_(zero|one|other)$/, "");
    const used = (key: string) =>
      sources.includes(`"${base(key)}"`) || patterns.some((pattern) => pattern.test(base(key)));
    expect([...english.keys()].filter((key) => !used(key))).toEqual([]);
  });

  test("no text exclaims", () => {
    expect([...english.values(), ...german.values()].filter((text) => text.includes("!"))).toEqual(
      [],
    );
  });

  test("German has the same texts with the same gaps", () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [key, text] of english) {
      expect([key, gaps(german.get(key) ?? "")]).toEqual([key, gaps(text)]);
    }
  });
});

test("the pseudo language is longer, and leaves the gaps alone", () => {
  const pseudo = pseudoLocale({ greeting: "Hello {{name}}" });
  expect(pseudo.greeting).toBe("[Hélló {{name}}·····]");
});
