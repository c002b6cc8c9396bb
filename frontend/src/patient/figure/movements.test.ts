import { describe, expect, test } from "vitest";
import { INDEX, type KeypointName } from "../../pose/keypoints";
import { type FigurePose, LENGTH } from "./body";
import { figureAt, keyFigures, movementOf } from "./movements";
import { cycleSeconds, progressAt } from "./timing";

const at = (pose: FigurePose, name: KeypointName) => pose[INDEX[name]] ?? { x: 0, y: 0 };
const distance = (pose: FigurePose, a: KeypointName, b: KeypointName) =>
  Math.hypot(at(pose, a).x - at(pose, b).x, at(pose, a).y - at(pose, b).y);
const angleDeg = (pose: FigurePose, a: KeypointName, b: KeypointName, c: KeypointName) => {
  const [p, q, r] = [at(pose, a), at(pose, b), at(pose, c)];
  const first = Math.atan2(p.y - q.y, p.x - q.x);
  const second = Math.atan2(r.y - q.y, r.x - q.x);
  const difference = Math.abs(first - second) % (2 * Math.PI);
  return (Math.min(difference, 2 * Math.PI - difference) * 180) / Math.PI;
};

describe("the drawn squat", () => {
  const squat = movementOf("squat");

  test("stands straight and bends its knee to about 80 degrees of the inner angle", () => {
    expect(angleDeg(squat.pose(0, null), "right_hip", "right_knee", "right_ankle")).toBeCloseTo(
      180,
      5,
    );
    // Shin 28 degrees forward and thigh 72 degrees back: 100 degrees of flexion.
    expect(angleDeg(squat.pose(1, null), "right_hip", "right_knee", "right_ankle")).toBeCloseTo(
      80,
      5,
    );
  });

  test("keeps its feet on the ground and its bones as long as they are", () => {
    for (const progress of [0, 0.2, 0.5, 0.8, 1]) {
      const pose = squat.pose(progress, null);
      expect(at(pose, "right_ankle").y).toBe(-LENGTH.foot);
      expect(distance(pose, "right_knee", "right_ankle")).toBeCloseTo(LENGTH.shank, 9);
      expect(distance(pose, "right_hip", "right_knee")).toBeCloseTo(LENGTH.thigh, 9);
    }
  });

  test("keeps its balance: the shoulder stays within a foot's length of the ankle", () => {
    const pose = squat.pose(1, null);
    expect(Math.abs(at(pose, "right_shoulder").x - at(pose, "right_ankle").x)).toBeLessThan(0.15);
  });
});

describe("the drawn arm raise", () => {
  const raise = movementOf("shoulder_abduction");

  test.each(["left", "right"] as const)("raises the %s arm only", (side) => {
    const other = side === "left" ? "right" : "left";
    const pose = raise.pose(1, side);
    expect(at(pose, `${side}_wrist`).y).toBeLessThan(at(pose, "nose").y);
    expect(at(pose, `${other}_wrist`).y).toBeGreaterThan(at(pose, `${other}_elbow`).y);
  });

  test("left is the patient's: it lies on the right of an unmirrored picture", () => {
    const pose = raise.pose(0, "both");
    expect(at(pose, "left_shoulder").x).toBeGreaterThan(at(pose, "right_shoulder").x);
  });
});

test("the drawn one-leg stand lifts the foot of the side that does not stand", () => {
  const pose = movementOf("single_leg_stance").pose(1, "left");
  expect(at(pose, "right_ankle").y).toBeLessThan(at(pose, "left_ankle").y - 0.1);
});

test("an animation repeats and never jumps", () => {
  for (const protocol of ["squat", "shoulder_abduction", "single_leg_stance", "not yet drawn"]) {
    const movement = movementOf(protocol);
    const total = cycleSeconds(movement.cycle);
    expect(progressAt(movement.cycle, total + 0.3)).toBeCloseTo(progressAt(movement.cycle, 0.3), 9);
    for (let frame = 0; frame < total * 60; frame += 1) {
      const [now, next] = [frame / 60, (frame + 1) / 60].map((s) => figureAt(movement, s, "left"));
      const steps = (now ?? []).map((p, i) =>
        Math.hypot(p.x - (next?.[i]?.x ?? 0), p.y - (next?.[i]?.y ?? 0)),
      );
      expect(Math.max(...steps)).toBeLessThan(0.03);
    }
  }
});

test("three pictures stand for the movement where motion is not wanted", () => {
  const movement = movementOf("squat");
  expect(keyFigures(movement, null)).toEqual(
    [0, 0.5, 1].map((progress) => movement.pose(progress, null)),
  );
});
