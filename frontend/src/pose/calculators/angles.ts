import type { KeypointName } from "../keypoints";
import { type ImageSize, type Keypoints, keypoint } from "../pose";

/** A point of the picture in pixels, y pointing down. */
export interface PointPx {
  readonly xPx: number;
  readonly yPx: number;
}

export type BodySide = "left" | "right";

/**
 * The unsigned angle at `joint`, 0 to 180 degrees; a straight limb is 180. `null` where a point is
 * missing or a segment is shorter than `minSegmentPx`, for what points at the camera has no
 * direction. The mirror of `pose/angles.py:included_angle_deg`; `tests/golden/live/angles.json`
 * holds both to it.
 */
export function includedAngleDeg(
  proximal: PointPx | null,
  joint: PointPx | null,
  distal: PointPx | null,
  minSegmentPx = 0,
): number | null {
  if (proximal === null || joint === null || distal === null) {
    return null;
  }
  const first = vectorPx(joint, proximal);
  const second = vectorPx(joint, distal);
  if (!isLong(first, minSegmentPx) || !isLong(second, minSegmentPx)) {
    return null;
  }
  const cross = first.xPx * second.yPx - first.yPx * second.xPx;
  const dot = first.xPx * second.xPx + first.yPx * second.yPx;
  // atan2 keeps its accuracy near 0 and 180 degrees, where acos does not.
  return degrees(Math.atan2(Math.abs(cross), dot));
}

/** The way from one point to another, in pixels. */
export function vectorPx(from: PointPx, to: PointPx): PointPx {
  return { xPx: to.xPx - from.xPx, yPx: to.yPx - from.yPx };
}

/** Whether a segment has a direction that can be trusted. */
export function isLong(segment: PointPx, minSegmentPx: number): boolean {
  const lengthPx = Math.hypot(segment.xPx, segment.yPx);
  return lengthPx > 0 && lengthPx >= minSegmentPx;
}

export function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

export function radians(angleDeg: number): number {
  return (angleDeg * Math.PI) / 180;
}

/** The keypoint of that name in pixels, `null` where it is missing. */
export function pointPx(
  keypoints: Keypoints,
  name: KeypointName,
  image: ImageSize,
): PointPx | null {
  const point = keypoint(keypoints, name);
  return point === null ? null : { xPx: point.x * image.widthPx, yPx: point.y * image.heightPx };
}

/** Paired parts of the body; their keypoints carry the side's name before them. */
export type PairedPart = "eye" | "ear" | "shoulder" | "elbow" | "wrist" | "hip" | "knee" | "ankle";

/** The middle of a left/right pair, or the seen one of the two. */
export function midpointPx(
  keypoints: Keypoints,
  part: PairedPart,
  image: ImageSize,
): PointPx | null {
  const left = pointPx(keypoints, `left_${part}`, image);
  const right = pointPx(keypoints, `right_${part}`, image);
  if (left === null || right === null) {
    return left ?? right;
  }
  return { xPx: (left.xPx + right.xPx) / 2, yPx: (left.yPx + right.yPx) / 2 };
}

/** 180 minus the included angle: 0 straight, growing as the joint bends (`pose/angles.py:flexion_deg`). */
export function flexionDeg(
  keypoints: Keypoints,
  side: BodySide,
  [proximal, joint, distal]: readonly [PairedPart, PairedPart, PairedPart],
  image: ImageSize,
): number | null {
  const angle = includedAngleDeg(
    pointPx(keypoints, `${side}_${proximal}`, image),
    pointPx(keypoints, `${side}_${joint}`, image),
    pointPx(keypoints, `${side}_${distal}`, image),
  );
  return angle === null ? null : 180 - angle;
}

/** The angle between upper arm and trunk side: 0 hanging, 180 overhead. */
export function shoulderElevationDeg(
  keypoints: Keypoints,
  side: BodySide,
  image: ImageSize,
  minSegmentPx = 0,
): number | null {
  return includedAngleDeg(
    pointPx(keypoints, `${side}_elbow`, image),
    pointPx(keypoints, `${side}_shoulder`, image),
    pointPx(keypoints, `${side}_hip`, image),
    minSegmentPx,
  );
}

/** The lean of mid-hip to mid-shoulder from vertical: 0 upright, positive to the right of the picture. */
export function trunkLeanDeg(keypoints: Keypoints, image: ImageSize): number | null {
  const hips = midpointPx(keypoints, "hip", image);
  const shoulders = midpointPx(keypoints, "shoulder", image);
  if (hips === null || shoulders === null) {
    return null;
  }
  return degrees(Math.atan2(shoulders.xPx - hips.xPx, hips.yPx - shoulders.yPx));
}

/** The length mid-hip to mid-shoulder, in pixels. */
export function torsoPx(keypoints: Keypoints, image: ImageSize): number | null {
  return distancePx(midpointPx(keypoints, "hip", image), midpointPx(keypoints, "shoulder", image));
}

/** The distance of two points; `null` where one is missing. */
export function distancePx(a: PointPx | null, b: PointPx | null): number | null {
  return a === null || b === null ? null : Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
}
