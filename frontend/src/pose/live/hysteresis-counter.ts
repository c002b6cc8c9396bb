import type { LiveCount } from "../calculators/live-count";
import { UsualPeak } from "./usual-peak";

export interface CounterOptions {
  /** Least rise above rest, in the signal's unit, that is a repetition. */
  readonly minRise: number;
  /** A repetition begins and ends at this share of the typical peak. */
  readonly leaveShare: number;
  /** It must pass this share of the typical peak. */
  readonly reachShare: number;
  readonly minDurationS: number;
  /** One that comes back by this share and goes out again is two. */
  readonly turnShare?: number | null;
}

/** Rest is the median of so long, so that a first frame that was misread is none. */
const START_S = 0.4;
const SMOOTH_S = 0.06;
const REST_RISES_S = 3;
const REST_FALLS_S = 0.25;
const TURNED_SHARE = 0.15;
const FORGET_AFTER_US = 1_000_000;
/** A movement that went out again by this share, after it had come back as far as one does, was over: its rest has moved. */
const OUT_AGAIN_SHARE = 0.5;

/**
 * Counts movements of a signal that is low at rest and high at the peak, as they happen. Two levels
 * (hysteresis) keep trembling from counting; they follow the patient's own typical peak, as the
 * server's rule does (`scoring/repetitions`). A count comes when the movement has returned.
 */
export class HysteresisCounter {
  readonly #options: CounterOptions;
  readonly #usual: UsualPeak;
  #steady: number | null = null;
  #stage: "waiting" | "going" | "far_enough" | "returning" = "waiting";
  #rest: number | null = null;
  #start: number[] = [];
  #startUs = 0;
  #peak = 0;
  #trough = 0;
  /** When the signal was last near its rest. */
  #nearRestUs = 0;
  #lastUs: number | null = null;

  constructor(options: CounterOptions) {
    this.#options = options;
    this.#usual = new UsualPeak(options.minRise, options.reachShare);
  }

  /**
   * @param value `null` while the signal cannot be measured.
   * @param unit How much of `value` is one unit of `minRise`; it may change as the body is known better.
   */
  apply(value: number | null, timeUs: number, unit = 1): LiveCount {
    if (this.#lastUs !== null && timeUs - this.#lastUs > FORGET_AFTER_US) {
      this.#stage = "waiting";
      this.#steady = null;
    }
    if (value === null) {
      return this.#view(null, null);
    }
    const periodS = this.#lastUs === null ? 0 : Math.max(0, (timeUs - this.#lastUs) / 1e6);
    this.#lastUs = timeUs;
    const before = this.#steady ?? value;
    const steady = before + (value - before) * Math.min(1, periodS / (SMOOTH_S + periodS));
    this.#steady = steady;
    if (this.#isStarting(value, timeUs)) {
      return this.#view(value / unit, 0);
    }
    const rest = this.#followRest(steady, periodS);
    const height = (steady - rest) / unit;
    this.#step(height, timeUs, unit);
    return this.#view(value / unit, height);
  }

  /** What is going on is no repetition, and rest will be somewhere else. */
  forgetMovement(): void {
    this.#stage = "waiting";
    this.#rest = null;
    this.#start = [];
    this.#steady = null;
  }

  /** Rest is known to be there. */
  startFrom(rest: number): void {
    this.reset();
    this.#rest = rest;
  }

  reset(): void {
    this.#usual.reset();
    this.forgetMovement();
    this.#lastUs = null;
  }

  /** Whether rest is still being found. */
  #isStarting(value: number, timeUs: number): boolean {
    if (this.#rest !== null) {
      return false;
    }
    this.#startUs = this.#start.length === 0 ? timeUs : this.#startUs;
    this.#start.push(value);
    if ((timeUs - this.#startUs) / 1e6 < START_S) {
      return true;
    }
    this.#start.sort((a, b) => a - b);
    this.#rest = this.#start[Math.floor(this.#start.length / 2)] ?? value;
    this.#start = [];
    return false;
  }

  /** Rest is the lowest of late; it creeps up only while the patient stays there. */
  #followRest(value: number, periodS: number): number {
    const rest = this.#rest ?? value;
    const afterS = value < rest ? REST_FALLS_S : REST_RISES_S;
    const follows = value < rest || this.#stage === "waiting";
    this.#rest = follows ? rest + (value - rest) * Math.min(1, periodS / afterS) : rest;
    return this.#rest;
  }

  #step(height: number, timeUs: number, unit: number): void {
    const leave = this.#options.leaveShare * this.#usual.usual;
    if (this.#stage === "waiting") {
      if (height > leave) {
        this.#begin(height);
      } else if (height <= leave / 2) {
        this.#nearRestUs = timeUs;
      }
    } else if (height <= leave) {
      this.#end(timeUs);
      this.#stage = "waiting";
      this.#nearRestUs = timeUs;
    } else {
      this.#goOn(height, timeUs, unit);
    }
  }

  #begin(height: number): void {
    this.#stage = height >= this.#usual.reach ? "far_enough" : "going";
    this.#peak = height;
    this.#trough = height;
  }

  #goOn(height: number, timeUs: number, unit: number): void {
    if (height >= this.#peak) {
      this.#peak = height;
      this.#trough = height;
      this.#stage = height >= this.#usual.reach ? "far_enough" : "going";
      return;
    }
    this.#trough = Math.min(this.#trough, height);
    if (this.#stage === "far_enough" && height < this.#peak * (1 - TURNED_SHARE)) {
      this.#stage = "returning";
    }
    if (this.#isOutAgain(height)) {
      const turned = this.#trough;
      this.#end(timeUs);
      this.#nearRestUs = timeUs;
      if (this.#options.turnShare == null) {
        this.#rest = (this.#rest ?? 0) + turned * unit;
        this.#begin(height - turned);
      } else {
        this.#begin(height);
      }
    }
  }

  /** Whether a movement came back far enough to be over, and another one has begun. */
  #isOutAgain(height: number): boolean {
    const { turnShare, leaveShare } = this.#options;
    const usual = this.#usual.usual;
    const back = turnShare ?? 1 - leaveShare;
    const out = turnShare ?? OUT_AGAIN_SHARE;
    return this.#peak - this.#trough >= back * usual && height - this.#trough >= out * usual;
  }

  #end(timeUs: number): void {
    if ((timeUs - this.#nearRestUs) / 1e6 >= this.#options.minDurationS) {
      this.#usual.add(this.#peak);
    }
  }

  #view(signal: number | null, height: number | null): LiveCount {
    return {
      count: this.#usual.count,
      stage: this.#stage,
      signal,
      reachedRatio: Math.min(1, Math.max(0, (height ?? 0) / this.#usual.reach)),
      heldS: 0,
      holdingS: 0,
      touches: 0,
    };
  }
}
