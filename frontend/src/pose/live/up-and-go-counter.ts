import { distancePx, midpointPx } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { ImageSize } from "../pose";
import type { LiveCounter, TimedKeypoints } from "./live-counter";
import { PhaseTimer } from "./phase-timer";
import type { PhaseLevels } from "./protocol-table";

/** Times one timed up and go, from the hips leaving the seat until they are back on it. */
export class UpAndGoCounter implements LiveCounter {
  readonly #timer: PhaseTimer;

  constructor(levels: PhaseLevels) {
    this.#timer = new PhaseTimer(levels);
  }

  apply({ keypoints, timeUs }: TimedKeypoints, image: ImageSize): LiveCount {
    const hip = midpointPx(keypoints, "hip", image);
    const ankle = midpointPx(keypoints, "ankle", image);
    // Of the trunk of the same frame, so that coming nearer to the camera changes nothing.
    const trunkPx = distancePx(hip, midpointPx(keypoints, "shoulder", image));
    const seen = hip !== null && ankle !== null && trunkPx !== null && trunkPx > 0;
    return this.#timer.apply(seen ? (ankle.yPx - hip.yPx) / trunkPx : null, timeUs);
  }

  reset(): void {
    this.#timer.reset();
  }
}
