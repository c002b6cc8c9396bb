import { describe, expect, it } from "vitest";
import { nearestIndex, timeSpan } from "./time-index";

describe("nearestIndex", () => {
  it("finds the nearest of uneven times", () => {
    const times_s = [0, 0.04, 0.1, 0.5];
    expect(nearestIndex(times_s, -1)).toBe(0);
    expect(nearestIndex(times_s, 0.06)).toBe(1);
    expect(nearestIndex(times_s, 0.08)).toBe(2);
    expect(nearestIndex(times_s, 0.31)).toBe(3);
    expect(nearestIndex(times_s, 9)).toBe(3);
  });

  it("takes the earlier of two equally near", () => {
    expect(nearestIndex([0, 1], 0.5)).toBe(0);
  });

  it("has no answer without samples", () => {
    expect(nearestIndex([], 1)).toBeNull();
  });

  it("agrees with looking at every sample", () => {
    const times_s = Array.from({ length: 60 }, (_, index) => index * 0.033 + (index % 7) * 0.004);
    for (let time_s = -0.1; time_s < 2.2; time_s += 0.0137) {
      const distances = times_s.map((one) => Math.abs(one - time_s));
      expect(nearestIndex(times_s, time_s)).toBe(distances.indexOf(Math.min(...distances)));
    }
  });
});

describe("timeSpan", () => {
  it("covers all tracks and passes over empty ones", () => {
    expect(timeSpan([1, 2], [], [0.5, 1.5])).toEqual([0.5, 2]);
    expect(timeSpan([], [])).toBeNull();
  });
});
