/** A short instruction that may be said. */
export interface Cue {
  readonly key: string;
  /** Said at once even if another cue was said just now: a count, a safety word. */
  readonly urgent?: boolean;
}

export interface CueTimes {
  /** A cue that is not urgent must have stood for that long, so that flicker is not spoken. */
  readonly steadyMs: number;
  /** Silence between two cues that are not urgent. */
  readonly coolDownMs: number;
  /** The same cue is said again only after this. */
  readonly repeatMs: number;
}

export const CALM_TIMES: CueTimes = { steadyMs: 900, coolDownMs: 2_500, repeatMs: 6_000 };

/**
 * Decides which cue is spoken when: one at a time, with a cool-down, never a flicker.
 *
 * Offer what applies now with every frame; the answer is the cue to say, or `null`.
 */
export class CueScheduler {
  #offered: string | null = null;
  #offeredSinceMs = 0;
  #saidAtMs = Number.NEGATIVE_INFINITY;
  readonly #saidKeysMs = new Map<string, number>();

  constructor(private readonly times: CueTimes = CALM_TIMES) {}

  offer(cue: Cue | null, nowMs: number): string | null {
    if ((cue?.key ?? null) !== this.#offered) {
      this.#offered = cue?.key ?? null;
      this.#offeredSinceMs = nowMs;
    }
    if (cue === null || !this.#mayBeSaid(cue, nowMs)) return null;
    this.#saidAtMs = nowMs;
    this.#saidKeysMs.set(cue.key, nowMs);
    return cue.key;
  }

  #mayBeSaid(cue: Cue, nowMs: number): boolean {
    const saidMs = this.#saidKeysMs.get(cue.key) ?? Number.NEGATIVE_INFINITY;
    if (nowMs - saidMs < this.times.repeatMs) return false;
    if (cue.urgent === true) return true;
    const steady = nowMs - this.#offeredSinceMs >= this.times.steadyMs;
    return steady && nowMs - this.#saidAtMs >= this.times.coolDownMs;
  }
}
