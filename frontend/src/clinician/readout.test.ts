import { describe, expect, it } from "vitest";
import { formatValue, readoutParts } from "./readout";

const words = {
  seconds: "s",
  repetition: "repetition {n}",
  missing: "not seen",
  sides: { left: "Left", right: "Right" },
  units: { deg: "°", "{thigh}": "thigh lengths" },
};
const series = [
  { key: "k", side: "left" as const, unit: "deg", values: [1.4, null] },
  { key: "k", side: "right" as const, unit: "deg", values: [2.6, 90.2] },
];

describe("readoutParts", () => {
  it("says time, both sides and the repetition", () => {
    const parts = readoutParts(0.1, [0, 1], series, [{ start_s: 0, end_s: 0.5 }], words);
    expect(parts).toEqual(["0.1 s", "Left 1°", "Right 3°", "repetition 1"]);
  });

  it("says what was not seen, and no repetition between two", () => {
    expect(readoutParts(1, [0, 1], series, [{ start_s: 0, end_s: 0.5 }], words)).toEqual([
      "1.0 s",
      "Left not seen",
      "Right 90°",
    ]);
  });
});

describe("formatValue", () => {
  it("never shows a negative zero", () => {
    expect(formatValue(-0.2, "deg", words.units)).toBe("0°");
  });

  it("puts a word after a space", () => {
    expect(formatValue(0.754, "{thigh}", words.units)).toBe("0.75 thigh lengths");
  });
});
