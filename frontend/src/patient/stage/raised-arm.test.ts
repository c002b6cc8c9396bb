import { expect, test } from "vitest";
import { INDEX, type KeypointName } from "../../pose/keypoints";
import { type Keypoint, type Keypoints, noKeypoints } from "../../pose/pose";
import { armIsRaised, armMayStop, RaisedArmWatch } from "./raised-arm";

const person = (
  places: Partial<Record<KeypointName, readonly [number, number]>>,
  score = 0.9,
): Keypoints => {
  const points: (Keypoint | null)[] = [...noKeypoints()];
  for (const [name, place] of Object.entries(places)) {
    points[INDEX[name as KeypointName]] = { x: place[0], y: place[1], score };
  }
  return points;
};
const arm = (elbowY: number, wristY: number, score?: number) =>
  person(
    {
      nose: [0.5, 0.2],
      left_shoulder: [0.6, 0.3],
      left_elbow: [0.62, elbowY],
      left_wrist: [0.62, wristY],
    },
    score,
  );
const RAISED = arm(0.2, 0.05);
const HANGING = arm(0.42, 0.52);

test("an arm counts as raised when its wrist is above the head", () => {
  expect(armIsRaised(RAISED)).toBe(true);
  expect(armIsRaised(HANGING)).toBe(false);
  expect(armIsRaised(arm(0.28, 0.18))).toBe(false);
  expect(armIsRaised(arm(0.2, 0.05, 0.1))).toBe(false);
});

test("two seconds of a raised arm stop the exercise", () => {
  const watch = new RaisedArmWatch();
  expect(watch.update(RAISED, 10)).toBe(0);
  expect(watch.update(RAISED, 11)).toBeCloseTo(0.5);
  expect(watch.update(RAISED, 12)).toBe(1);
});

test("a lowered arm starts over, a short gap does not", () => {
  const watch = new RaisedArmWatch();
  watch.update(RAISED, 0);
  watch.update(null, 0.2);
  expect(watch.update(RAISED, 1)).toBeCloseTo(0.5);
  watch.update(HANGING, 1.6);
  expect(watch.update(RAISED, 2)).toBe(0);
});

test("an exercise that lifts the arms itself is not stopped by a raised arm", () => {
  for (const protocol of ["shoulder_abduction", "shoulder_flexion", "shoulder_scaption"]) {
    expect(armMayStop(protocol)).toBe(false);
  }
  for (const protocol of ["squat", "elbow_flexion", "single_leg_stance", "juggling"]) {
    expect(armMayStop(protocol)).toBe(true);
  }
});
