import { secondsSince } from "./foot-place";

/** Feet side by side never look further apart in height than this; one ahead may (`scoring/metrics/hold.py`). */
const LEVEL_WITHIN_SHANK = 0.1;
const FOLLOWS_S = 2;

/**
 * What one foot is above the other, without what it is while both stand: a rolled or a high camera
 * shows one higher though both are on the floor.
 */
export class LevelFeet {
  readonly #downShank: number;
  #levelShank = 0;
  #lastUs: number | null = null;

  constructor(downShank: number) {
    this.#downShank = downShank;
  }

  apply(liftShank: number | null, timeUs: number): number | null {
    if (liftShank === null) {
      return null;
    }
    const periodS = this.#lastUs === null ? 0 : Math.max(0, secondsSince(this.#lastUs, timeUs));
    this.#lastUs = timeUs;
    const above = liftShank - this.#levelShank;
    if (Math.abs(above) < this.#downShank && Math.abs(liftShank) < LEVEL_WITHIN_SHANK) {
      this.#levelShank += above * Math.min(1, periodS / FOLLOWS_S);
    }
    return liftShank - this.#levelShank;
  }

  reset(): void {
    this.#levelShank = 0;
    this.#lastUs = null;
  }
}
