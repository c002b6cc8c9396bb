/** What was typed into the three fields. */
export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

export type DateField = keyof TypedDate;

export type ParsedDate =
  | { readonly ok: true; readonly iso: string }
  | { readonly ok: false; readonly reason: DateReason; readonly field: DateField };

export type DateReason =
  | "missing"
  | "not_a_number"
  | "short_year"
  | "no_such_date"
  | "future"
  | "too_long_ago";

const OLDEST_YEARS = 125;
const pad = (value: number, length: number) => String(value).padStart(length, "0");

/** Digits of any script that `\p{Nd}` knows (Arabic-Indic, Devanagari and others) as 0-9. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (zero > 0 && code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

function monthNumber(text: string, locale: string): number | null {
  const wanted = text.toLocaleLowerCase(locale).replace(/\.$/, "");
  if (wanted.length < 3) return null;
  for (let month = 0; month < 12; month += 1) {
    const name = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }).format(
      Date.UTC(2000, month, 1),
    );
    if (name.toLocaleLowerCase(locale).startsWith(wanted)) return month + 1;
  }
  return null;
}

function fieldNumber(field: DateField, text: string, locale: string): number | null {
  const digits = asciiDigits(text.trim().replace(/[.,/]$/, ""));
  if (/^\d+$/.test(digits)) return Number(digits);
  return field === "month" ? monthNumber(text.trim(), locale) : null;
}

/**
 * Reads a birth date as people write it: with or without leading zeros, months as numbers or names.
 *
 * A two-digit year is asked for again rather than guessed: 48 could be 1948 or a slip.
 */
export function parseBirthDate(typed: TypedDate, today: Date, locale = "en"): ParsedDate {
  const numbers = { day: 0, month: 0, year: 0 };
  for (const field of ["day", "month", "year"] as const) {
    if (typed[field].trim() === "") return { ok: false, reason: "missing", field };
    const number = fieldNumber(field, typed[field], locale);
    if (number === null) return { ok: false, reason: "not_a_number", field };
    numbers[field] = number;
  }
  const { day, month, year } = numbers;
  if (year < 1000) return { ok: false, reason: "short_year", field: "year" };
  if (month < 1 || month > 12) return { ok: false, reason: "no_such_date", field: "month" };
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || day < 1) {
    return { ok: false, reason: "no_such_date", field: "day" };
  }
  if (date.getTime() > today.getTime()) return { ok: false, reason: "future", field: "year" };
  if (year < today.getUTCFullYear() - OLDEST_YEARS) {
    return { ok: false, reason: "too_long_ago", field: "year" };
  }
  return { ok: true, iso: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}` };
}

/** The order in which people of that language write a date's parts. */
export function dateFieldOrder(locale: string): readonly DateField[] {
  const parts = new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone: "UTC" })
    .formatToParts(0)
    .map((part) => part.type);
  return parts.filter(
    (type): type is DateField => type === "day" || type === "month" || type === "year",
  );
}
