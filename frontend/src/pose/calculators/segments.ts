import type { ImageSize, Keypoints } from "../pose";
import {
  type BodySide,
  degrees,
  isLong,
  type PairedPart,
  type PointPx,
  pointPx,
  vectorPx,
} from "./angles";

/**
 * The sign of the picture's x axis forward (from the side) or to the patient's left (from the
 * front): 1 facing the right edge or the camera, -1 facing the left edge or away.
 */
export type FacingSign = 1 | -1;

/** Nothing extends further than this, so what looks beyond it has gone past overhead. */
const WRAP_DEG = 120;

/** The sign of outward for a side, where the patient's left is positive. */
export function outwardSign(side: BodySide): 1 | -1 {
  return side === "left" ? 1 : -1;
}

/** How far the thigh is from hanging, whichever way (`scoring/tracks/joints.py:thigh_inclination`). */
export function thighInclinationDeg(
  keypoints: Keypoints,
  side: BodySide,
  image: ImageSize,
): number | null {
  const thigh = segment(keypoints, side, "hip", "knee", image);
  return thigh !== null && isLong(thigh, 0)
    ? degrees(Math.atan2(Math.abs(thigh.xPx), thigh.yPx))
    : null;
}

/** Hip flexion from the side, extension negative; -120 to 240 (`pose/segments.py:signed_hip_flexion_deg`). */
export function signedHipFlexionDeg(
  keypoints: Keypoints,
  side: BodySide,
  facing: FacingSign,
  image: ImageSize,
): number | null {
  const trunk = segment(keypoints, side, "shoulder", "hip", image);
  const thigh = segment(keypoints, side, "hip", "knee", image);
  return pastOverhead(turnDeg(trunk, thigh, facing));
}

/** The arm's angle to the trunk from the side, extension negative; -120 to 240 (`pose/segments.py:shoulder_flexion_deg`). */
export function signedShoulderFlexionDeg(
  keypoints: Keypoints,
  side: BodySide,
  facing: FacingSign,
  image: ImageSize,
): number | null {
  const trunk = segment(keypoints, side, "shoulder", "hip", image);
  const arm = segment(keypoints, side, "shoulder", "elbow", image);
  return pastOverhead(turnDeg(trunk, arm, facing));
}

/** Thigh's outward lean minus the pelvis's tilt, from the front (`pose/segments.py:hip_abduction_deg`). */
export function hipAbductionDeg(
  keypoints: Keypoints,
  side: BodySide,
  facing: FacingSign,
  image: ImageSize,
): number | null {
  const thigh = hangingDeg(segment(keypoints, side, "hip", "knee", image), facing, 0);
  const tilt = pelvisTiltDeg(keypoints, facing, image);
  return thigh === null || tilt === null ? null : (thigh - tilt) * outwardSign(side);
}

/** The hips' line against the horizontal from the front, positive where the left one is higher. */
export function pelvisTiltDeg(
  keypoints: Keypoints,
  facing: FacingSign,
  image: ImageSize,
): number | null {
  const right = pointPx(keypoints, "right_hip", image);
  const left = pointPx(keypoints, "left_hip", image);
  if (left === null || right === null) {
    return null;
  }
  const line = vectorPx(right, left);
  return isLong(line, 0) ? degrees(Math.atan2(-line.yPx, facing * line.xPx)) : null;
}

/** The upper arm's elevation against gravity from the front; -120 to 240 (`pose/segments.py:arm_abduction_deg`). */
export function armAbductionDeg(
  keypoints: Keypoints,
  side: BodySide,
  facing: FacingSign,
  image: ImageSize,
  minSegmentPx = 0,
): number | null {
  const arm = segment(keypoints, side, "shoulder", "elbow", image);
  const leftward = hangingDeg(arm, facing, minSegmentPx);
  return pastOverhead(leftward === null ? null : leftward * outwardSign(side));
}

function segment(
  keypoints: Keypoints,
  side: BodySide,
  start: PairedPart,
  end: PairedPart,
  image: ImageSize,
): PointPx | null {
  const from = pointPx(keypoints, `${side}_${start}`, image);
  const to = pointPx(keypoints, `${side}_${end}`, image);
  return from === null || to === null ? null : vectorPx(from, to);
}

/** The direction of a segment from straight down, positive in the facing direction. */
function hangingDeg(line: PointPx | null, facing: FacingSign, minSegmentPx: number): number | null {
  return line !== null && isLong(line, minSegmentPx)
    ? degrees(Math.atan2(facing * line.xPx, line.yPx))
    : null;
}

/** The angle from one segment to another, positive where a hanging one turns forward. */
function turnDeg(start: PointPx | null, end: PointPx | null, facing: FacingSign): number | null {
  if (start === null || end === null || !isLong(start, 0) || !isLong(end, 0)) {
    return null;
  }
  // y points down, so turning from straight down to the right of the picture is negative.
  const cross = start.yPx * end.xPx - start.xPx * end.yPx;
  const dot = start.xPx * end.xPx + start.yPx * end.yPx;
  return degrees(Math.atan2(facing * cross, dot));
}

/** A limb past overhead goes on instead of jumping. */
function pastOverhead(angleDeg: number | null): number | null {
  return angleDeg !== null && angleDeg < -WRAP_DEG ? angleDeg + 360 : angleDeg;
}
