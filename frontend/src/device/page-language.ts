import { PSEUDO_LANGUAGE } from "../patient/text/i18n";

/** The languages that this page can be read in, by their own names. */
export const LANGUAGES = [
  { tag: "en", name: "English" },
  { tag: "de", name: "Deutsch" },
] as const;

/**
 * The page's language: the address says it, or the browser's settings do; this page is read before
 * anybody has signed in, by people whom the server does not know.
 *
 * @param search The address' query, as `location.search`.
 * @param wanted The browser's languages, the best first.
 */
export function pageLanguage(search: string, wanted: readonly string[]): string {
  const asked = new URLSearchParams(search).get("language");
  const tags: readonly string[] = [...LANGUAGES.map(({ tag }) => tag), PSEUDO_LANGUAGE];
  if (asked !== null && tags.includes(asked)) {
    return asked;
  }
  const main = wanted.map((tag) => tag.replace(/-.*$/, "").toLowerCase());
  return main.find((tag) => LANGUAGES.some((one) => one.tag === tag)) ?? LANGUAGES[0].tag;
}
