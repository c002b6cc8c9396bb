import { describe, expect, it } from "vitest";
import { trendPicture } from "./trend-picture";
import { type TrendPoint, trendSegments } from "./trend-segments";

const DAY_MS = 86_400_000;
const point = (day: number, value: number, more: Partial<TrendPoint> = {}): TrendPoint => ({
  at_ms: day * DAY_MS,
  day: `${day} Nov`,
  value,
  low: value - 4,
  high: value + 4,
  side: "left",
  view: "side",
  scoringVersion: "1.0.0",
  ...more,
});

describe("trendSegments", () => {
  it("joins what is the same measurement, in order of time", () => {
    const [segment, ...rest] = trendSegments([point(3, 90), point(1, 80), point(2, 85)]);
    expect(segment?.map(({ value }) => value)).toEqual([80, 85, 90]);
    expect(rest).toEqual([]);
  });

  it("breaks at another view and at another scoring version", () => {
    const segments = trendSegments([
      point(1, 80),
      point(2, 60, { view: "front" }),
      point(3, 82),
      point(4, 83, { scoringVersion: "1.1.0" }),
      point(5, 84, { scoringVersion: "1.1.0" }),
    ]);
    expect(segments.map((segment) => segment.length)).toEqual([1, 1, 1, 2]);
  });

  it("keeps the sides apart", () => {
    const segments = trendSegments([point(1, 80), point(1, 70, { side: "right" }), point(2, 81)]);
    expect(segments.map((segment) => segment.map(({ value }) => value))).toEqual([[80, 81], [70]]);
  });
});

describe("trendPicture", () => {
  const size = { width: 400, height: 190 };

  it("puts higher values higher and later ones to the right", () => {
    const picture = trendPicture([point(1, 80), point(8, 95)], size);
    const [first, second] = picture?.points ?? [];
    expect(first?.x).toBeLessThan(second?.x ?? 0);
    expect(first?.y).toBeGreaterThan(second?.y ?? 0);
    expect(second?.yHigh).toBeLessThan(second?.y ?? 0);
  });

  it("draws a line only through points that may be joined", () => {
    const picture = trendPicture([point(1, 80), point(8, 95, { view: "front" })], size);
    expect(picture?.lines).toEqual([]);
    expect(picture?.points).toHaveLength(2);
  });

  it("labels days that stand apart, the latest always", () => {
    const days = Array.from({ length: 20 }, (_, index) => point(index + 1, 80 + index));
    const dates = trendPicture(days, size)?.dates ?? [];
    expect(dates[0]?.day).toBe("20 Nov");
    expect(dates.length).toBeGreaterThan(2);
    expect(dates.length).toBeLessThan(8);
  });

  it("is nothing without points", () => {
    expect(trendPicture([], size)).toBeNull();
  });
});
