import { describe, expect, it } from "vitest";
import { extentOf, fitEqual, linearScale, niceStepBelow, padded, ticksWithin } from "./scales";

describe("extentOf", () => {
  it("passes over what is missing", () => {
    expect(extentOf([null, 3, Number.NaN, -1])).toEqual([-1, 3]);
    expect(extentOf([null])).toBeNull();
  });
});

describe("padded and linearScale", () => {
  it("adds room in proportion, and at least some", () => {
    expect(padded([0, 10], 0.1, 0.5)).toEqual([-1, 11]);
    expect(padded([4, 4], 0.1, 0.5)).toEqual([3.5, 4.5]);
  });

  it("maps ends onto ends, also turned round", () => {
    const scale = linearScale([0, 10], [100, 0]);
    expect([scale(0), scale(5), scale(10)]).toEqual([100, 50, 0]);
    expect(linearScale([2, 2], [0, 9])(2)).toBe(0);
  });
});

describe("niceStepBelow", () => {
  it.each([
    [9.9, 5],
    [5, 5],
    [4.9, 2],
    [1, 1],
    [0.19, 0.1],
    [0.021, 0.02],
    [730, 500],
  ])("of %d is %d", (limit, step) => {
    expect(niceStepBelow(limit)).toBeCloseTo(step, 12);
  });
});

describe("ticksWithin", () => {
  it("stays inside and never exceeds its number", () => {
    for (const extent of [
      [0.3, 99.7],
      [-4, 5],
      [70.2, 103.9],
      [0.001, 0.0042],
    ] as const) {
      for (const most of [2, 3, 4, 7]) {
        const ticks = ticksWithin(extent, most);
        expect(ticks.length).toBeLessThanOrEqual(most);
        expect(ticks.every((tick) => tick >= extent[0] && tick <= extent[1])).toBe(true);
      }
    }
    expect(ticksWithin([0, 100], 6)).toEqual([0, 20, 40, 60, 80, 100]);
  });

  it("has none for nothing", () => {
    expect(ticksWithin([3, 3], 4)).toEqual([]);
  });
});

describe("fitEqual", () => {
  const picture = { width: 200, height: 100, margin: 10 };

  it("keeps both axes equal and centres", () => {
    // 20 wide and 4 high into 180 × 80: the width decides, 9 picture units each.
    const { scale, place } = fitEqual([0, 20], [0, 4], { ...picture, up: false });
    expect(scale).toBe(9);
    expect(place([10, 2])).toEqual([100, 50]);
    expect(place([0, 0])).toEqual([10, 32]);
    expect(place([20, 4])).toEqual([190, 68]);
  });

  it("turns the second axis when it points up", () => {
    const { place } = fitEqual([0, 20], [0, 4], { ...picture, up: true });
    expect(place([0, 0])).toEqual([10, 68]);
  });
});
