import type { LiveCount } from "../calculators/live-count";
import { secondsSince } from "./foot-place";
import type { PhaseLevels } from "./protocol-table";

/** Who stays low for so long sits; the level of sitting is the mean over it. */
const SEATED_S = 0.3;
const STANDING_S = 1;
/** Until standing was seen, it is taken to be so much higher than sitting, in trunk lengths: a bent thigh is some 0.8 of a trunk. */
const ASSUMED_RISE_TORSO = 0.6;

/** Times a person who stands up, walks and sits down again: from leaving the seat until back on it. */
export class PhaseTimer {
  readonly #levels: PhaseLevels;
  #seatedSum = 0;
  #seatedFrames = 0;
  #firstUs: number | null = null;
  #highest = ASSUMED_RISE_TORSO;
  #roseAtUs: number | null = null;
  #upSinceUs: number | null = null;
  #downSinceUs: number | null = null;
  #stood = false;
  #totalS: number | null = null;

  constructor(levels: PhaseLevels) {
    this.#levels = levels;
  }

  /** @param height Hips over ankles in lengths of the trunk of the same frame. */
  apply(height: number | null, timeUs: number): LiveCount {
    if (height === null) {
      return this.#view(null, timeUs);
    }
    this.#firstUs ??= timeUs;
    if (secondsSince(this.#firstUs, timeUs) <= SEATED_S) {
      this.#seatedSum += height;
      this.#seatedFrames += 1;
    } else if (this.#totalS === null) {
      this.#step(this.#risenShare(height), timeUs);
    }
    return this.#view(this.#risenShare(height), timeUs);
  }

  reset(): void {
    this.#seatedSum = 0;
    this.#seatedFrames = 0;
    this.#firstUs = null;
    this.#highest = ASSUMED_RISE_TORSO;
    this.#roseAtUs = null;
    this.#upSinceUs = null;
    this.#downSinceUs = null;
    this.#stood = false;
    this.#totalS = null;
  }

  #risenShare(height: number): number {
    return this.#seatedFrames === 0
      ? 0
      : (height - this.#seatedSum / this.#seatedFrames) / this.#highest;
  }

  #step(share: number, timeUs: number): void {
    if (share > 1) {
      // Standing is followed slowly: a step or a spike is not it.
      this.#highest *= 1 + 0.05 * (share - 1);
    }
    this.#upSinceUs = share > this.#levels.standingShare ? (this.#upSinceUs ?? timeUs) : null;
    this.#downSinceUs = share < this.#levels.sittingShare ? (this.#downSinceUs ?? timeUs) : null;
    if (this.#downSinceUs === null) {
      this.#roseAtUs ??= timeUs;
    }
    if (this.#upSinceUs !== null && secondsSince(this.#upSinceUs, timeUs) >= STANDING_S) {
      this.#stood = true;
    }
    const seated =
      this.#downSinceUs !== null && secondsSince(this.#downSinceUs, timeUs) >= SEATED_S;
    if (!seated || this.#roseAtUs === null || this.#downSinceUs === null) {
      return;
    }
    if (this.#stood) {
      this.#totalS = secondsSince(this.#roseAtUs, this.#downSinceUs);
    } else {
      this.#roseAtUs = null; // rose a little and sat back
    }
  }

  #view(share: number | null, timeUs: number): LiveCount {
    const running = this.#roseAtUs !== null && this.#totalS === null;
    const holdingS = running && this.#roseAtUs !== null ? secondsSince(this.#roseAtUs, timeUs) : 0;
    return {
      count: this.#totalS === null ? 0 : 1,
      stage: !running ? "waiting" : this.#stood ? "far_enough" : "going",
      signal: share,
      reachedRatio: Math.min(1, Math.max(0, share ?? 0)),
      heldS: this.#totalS ?? holdingS,
      holdingS,
      touches: 0,
    };
  }
}
