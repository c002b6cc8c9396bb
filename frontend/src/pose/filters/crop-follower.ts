import {
  type CropRegion,
  MIN_POSE_SCORE,
  nextCrop,
  poseScore,
  wholePicture,
} from "../calculators/crop-region";
import { type QuarterTurns, quarterTurnsAfter } from "../calculators/turning";
import type { ImageSize, Keypoints } from "../pose";
import { LowPassFilter } from "./low-pass-filter";

/** How fast each edge of the crop follows: MoveNet's published value. */
const EDGE_ALPHA = 0.9;

/** Follows one person from frame to frame, so that the network sees that person large. */
export class CropFollower {
  readonly #edges = {
    xMin: new LowPassFilter(),
    yMin: new LowPassFilter(),
    xMax: new LowPassFilter(),
    yMax: new LowPassFilter(),
  };
  #crop: CropRegion | null = null;
  #quarterTurns: QuarterTurns = 0;

  /** Where to look in the next frame. */
  crop(image: ImageSize): CropRegion {
    return this.#crop ?? wholePicture(image);
  }

  /** How to turn what is looked at there. */
  get quarterTurns(): QuarterTurns {
    return this.#quarterTurns;
  }

  /** Takes the keypoints of a frame, in units of the whole picture. */
  apply(keypoints: Keypoints, image: ImageSize): void {
    if (poseScore(keypoints) < MIN_POSE_SCORE) {
      this.reset();
      return;
    }
    const next = nextCrop(keypoints, image);
    this.#crop = {
      xMin: this.#edges.xMin.apply(next.xMin, EDGE_ALPHA),
      yMin: this.#edges.yMin.apply(next.yMin, EDGE_ALPHA),
      xMax: this.#edges.xMax.apply(next.xMax, EDGE_ALPHA),
      yMax: this.#edges.yMax.apply(next.yMax, EDGE_ALPHA),
    };
    this.#quarterTurns = quarterTurnsAfter(this.#quarterTurns, keypoints, image);
  }

  reset(): void {
    this.#crop = null;
    this.#quarterTurns = 0;
    for (const edge of Object.values(this.#edges)) {
      edge.reset();
    }
  }
}
