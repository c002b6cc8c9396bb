import { expect, test } from "vitest";
import { containedBox } from "./fit";

test("a wide picture in an upright window fills its width and is centred in its height", () => {
  expect(containedBox({ width: 640, height: 480 }, { width: 320, height: 800 })).toEqual({
    x: 0,
    y: 280,
    width: 320,
    height: 240,
  });
});

test("an upright picture in a wide window fills its height", () => {
  expect(containedBox({ width: 480, height: 640 }, { width: 1000, height: 640 })).toEqual({
    x: 260,
    y: 0,
    width: 480,
    height: 640,
  });
});

test("a camera without a picture has no box", () => {
  expect(containedBox({ width: 0, height: 0 }, { width: 100, height: 100 }).width).toBe(0);
});
