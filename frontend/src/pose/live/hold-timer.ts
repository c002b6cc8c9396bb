import type { LiveCount } from "../calculators/live-count";

/** The levels of `scoring/protocols.py:HoldRule`, in shank lengths and seconds. */
const LIFTED_SHANK = 0.1;
const DOWN_SHANK = 0.06;
const MIN_LIFT_S = 0.3;
const MIN_DOWN_S = 0.1;
const TOUCH_WITHIN_S = 2;
const MAX_HIDDEN_S = 1;

/** Times how long a foot stays lifted, and how often it touched the floor in between. */
export class HoldTimer {
  #liftedAtUs: number | null = null;
  #downAtUs: number | null = null;
  #endedAtUs: number | null = null;
  #seenAtUs: number | null = null;
  #holding = false;
  #longestS = 0;
  #touches = 0;

  /** @param liftShank Height of the lifted ankle above the other, in shank lengths; `null` when not seen. */
  apply(liftShank: number | null, timeUs: number): LiveCount {
    if (liftShank !== null) {
      this.#seenAtUs = timeUs;
      this.#step(liftShank, timeUs);
    } else if (this.#seenAtUs !== null && secondsSince(this.#seenAtUs, timeUs) > MAX_HIDDEN_S) {
      this.#end(this.#seenAtUs);
    }
    const holdingS = this.#holdingS();
    this.#longestS = Math.max(this.#longestS, holdingS);
    return {
      count: 0,
      stage: this.#holding ? "holding" : "waiting",
      signal: liftShank,
      reachedRatio: Math.min(1, Math.max(0, (liftShank ?? 0) / LIFTED_SHANK)),
      heldS: this.#longestS,
      holdingS,
      touches: this.#touches,
    };
  }

  reset(): void {
    this.#end(0);
    this.#endedAtUs = null;
    this.#seenAtUs = null;
    this.#longestS = 0;
    this.#touches = 0;
  }

  /** Until the foot was last seen up: time that may yet turn out to be none is not given. */
  #holdingS(): number {
    const lastUs = this.#downAtUs ?? this.#seenAtUs;
    return this.#holding && this.#liftedAtUs !== null && lastUs !== null
      ? secondsSince(this.#liftedAtUs, lastUs)
      : 0;
  }

  #step(liftShank: number, timeUs: number): void {
    if (liftShank < DOWN_SHANK) {
      this.#downAtUs ??= timeUs;
      if (!this.#holding || secondsSince(this.#downAtUs, timeUs) >= MIN_DOWN_S) {
        this.#end(this.#downAtUs);
      }
      return;
    }
    this.#downAtUs = null;
    if (liftShank > LIFTED_SHANK) {
      this.#liftedAtUs ??= timeUs;
      if (!this.#holding && secondsSince(this.#liftedAtUs, timeUs) >= MIN_LIFT_S) {
        this.#begin(this.#liftedAtUs);
      }
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
  }
}

function secondsSince(startUs: number, nowUs: number): number {
  return (nowUs - startUs) / 1e6;
}
