const AFTER_MS = 3_000;

/** While the patient takes their place: who does not stand well for some seconds may not be the patient. */
export class ChoosingAnew {
  #unwellSinceMs: number | null = null;

  /** Whether the patient is to be chosen anew, now that a frame was found well placed or not. */
  isDue(isWell: boolean, nowMs: number): boolean {
    if (isWell) {
      this.#unwellSinceMs = null;
      return false;
    }
    this.#unwellSinceMs ??= nowMs;
    if (nowMs - this.#unwellSinceMs < AFTER_MS) {
      return false;
    }
    this.#unwellSinceMs = nowMs;
    return true;
  }
}
