import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../tests/body";
import type { Followed } from "../pose/pose";
import { joinedSpans, type SpanUs, uncertainSpans } from "./uncertain-spans";

const frames = (...followed: Followed[]) =>
  followed.map((one, index) => ({ timeUs: index * 10, followed: one }));

describe("uncertain spans", () => {
  it("go from the first to the last frame that is not certainly the patient's", () => {
    expect(uncertainSpans(frames("patient", "uncertain", "other", "patient", "other"))).toEqual([
      [10, 20],
      [40, 40],
    ]);
    expect(uncertainSpans(frames("patient", "patient"))).toEqual([]);
    expect(uncertainSpans(frames("uncertain"))).toEqual([[0, 0]]);
  });

  it("that touch are one, as where the camera repeats a frame's time", () => {
    expect(
      joinedSpans([
        [0, 10],
        [10, 20],
        [30, 40],
      ]),
    ).toEqual([
      [0, 20],
      [30, 40],
    ]);
  });

  it("are joined over the shortest certain times where there are too many", () => {
    const spans: SpanUs[] = [
      [0, 1],
      [5, 6],
      [8, 9],
      [20, 21],
    ];
    expect(joinedSpans(spans, 3)).toEqual([
      [0, 1],
      [5, 9],
      [20, 21],
    ]);
    expect(joinedSpans(spans, 1)).toEqual([[0, 21]]);
  });

  it("are never too many, never out of order, and leave no uncertain frame out", () => {
    const random = randomNumbers(4);
    for (let round = 0; round < 50; round += 1) {
      const judged = Array.from({ length: 200 }, (_, index) => ({
        timeUs: Math.floor(index / 2) * 7 + index,
        followed: random() < 0.5 ? ("patient" as const) : ("other" as const),
      }));
      const half = Math.floor(random() * 200);
      const cut = [...uncertainSpans(judged.slice(0, half)), ...uncertainSpans(judged.slice(half))];
      const joined = joinedSpans(cut, 20);
      expect(joined.length).toBeLessThanOrEqual(20);
      for (const [index, [firstUs, lastUs]] of joined.entries()) {
        expect(firstUs).toBeGreaterThan(joined[index - 1]?.[1] ?? -1);
        expect(lastUs).toBeGreaterThanOrEqual(firstUs);
      }
      for (const { timeUs } of judged.filter(({ followed }) => followed === "other")) {
        expect(joined.some(([a, b]) => a <= timeUs && timeUs <= b)).toBe(true);
      }
    }
  });
});
