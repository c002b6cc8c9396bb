import { describe, expect, it } from "vitest";
import { missingStretches, neighbourStart_s, stretchAt } from "./stretches";

const times_s = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6];

describe("missingStretches", () => {
  it("runs from the last sample before the gap to the first after it", () => {
    const track = [1, 2, null, null, 5, 6, 7];
    expect(missingStretches(times_s, [track], 0.2)).toEqual([{ start_s: 0.1, end_s: 0.4 }]);
  });

  it("is missing only where every track is", () => {
    const left = [1, null, null, null, null, 6, 7];
    const right = [1, 2, 3, null, null, null, 7];
    expect(missingStretches(times_s, [left, right], 0.1)).toEqual([{ start_s: 0.2, end_s: 0.5 }]);
  });

  it("passes over short gaps and reaches the recording's edges", () => {
    const track = [null, null, null, 4, null, 6, 7];
    expect(missingStretches(times_s, [track], 0.25)).toEqual([{ start_s: 0, end_s: 0.3 }]);
  });

  it("finds nothing in a full track", () => {
    expect(missingStretches(times_s, [[1, 2, 3, 4, 5, 6, 7]], 0)).toEqual([]);
  });
});

describe("stretchAt", () => {
  it("is half open", () => {
    const repetitions = [
      { start_s: 1, end_s: 2 },
      { start_s: 2, end_s: 3 },
    ];
    expect(stretchAt(repetitions, 2)).toBe(1);
    expect(stretchAt(repetitions, 1.999)).toBe(0);
    expect(stretchAt(repetitions, 3)).toBeNull();
  });
});

describe("neighbourStart_s", () => {
  const repetitions = [
    { side: null, start_s: 1, end_s: 2 },
    { side: null, start_s: 3, end_s: 4 },
  ];

  it("goes forwards and back", () => {
    expect(neighbourStart_s(repetitions, 0, 1)).toBe(1);
    expect(neighbourStart_s(repetitions, 1, 1)).toBe(3);
    expect(neighbourStart_s(repetitions, 3.5, -1)).toBe(3);
    expect(neighbourStart_s(repetitions, 3.05, -1)).toBe(1);
  });

  it("ends at the ends", () => {
    expect(neighbourStart_s(repetitions, 3, 1)).toBeNull();
    expect(neighbourStart_s(repetitions, 1, -1)).toBeNull();
    expect(neighbourStart_s([], 1, 1)).toBeNull();
  });
});
