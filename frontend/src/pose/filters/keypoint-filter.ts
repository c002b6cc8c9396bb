import { KEYPOINT_COUNT } from "../keypoints";
import type { FilteredPose, ImageSize, Keypoint, RawPose } from "../pose";
import { LowPassFilter } from "./low-pass-filter";
import { OneEuroFilter, type OneEuroOptions } from "./one-euro-filter";

/** Distances are in picture heights. Chosen by eye on a still and on a moving person: see the tests for what it promises. */
const POSITION: OneEuroOptions = { minCutoffHz: 1.5, beta: 12, derivativeCutoffHz: 2 };
const SCORE_ALPHA = 0.3;
/** A keypoint is shown from this smoothed score on, and hidden again below the lower one. */
const SHOW_SCORE = 0.3;
const HIDE_SCORE = 0.2;
/** After a longer absence a keypoint starts anew instead of sliding across the picture. */
const FORGET_AFTER_US = 250_000;

/** Smooths a copy of the keypoints for the overlay and the live counter. The recorder never sees its output. */
export class KeypointFilter {
  readonly #tracks = Array.from({ length: KEYPOINT_COUNT }, () => new Track());

  apply(pose: RawPose, image: ImageSize): FilteredPose {
    const aspect = image.widthPx / image.heightPx;
    const keypoints = this.#tracks.map((track, index) =>
      track.apply(pose.keypoints[index] ?? null, pose.timeUs, aspect),
    );
    return { kind: "filtered", timeUs: pose.timeUs, keypoints };
  }

  reset(): void {
    for (const track of this.#tracks) {
      track.reset();
    }
  }
}

class Track {
  readonly #x = new OneEuroFilter(POSITION);
  readonly #y = new OneEuroFilter(POSITION);
  readonly #score = new LowPassFilter();
  #shown = false;
  #seenAtUs = 0;

  apply(point: Keypoint | null, timeUs: number, aspect: number): Keypoint | null {
    const score = this.#score.apply(point?.score ?? 0, SCORE_ALPHA);
    this.#shown = score >= (this.#shown ? HIDE_SCORE : SHOW_SCORE);
    if (point === null || !this.#shown) {
      return null;
    }
    if (timeUs - this.#seenAtUs > FORGET_AFTER_US) {
      this.#x.reset();
      this.#y.reset();
    }
    this.#seenAtUs = timeUs;
    return {
      x: this.#x.apply(point.x * aspect, timeUs) / aspect,
      y: this.#y.apply(point.y, timeUs),
      score,
    };
  }

  reset(): void {
    this.#x.reset();
    this.#y.reset();
    this.#score.reset();
    this.#shown = false;
  }
}
