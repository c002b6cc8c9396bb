/** Peaks at least half as high as the highest tell what is usual (`scoring/repetitions/levels.py`). */
const PROMINENT_SHARE = 0.5;
/** From so many on, one that is far above all others is no measure for them. */
const MANY_PEAKS = 4;

/** What the patient's movements have in common, and which of them are repetitions of it. */
export class UsualPeak {
  readonly #minRise: number;
  readonly #reachShare: number;
  #peaks: number[] = [];
  #most = 0;
  #usual: number;

  constructor(minRise: number, reachShare: number) {
    this.#minRise = minRise;
    this.#reachShare = reachShare;
    this.#usual = this.#least;
  }

  /** The usual height of a movement; before any was seen, that of which `reach` is the least movement. */
  get usual(): number {
    return this.#usual;
  }

  /** How high a movement must go to be a repetition. */
  get reach(): number {
    return this.#reachShare * this.#usual;
  }

  /**
   * Repetitions so far. Each movement is judged by all that were seen, so a half-hearted first try
   * is made good by the full one that follows; a count that was told never goes down again.
   */
  get count(): number {
    return this.#most;
  }

  /** Takes the height of a movement that is over, repetition or not. */
  add(peak: number): void {
    this.#peaks.push(peak);
    const sorted = [...this.#peaks].sort((a, b) => a - b);
    const highest = sorted.at(sorted.length >= MANY_PEAKS ? -2 : -1) ?? 0;
    const prominent = sorted.filter((one) => one >= PROMINENT_SHARE * highest);
    this.#usual = Math.max(this.#least, middle(prominent));
    const now = this.#peaks.filter((one) => one >= this.reach).length;
    this.#most = Math.max(this.#most, now);
  }

  reset(): void {
    this.#peaks = [];
    this.#most = 0;
    this.#usual = this.#least;
  }

  get #least(): number {
    return this.#minRise / this.#reachShare;
  }
}

function middle(sorted: readonly number[]): number {
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 0 ? ((sorted[half - 1] ?? upper) + upper) / 2 : upper;
}
