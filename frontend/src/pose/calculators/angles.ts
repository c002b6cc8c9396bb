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
 * missing or a segment has no length. The mirror of `pose/angles.py:included_angle_deg`.
 */
export function includedAngleDeg(
  proximal: PointPx | null,
  joint: PointPx | null,
  distal: PointPx | null,
): number | null {
  if (proximal === null || joint === null || distal === null) {
    return null;
  }
  const first = [proximal.xPx - joint.xPx, proximal.yPx - joint.yPx] as const;
  const second = [distal.xPx - joint.xPx, distal.yPx - joint.yPx] as const;
  if (Math.hypot(...first) === 0 || Math.hypot(...second) === 0) {
    return null;
  }
  const cross = first[0] * second[1] - first[1] * second[0];
  const dot = first[0] * second[0] + first[1] * second[1];
  // atan2 keeps its accuracy near 0 and 180 degrees, where acos does not.
  return (Math.atan2(Math.abs(cross), dot) * 180) / Math.PI;
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

/** The angle between upper arm and trunk side: 0 hanging, 180 overhead. */
export function shoulderElevationDeg(
  keypoints: Keypoints,
  side: BodySide,
  image: ImageSize,
): number | null {
  return includedAngleDeg(
    pointPx(keypoints, `${side}_elbow`, image),
    pointPx(keypoints, `${side}_shoulder`, image),
    pointPx(keypoints, `${side}_hip`, image),
  );
}

/** The length mid-hip to mid-shoulder, in pixels. */
export function torsoPx(keypoints: Keypoints, image: ImageSize): number | null {
  return distancePx(midpointPx(keypoints, "hip", image), midpointPx(keypoints, "shoulder", image));
}

/** The distance of two points; `null` where one is missing. */
export function distancePx(a: PointPx | null, b: PointPx | null): number | null {
  return a === null || b === null ? null : Math.hypot(a.xPx - b.xPx, a.yPx - b.yPx);
}
