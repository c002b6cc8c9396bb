import { describe, expect, it } from "vitest";
import { IMAGE, placed, standing, standingSideways, withScores } from "../../../tests/body";
import { noKeypoints } from "../pose";
import { type PlacementWish, placementOf } from "./placement";
import { viewOf } from "./view";

const FRONT: PlacementWish = { view: "front", nearSide: null, armsRise: false };
const SIDE: PlacementWish = { view: "side", nearSide: null, armsRise: false };

const advice = (keypoints: ReturnType<typeof standing>, wish: PlacementWish = FRONT) =>
  placementOf(keypoints, IMAGE, wish).advice;

describe("the view", () => {
  it("is front for a frontal body and side for a narrow one", () => {
    expect(viewOf(standing(), IMAGE)).toMatchObject({ view: "front", yawDeg: 0 });
    // A tenth of the frontal width: arccos 0.1 is 84.3 degrees.
    const side = viewOf(standingSideways(), IMAGE);
    expect(side).toMatchObject({ view: "side", nearSide: "left" });
    expect(side?.yawDeg).toBeCloseTo(84.26, 1);
  });

  it("sees the right side of one who faces the right edge", () => {
    const mirrored = standingSideways().map((point) => point && { ...point, x: 1 - point.x });
    expect(viewOf(mirrored, IMAGE)?.nearSide).toBe("right");
  });

  it("is unknown without a torso", () => {
    expect(viewOf(noKeypoints(), IMAGE)).toBeNull();
  });
});

describe("placement", () => {
  it("is content with a whole person at the right distance", () => {
    const report = placementOf(standing(), IMAGE, FRONT);
    expect(report.advice).toEqual([]);
    // From the eyes at 144 px to the ankles at 576 px of 720.
    expect(report.bodyHeightRatio).toBeCloseTo(0.6);
    expect(report.view).toBe("front");
  });

  it("misses nobody's absence", () => {
    expect(advice(noKeypoints())).toEqual(["nobody"]);
    expect(advice(standing({}, 0.05))).toEqual(["nobody"]);
  });

  it("asks to step back when head and feet are both cut off, or the body fills the picture", () => {
    expect(advice(placed(standing(), { scale: 2 }))).toEqual(["step_back"]);
    expect(advice(placed(standing(), { scale: 1.6 }))).toEqual(["step_back"]);
  });

  it("says which end is outside", () => {
    expect(advice(placed(standing(), { dy: 160 }))).toEqual(["feet_outside"]);
    expect(advice(placed(standing(), { dy: -160 }))).toEqual(["head_outside"]);
    expect(advice(placed(standing(), { dx: 600 }))).toEqual(["sides_outside"]);
  });

  it("takes keypoints without confidence for unseen", () => {
    const noFeet = withScores(standing(), { left_ankle: 0.1, right_ankle: 0.1 });
    expect(advice(noFeet)).toEqual(["feet_outside"]);
  });

  it("asks to come closer when the body is small", () => {
    expect(advice(placed(standing(), { scale: 0.4 }))).toEqual(["step_closer"]);
  });

  it("asks for the prescribed view and side", () => {
    expect(advice(standingSideways())).toEqual(["face_camera"]);
    expect(advice(standing(), SIDE)).toEqual(["turn_sideways"]);
    expect(advice(standingSideways(), SIDE)).toEqual([]);
    expect(advice(standingSideways(), { ...SIDE, nearSide: "left" })).toEqual([]);
    expect(advice(standingSideways(), { ...SIDE, nearSide: "right" })).toEqual(["turn_right_side"]);
    expect(advice(standing(), { ...SIDE, nearSide: "left" })).toEqual(["turn_left_side"]);
  });

  it("asks for room when the arms will rise", () => {
    const wish = { ...FRONT, armsRise: true };
    // 432 px of body need 108 px above the eyes and 194 px to each side.
    expect(advice(standing(), wish)).toEqual([]);
    expect(advice(placed(standing(), { dy: -50 }), wish)).toEqual(["step_back"]);
    expect(advice(placed(standing(), { dx: 460 }), wish)).toEqual(["step_back"]);
  });

  it("takes a well-placed body with low scores for a dark room", () => {
    expect(advice(standing({}, 0.35))).toEqual(["more_light"]);
  });
});
