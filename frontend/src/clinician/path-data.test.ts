import { expect, it } from "vitest";
import { pathData } from "./path-data";

it("lifts the pen over a gap instead of bridging it", () => {
  expect(pathData([[0, 1], [2, 3], null, [4, 5], [6, 7]])).toBe(
    "M0.00 1.00L2.00 3.00M4.00 5.00L6.00 7.00",
  );
});

it("draws nothing for nothing", () => {
  expect(pathData([null, null])).toBe("");
});
