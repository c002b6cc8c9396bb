import { expect, it } from "vitest";
import { ChoosingAnew } from "./choosing-anew";

it("the patient is chosen anew every three seconds in which nobody stands well", () => {
  const choosing = new ChoosingAnew();
  const due = (isWell: boolean, ...timesMs: number[]): number[] =>
    timesMs.filter((nowMs) => choosing.isDue(isWell, nowMs));
  expect(due(false, 0, 1_000, 2_999, 3_000, 3_001, 5_999, 6_000)).toEqual([3_000, 6_000]);
  expect(due(true, 8_999, 9_000, 9_100)).toEqual([]);
  expect(due(false, 9_200, 12_100, 12_199, 12_200)).toEqual([12_200]);
});
