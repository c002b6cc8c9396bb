/** First-order low-pass: stored + alpha · (new − stored). The first value passes unchanged. */
export class LowPassFilter {
  #stored: number | null = null;

  apply(value: number, alpha: number): number {
    this.#stored = this.#stored === null ? value : this.#stored + alpha * (value - this.#stored);
    return this.#stored;
  }

  /** The last output; `null` before the first value. */
  get last(): number | null {
    return this.#stored;
  }

  reset(): void {
    this.#stored = null;
  }
}
