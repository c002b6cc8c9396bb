import { LowPassFilter } from "./low-pass-filter";

export interface OneEuroOptions {
  /** Cut-off at rest: lower is smoother. */
  readonly minCutoffHz: number;
  /** How much speed opens the filter, in hertz per (unit of the value a second): higher lags less. */
  readonly beta: number;
  /** Cut-off of the speed's own filter. */
  readonly derivativeCutoffHz: number;
}

/**
 * The 1-euro filter (Casiez, Roussel and Vogel, CHI 2012): smooth at rest, quick in motion.
 * A time that does not go forward repeats the last output.
 */
export class OneEuroFilter {
  readonly #options: OneEuroOptions;
  readonly #value = new LowPassFilter();
  readonly #derivative = new LowPassFilter();
  #lastRaw = 0;
  #lastTimeUs: number | null = null;

  constructor(options: OneEuroOptions) {
    this.#options = options;
  }

  apply(value: number, timeUs: number): number {
    if (this.#lastTimeUs === null) {
      this.#remember(value, timeUs);
      return this.#value.apply(value, 1);
    }
    const periodS = (timeUs - this.#lastTimeUs) / 1e6;
    if (periodS <= 0) {
      return this.#value.last ?? value;
    }
    const { minCutoffHz, beta, derivativeCutoffHz } = this.#options;
    const speed = this.#derivative.apply(
      (value - this.#lastRaw) / periodS,
      smoothing(derivativeCutoffHz, periodS),
    );
    this.#remember(value, timeUs);
    return this.#value.apply(value, smoothing(minCutoffHz + beta * Math.abs(speed), periodS));
  }

  reset(): void {
    this.#value.reset();
    this.#derivative.reset();
    this.#lastTimeUs = null;
  }

  #remember(value: number, timeUs: number): void {
    this.#lastRaw = value;
    this.#lastTimeUs = timeUs;
  }
}

function smoothing(cutoffHz: number, periodS: number): number {
  return 1 / (1 + 1 / (2 * Math.PI * cutoffHz * periodS));
}
