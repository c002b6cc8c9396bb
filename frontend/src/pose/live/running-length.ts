const SHORTEST_PX = 2;
/** Lengths are told apart by 2 %. */
const STEP = Math.log(1.02);
const BINS = 400;
/** A segment is seen whole at the 80th percentile of its lengths: what points at the camera looks shorter. */
const SEEN_WHOLE = 0.8;

/** The 80th percentile of every length so far, in pixels, in constant memory (`scoring/movement.py:segment_px`). */
export class RunningLength {
  readonly #counts = new Uint32Array(BINS);
  #seen = 0;

  apply(lengthPx: number | null): void {
    if (lengthPx === null || !(lengthPx >= SHORTEST_PX)) {
      return;
    }
    const bin = Math.min(BINS - 1, Math.floor(Math.log(lengthPx / SHORTEST_PX) / STEP));
    this.#counts[bin] = (this.#counts[bin] ?? 0) + 1;
    this.#seen += 1;
  }

  /** `null` until a length was seen. */
  get px(): number | null {
    let below = 0;
    for (let bin = 0; bin < BINS && this.#seen > 0; bin += 1) {
      below += this.#counts[bin] ?? 0;
      if (below >= SEEN_WHOLE * this.#seen) {
        return SHORTEST_PX * Math.exp((bin + 0.5) * STEP);
      }
    }
    return null;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#seen = 0;
  }
}
