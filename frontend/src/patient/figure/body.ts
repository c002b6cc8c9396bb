import { INDEX, KEYPOINT_COUNT, type KeypointName } from "../../pose/keypoints";

/** A point of the drawing: x to the right, y down, in body heights; the ground is y = 0. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The 17 keypoints of a drawn figure, in the order of `KEYPOINT_NAMES`. */
export type FigurePose = readonly Point[];

/** Lengths of a grown-up's parts as shares of body height (Winter, Biomechanics, table 4.1, rounded). */
export const LENGTH = {
  foot: 0.04,
  shank: 0.245,
  thigh: 0.245,
  trunk: 0.288,
  upperArm: 0.186,
  forearm: 0.16,
  neck: 0.115,
  shoulderHalf: 0.115,
  hipHalf: 0.07,
} as const;

const radians = (deg: number) => (deg * Math.PI) / 180;

/** The point that lies `length` from `from` at `deg` from straight down, positive to the right. */
export function below(from: Point, length: number, deg: number): Point {
  return {
    x: from.x + length * Math.sin(radians(deg)),
    y: from.y + length * Math.cos(radians(deg)),
  };
}

/** The point that lies `length` above `from`, leaning `deg` to the right. */
export function above(from: Point, length: number, deg: number): Point {
  return {
    x: from.x + length * Math.sin(radians(deg)),
    y: from.y - length * Math.cos(radians(deg)),
  };
}

/** Puts named points into the order of the 17 keypoints. */
export function figurePose(points: Readonly<Record<KeypointName, Point>>): FigurePose {
  const pose: Point[] = Array.from({ length: KEYPOINT_COUNT }, () => ({ x: 0, y: 0 }));
  for (const [name, point] of Object.entries(points)) pose[INDEX[name as KeypointName]] = point;
  return pose;
}

/** The face of somebody who looks at the camera, around `nose`. */
export function frontFace(nose: Point) {
  const at = (x: number, y: number) => ({ x: nose.x + x, y: nose.y + y });
  // Patient's left is on the right of an unmirrored picture.
  return {
    nose,
    left_eye: at(0.018, -0.018),
    right_eye: at(-0.018, -0.018),
    left_ear: at(0.04, -0.008),
    right_ear: at(-0.04, -0.008),
  };
}

/** The face of somebody seen from the side, looking to the right of the picture. */
export function sideFace(head: Point) {
  const at = (x: number, y: number) => ({ x: head.x + x, y: head.y + y });
  return {
    nose: at(0.055, 0.005),
    left_eye: at(0.04, -0.015),
    right_eye: at(0.04, -0.015),
    left_ear: at(0, 0),
    right_ear: at(0, 0),
  };
}
