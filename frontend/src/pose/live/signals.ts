import {
  type BodySide,
  distancePx,
  midpointPx,
  pointPx,
  shoulderElevationDeg,
} from "../calculators/angles";
import type { ImageSize, Keypoints } from "../pose";

const SIDES: readonly BodySide[] = ["left", "right"];

/**
 * Minus the height of the hips above the ankles, in thigh lengths: grows as a squat goes down.
 * The thigh is the longest seen so far, because it looks shorter when it points at the camera.
 */
export class HipDropSignal {
  #thighPx = 0;

  apply(keypoints: Keypoints, image: ImageSize): number | null {
    const hip = midpointPx(keypoints, "hip", image);
    const ankle = midpointPx(keypoints, "ankle", image);
    for (const side of SIDES) {
      const thigh = distancePx(
        pointPx(keypoints, `${side}_hip`, image),
        pointPx(keypoints, `${side}_knee`, image),
      );
      this.#thighPx = Math.max(this.#thighPx, thigh ?? 0);
    }
    if (hip === null || ankle === null || this.#thighPx === 0) {
      return null;
    }
    return (hip.yPx - ankle.yPx) / this.#thighPx;
  }

  reset(): void {
    this.#thighPx = 0;
  }
}

/** Elevation of the prescribed arm; of the higher one where both or none is prescribed. */
export function armElevationDeg(
  keypoints: Keypoints,
  side: BodySide | null,
  image: ImageSize,
): number | null {
  const angles = (side === null ? SIDES : [side])
    .map((one) => shoulderElevationDeg(keypoints, one, image))
    .filter((angle) => angle !== null);
  return angles.length === 0 ? null : Math.max(...angles);
}

/** Height of the lifted ankle above the standing one, in shank lengths; either foot where no side is prescribed. */
export function footLiftShank(
  keypoints: Keypoints,
  standing: BodySide | null,
  image: ImageSize,
): number | null {
  const left = pointPx(keypoints, "left_ankle", image);
  const right = pointPx(keypoints, "right_ankle", image);
  const shanks = SIDES.map(
    (side) =>
      distancePx(
        pointPx(keypoints, `${side}_knee`, image),
        pointPx(keypoints, `${side}_ankle`, image),
      ) ?? 0,
  );
  const shank = Math.max(...shanks);
  if (left === null || right === null || shank === 0) {
    return null;
  }
  const rightLifted = (left.yPx - right.yPx) / shank;
  if (standing === null) {
    return Math.abs(rightLifted);
  }
  return standing === "left" ? rightLifted : -rightLifted;
}
