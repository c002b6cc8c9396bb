import i18next from "i18next";
import de from "../../locales/de.json";
import en from "../../locales/en.json";
import { pseudoLocale } from "../../locales/pseudo";

/** The language tag under which every text is lengthened and accented, to find what is not translatable. */
export const PSEUDO_LANGUAGE = "en-XA";

/** Loads the texts; answers at once, for they are part of the page. */
export function startTexts(language: string): void {
  void i18next.init({
    lng: language,
    fallbackLng: "en",
    initAsync: false,
    resources: {
      en: { translation: en },
      de: { translation: de },
      [PSEUDO_LANGUAGE]: { translation: pseudoLocale(en) },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Values for the gaps of a text; `count` chooses the plural. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The text of that key in the page's language. */
export function t(key: string, values: TextValues = {}): string {
  return i18next.t(key, values);
}

/** Whether there is a text of that key; a text with plurals needs its `count`. */
export function hasText(key: string, values: TextValues = {}): boolean {
  return i18next.exists(key, values);
}

/** The first of the keys that has a text; the last one is expected to. */
export function firstText(keys: readonly string[], values: TextValues = {}): string {
  return t(keys.find((key) => hasText(key, values)) ?? keys[keys.length - 1] ?? "", values);
}

/** The page's language, for dates, numbers and the voice. */
export function language(): string {
  return i18next.resolvedLanguage ?? "en";
}
