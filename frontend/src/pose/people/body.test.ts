import { describe, expect, it } from "vitest";
import { IMAGE, placed, standing, withScores } from "../../../tests/body";
import type { Keypoints } from "../pose";
import { type Body, bodyOf, distance, growth, isFoundTwice } from "./body";

function body(keypoints: Keypoints): Body {
  const found = bodyOf(keypoints, IMAGE);
  if (found === null) {
    throw new Error("nobody is there");
  }
  return found;
}

/** Left and right of every pair exchanged. */
const exchanged = (keypoints: Keypoints): Keypoints =>
  keypoints.map(
    (_, index) => keypoints[index === 0 ? 0 : index % 2 ? index + 1 : index - 1] ?? null,
  );

describe("a body", () => {
  it("is measured by its torso of 120 pixels", () => {
    expect(body(standing()).unitPx).toBeCloseTo(120, 9);
    expect(body(standing()).centre.xPx).toBeCloseTo(640, 9);
  });

  it("is nobody where little or nothing is seen", () => {
    expect(bodyOf(standing({}, 0.2), IMAGE)).toBeNull();
    const onlyFace = standing().map((point, index) => (index < 4 ? point : null));
    expect(bodyOf(onlyFace, IMAGE)).toBeNull();
  });

  it("is as far from itself as it was moved, whatever became of its sides and of a limb", () => {
    const here = body(standing());
    const there = body(exchanged(placed(standing({ left_wrist: [300, 0] }), { dx: 60 })));
    expect(distance(here, there, 120)).toBeCloseTo(0.5, 9);
    expect(distance(here, here, 120)).toBe(0);
  });

  it("is infinitely far from one that shows other parts", () => {
    const upper = standing().map((point, index) => (index <= 6 ? point : null));
    const lower = standing().map((point, index) => (index >= 11 ? point : null));
    expect(distance(body(upper), body(lower), 120)).toBe(Number.POSITIVE_INFINITY);
  });

  it("has grown by how much larger it is, by what both sightings show", () => {
    const small = placed(standing(), { scale: 0.5 });
    expect(growth(body(standing()), body(small))).toBeCloseTo(2, 9);
    const withoutFeet = withScores(small, { left_ankle: null, right_ankle: null });
    expect(growth(body(withoutFeet), body(standing()))).toBeCloseTo(2, 9);
  });

  it("is found twice where half of its parts are in the same places", () => {
    const half = standing({ left_knee: [90, 0], right_knee: [90, 0], left_ankle: [90, 0] });
    expect(isFoundTwice(body(standing()), body(half))).toBe(true);
    expect(isFoundTwice(body(standing()), body(placed(standing(), { dx: 40 })))).toBe(false);
  });
});
