import type { LiveCount } from "../calculators/live-count";

export interface CounterOptions {
  /** Least rise above rest, in the signal's unit, that is a repetition. */
  readonly minRise: number;
  /** A repetition begins and ends at this share of the typical peak. */
  readonly leaveShare: number;
  /** It must pass this share of the typical peak. */
  readonly reachShare: number;
  readonly minDurationS: number;
}

const REST_FOLLOWS_S = 3;
const TURNED_SHARE = 0.15;
const FORGET_AFTER_US = 1_000_000;

/**
 * Counts movements of a signal that is low at rest and high at the peak, as they happen. Two levels
 * (hysteresis) keep trembling from counting; they follow the patient's own typical peak, as the
 * server's rule does (`scoring/repetitions.py`). A count comes when the movement has returned.
 */
export class HysteresisCounter {
  readonly #options: CounterOptions;
  #peaks: number[] = [];
  #stage: "waiting" | "going" | "far_enough" | "returning" = "waiting";
  #rest: number | null = null;
  #peak = 0;
  #startUs = 0;
  #lastUs: number | null = null;

  constructor(options: CounterOptions) {
    this.#options = options;
  }

  /** @param value `null` while the signal cannot be measured. */
  apply(value: number | null, timeUs: number): LiveCount {
    if (this.#lastUs !== null && timeUs - this.#lastUs > FORGET_AFTER_US) {
      this.#stage = "waiting";
    }
    if (value === null) {
      return this.#view(null);
    }
    const periodS = this.#lastUs === null ? 0 : Math.max(0, (timeUs - this.#lastUs) / 1e6);
    this.#lastUs = timeUs;
    this.#followRest(value, periodS);
    this.#step(value - (this.#rest ?? value), timeUs);
    return this.#view(value);
  }

  reset(): void {
    this.#peaks = [];
    this.#stage = "waiting";
    this.#rest = null;
    this.#lastUs = null;
  }

  /** Rest is the lowest of late; it creeps up only while the patient stands. */
  #followRest(value: number, periodS: number): void {
    if (this.#rest === null || value < this.#rest) {
      this.#rest = value;
    } else if (this.#stage === "waiting") {
      this.#rest += (value - this.#rest) * Math.min(1, periodS / REST_FOLLOWS_S);
    }
  }

  #step(height: number, timeUs: number): void {
    const leave = this.#options.leaveShare * this.#typical();
    switch (this.#stage) {
      case "waiting":
        if (height > leave) {
          this.#stage = "going";
          this.#peak = height;
          this.#startUs = timeUs;
        }
        break;
      case "going":
        this.#peak = Math.max(this.#peak, height);
        if (height >= this.#reach()) {
          this.#stage = "far_enough";
        } else if (height <= leave) {
          this.#stage = "waiting";
        }
        break;
      default:
        this.#comingBack(height, leave, timeUs);
    }
  }

  #comingBack(height: number, leave: number, timeUs: number): void {
    if (height >= this.#peak) {
      this.#peak = height;
      this.#stage = "far_enough";
    } else if (height < this.#peak * (1 - TURNED_SHARE)) {
      this.#stage = "returning";
    }
    if (height <= leave) {
      this.#stage = "waiting";
      if ((timeUs - this.#startUs) / 1e6 >= this.#options.minDurationS) {
        this.#peaks.push(this.#peak);
      }
    }
  }

  #typical(): number {
    const least = this.#options.minRise / this.#options.reachShare;
    const sorted = [...this.#peaks].sort((a, b) => a - b);
    return Math.max(least, sorted[Math.floor(sorted.length / 2)] ?? 0);
  }

  #reach(): number {
    return this.#options.reachShare * this.#typical();
  }

  #view(signal: number | null): LiveCount {
    const height = signal === null || this.#rest === null ? 0 : signal - this.#rest;
    return {
      count: this.#peaks.length,
      stage: this.#stage,
      signal,
      reachedRatio: Math.min(1, Math.max(0, height / this.#reach())),
      heldS: 0,
      holdingS: 0,
      touches: 0,
    };
  }
}
