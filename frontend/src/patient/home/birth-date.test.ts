import { describe, expect, test } from "vitest";
import { dateFieldOrder, parseBirthDate } from "./birth-date";

const TODAY = new Date("2026-11-23T12:00:00Z");
const parse = (day: string, month: string, year: string, locale = "en") =>
  parseBirthDate({ day, month, year }, TODAY, locale);

describe("a birth date as people write it", () => {
  test.each([
    ["9", "3", "1948"],
    ["09", "03", "1948"],
    [" 9. ", "March", "1948"],
    ["9", "mar", "1948 "],
    ["٩", "٣", "١٩٤٨"],
  ])("%s %s %s is 9 March 1948", (day, month, year) => {
    expect(parse(day, month, year)).toEqual({ ok: true, iso: "1948-03-09" });
  });

  test("a month's name is read in the page's language", () => {
    expect(parse("9", "März", "1948", "de")).toEqual({ ok: true, iso: "1948-03-09" });
  });

  test("29 February is a day of leap years only", () => {
    expect(parse("29", "2", "1948")).toEqual({ ok: true, iso: "1948-02-29" });
    expect(parse("29", "2", "1949")).toEqual({ ok: false, reason: "no_such_date", field: "day" });
  });

  test.each([
    ["", "3", "1948", "missing", "day"],
    ["9", "", "1948", "missing", "month"],
    ["9", "3", " ", "missing", "year"],
    ["nine", "3", "1948", "not_a_number", "day"],
    ["9", "ma", "1948", "not_a_number", "month"],
    ["9", "3", "48", "short_year", "year"],
    ["9", "13", "1948", "no_such_date", "month"],
    ["0", "3", "1948", "no_such_date", "day"],
    ["9", "3", "2048", "future", "year"],
    ["9", "3", "1848", "too_long_ago", "year"],
  ])("%s %s %s is refused and says which field", (day, month, year, reason, field) => {
    expect(parse(day, month, year)).toEqual({ ok: false, reason, field });
  });
});

test("the fields stand in the order of the language", () => {
  expect(dateFieldOrder("en-US")).toEqual(["month", "day", "year"]);
  expect(dateFieldOrder("en-GB")).toEqual(["day", "month", "year"]);
  expect(dateFieldOrder("ja")).toEqual(["year", "month", "day"]);
});
