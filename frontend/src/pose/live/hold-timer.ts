import type { LiveCount } from "../calculators/live-count";
import { FootPlace, type SeenFoot, secondsSince } from "./foot-place";
import type { HoldLevels } from "./protocol-table";

/** From the first to the last of three frames at 30 a second, as the server wants it. */
const MIN_DOWN_S = 0.065;
/** A foot that is wholly down for two frames at 30 a second has touched, and is no misread one. */
const MIN_ON_FLOOR_S = 0.025;
const TOUCH_WITHIN_S = 2;
const MAX_HIDDEN_S = 1;
const MIN_MOVED_S = 0.1;
/** The place of the foot stood on is its mean over this time. */
const SETTLED_S = 0.3;

/** Times how long a foot stays lifted, and how often it touched the floor in between. */
export class HoldTimer {
  readonly #levels: HoldLevels;
  readonly #place = new FootPlace();
  #nearFloorUs: number | null = null;
  #liftedAtUs: number | null = null;
  #downAtUs: number | null = null;
  #onFloorUs: number | null = null;
  #movedAtUs: number | null = null;
  #endedAtUs: number | null = null;
  #seenAtUs: number | null = null;
  #holding = false;
  /** The foot stood on has moved: the foot in the air must come down before anything counts again. */
  #spoilt = false;
  #longestS = 0;
  #touches = 0;

  constructor(levels: HoldLevels) {
    this.#levels = levels;
  }

  /**
   * @param liftShank Height of the lifted ankle above the other, in shank lengths; `null` when not seen.
   * @param foot The ankle stood on; `null` where that does not matter.
   */
  apply(liftShank: number | null, timeUs: number, foot: SeenFoot | null = null): LiveCount {
    if (liftShank !== null) {
      this.#seenAtUs = timeUs;
      this.#step(liftShank, timeUs);
      this.#watchFoot(foot, timeUs);
    } else if (this.#seenAtUs !== null && secondsSince(this.#seenAtUs, timeUs) > MAX_HIDDEN_S) {
      this.#end(this.#seenAtUs);
    }
    const holdingS = this.#holdingS();
    this.#longestS = Math.max(this.#longestS, holdingS);
    return {
      count: 0,
      stage: this.#holding ? "holding" : "waiting",
      signal: liftShank,
      reachedRatio: Math.min(1, Math.max(0, (liftShank ?? 0) / this.#levels.liftShank)),
      heldS: this.#longestS,
      holdingS,
      touches: this.#touches,
    };
  }

  reset(): void {
    this.#end(0);
    this.#endedAtUs = null;
    this.#nearFloorUs = null;
    this.#seenAtUs = null;
    this.#spoilt = false;
    this.#longestS = 0;
    this.#touches = 0;
  }

  /** Until the foot was last seen up: time that may yet turn out to be none is not given. */
  #holdingS(): number {
    const lastUs = this.#movedAtUs ?? this.#downAtUs ?? this.#seenAtUs;
    return this.#holding && this.#liftedAtUs !== null && lastUs !== null
      ? secondsSince(this.#liftedAtUs, lastUs)
      : 0;
  }

  #step(liftShank: number, timeUs: number): void {
    if (liftShank <= this.#levels.downShank / 2) {
      this.#nearFloorUs = timeUs;
    }
    if (liftShank < this.#levels.downShank) {
      this.#downAtUs ??= timeUs;
      const onFloor = liftShank <= this.#levels.downShank / 2;
      this.#onFloorUs = onFloor ? (this.#onFloorUs ?? timeUs) : null;
      const touched =
        this.#onFloorUs !== null && secondsSince(this.#onFloorUs, timeUs) >= MIN_ON_FLOOR_S;
      if (!this.#holding || touched || secondsSince(this.#downAtUs, timeUs) >= MIN_DOWN_S) {
        this.#end(this.#downAtUs);
        this.#spoilt = false;
      }
      return;
    }
    this.#downAtUs = null;
    this.#onFloorUs = null;
    if (liftShank > this.#levels.liftShank && !this.#spoilt) {
      // The foot left the floor before it was certain that it did.
      this.#liftedAtUs ??= this.#nearFloorUs ?? timeUs;
      if (!this.#holding && secondsSince(this.#liftedAtUs, timeUs) >= this.#levels.minLiftS) {
        this.#begin(this.#liftedAtUs);
      }
    }
  }

  /** A foot that hops or turns away from where it settled ends the hold. */
  #watchFoot(foot: SeenFoot | null, timeUs: number): void {
    if (!this.#holding || foot === null || this.#liftedAtUs === null) {
      return;
    }
    const settled = secondsSince(this.#liftedAtUs, timeUs) > SETTLED_S + this.#levels.minLiftS;
    if (!settled || this.#place.farToShank(foot) <= this.#levels.footMovedShank) {
      this.#movedAtUs = null;
      if (!settled) {
        this.#place.add(foot);
      }
      return;
    }
    this.#movedAtUs ??= timeUs;
    if (secondsSince(this.#movedAtUs, timeUs) >= MIN_MOVED_S) {
      this.#spoilt = true;
      this.#end(this.#movedAtUs);
    }
  }

  #begin(liftedAtUs: number): void {
    this.#holding = true;
    const soon =
      this.#endedAtUs !== null && secondsSince(this.#endedAtUs, liftedAtUs) <= TOUCH_WITHIN_S;
    this.#touches += soon ? 1 : 0;
  }

  #end(atUs: number): void {
    if (this.#holding) {
      this.#endedAtUs = atUs;
    }
    this.#holding = false;
    this.#liftedAtUs = null;
    this.#movedAtUs = null;
    this.#place.reset();
  }
}
