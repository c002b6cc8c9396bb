import { midpointPx, type PairedPart, type PointPx, pointPx } from "../calculators/angles";
import type { FacingSign } from "../calculators/segments";
import type { ImageSize, Keypoints } from "../pose";

/** A knee is bent that stays so for some frames. */
const BENT_SHARE = 0.1;
const WIDTHS: readonly PairedPart[] = ["shoulder", "hip"];

/**
 * Where the patient looks, from all frames so far: the nose lies before ears and shoulders, and
 * bent knees before the line from hip to ankle; one who faces the camera has their left on the
 * picture's right (`pose/view/facing.py`).
 */
export class FacingWatch {
  #across = 0;
  #ahead = 0;
  #bent = 0;
  #knees = 0;

  apply(keypoints: Keypoints, image: ImageSize): void {
    for (const part of WIDTHS) {
      this.#across += across(
        pointPx(keypoints, `right_${part}`, image),
        pointPx(keypoints, `left_${part}`, image),
      );
    }
    const nose = pointPx(keypoints, "nose", image);
    for (const part of ["ear", "shoulder"] as const) {
      this.#ahead += across(midpointPx(keypoints, part, image), nose);
    }
    const knee = midpointPx(keypoints, "knee", image);
    const bent =
      across(midpointPx(keypoints, "hip", image), knee) +
      across(midpointPx(keypoints, "ankle", image), knee);
    // A knee tells only while it is bent, however long it was straight before.
    this.#bent += BENT_SHARE * (bent - this.#bent);
    this.#knees = Math.abs(this.#bent) > Math.abs(this.#knees) ? this.#bent : this.#knees;
    this.#ahead += bent;
  }

  /** From the front: 1 facing the camera, -1 facing away. */
  get frontal(): FacingSign {
    return this.#across < 0 ? -1 : 1;
  }

  /** From the side: 1 facing the picture's right edge, -1 its left; `null` until it is known. */
  get sideways(): FacingSign | null {
    const votes = this.#ahead + this.#knees;
    return votes === 0 ? null : votes > 0 ? 1 : -1;
  }

  reset(): void {
    this.#across = 0;
    this.#ahead = 0;
    this.#bent = 0;
    this.#knees = 0;
  }
}

/** How far to the right of the picture the second point is; 0 where one is missing. */
function across(from: PointPx | null, to: PointPx | null): number {
  return from === null || to === null ? 0 : to.xPx - from.xPx;
}
