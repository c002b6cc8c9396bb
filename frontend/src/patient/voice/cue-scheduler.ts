/** What a cue is about, most important first. */
export type CueKind = "safety" | "framing" | "movement" | "count";

/** A short instruction or count that may be said. */
export interface Cue {
  readonly key: string;
  /** `movement` where nothing else is said. */
  readonly kind?: CueKind;
  /** Said at once even if another cue was said just now, and once: a count. */
  readonly urgent?: boolean;
  /** How long it takes to say: nothing else is said meanwhile. */
  readonly lengthMs?: number;
}

export interface CueTimes {
  /** An instruction must have stood for that long, so that flicker is not spoken. */
  readonly steadyMs: number;
  /** Silence between what was said last and an instruction that is not about safety. */
  readonly coolDownMs: number;
  /** The same cue is said again only after this. */
  readonly repeatMs: number;
  /** A count that cannot be said within this is not said any more: the next one is near. */
  readonly lateMs?: number;
}

export const CALM_TIMES: CueTimes = {
  steadyMs: 900,
  coolDownMs: 2_500,
  repeatMs: 6_000,
  lateMs: 700,
};

const RANK: Readonly<Record<CueKind, number>> = { safety: 0, framing: 1, movement: 2, count: 3 };
/** A voice that says it still speaks is believed for this many times what it should take. */
const BELIEVED_TIMES = 2;
const BELIEVED_MORE_MS = 500;

/**
 * Decides which cue is spoken when: one at a time, most important first, with a cool-down, never a
 * flicker, never over another. Only a word about safety cuts off what is being said.
 *
 * Offer what applies now with every frame; the answer is the cue to say, or `null`. The clock is
 * the caller's.
 */
export class CueScheduler {
  readonly #times: CueTimes;
  #standingSinceMs = new Map<string, number>();
  #saidAtMs = Number.NEGATIVE_INFINITY;
  #busyUntilMs = Number.NEGATIVE_INFINITY;
  #believedUntilMs = Number.NEGATIVE_INFINITY;
  readonly #saidKeysMs = new Map<string, number>();
  #late: { readonly cue: Cue; readonly sinceMs: number } | null = null;

  constructor(times: CueTimes = CALM_TIMES) {
    this.#times = times;
  }

  /** The one cue that applies now; the answer is its key. */
  offer(cue: Cue | null, nowMs: number): string | null {
    return this.choose(cue === null ? [] : [cue], nowMs)?.key ?? null;
  }

  /**
   * @param cues All that apply now.
   * @param speaking Whether the voice still speaks, where it can tell.
   */
  choose(cues: readonly Cue[], nowMs: number, speaking = false): Cue | null {
    this.#note(cues, nowMs);
    // A less important instruction waits until the more important one is followed.
    const instruction = cues.filter((cue) => !cue.urgent).sort(byRank)[0] ?? null;
    const count = this.#late?.cue ?? null;
    const busy = nowMs < this.#busyUntilMs || (speaking && nowMs < this.#believedUntilMs);
    if (instruction !== null && this.#mayInstruct(instruction, nowMs, busy)) {
      return this.#said(instruction, nowMs);
    }
    return count !== null && !busy && this.#mayRepeat(count, nowMs)
      ? this.#said(count, nowMs)
      : null;
  }

  /** Something else is said until then. */
  occupy(untilMs: number): void {
    this.#busyUntilMs = Math.max(this.#busyUntilMs, untilMs);
  }

  #note(cues: readonly Cue[], nowMs: number): void {
    const before = this.#standingSinceMs;
    this.#standingSinceMs = new Map(cues.map(({ key }) => [key, before.get(key) ?? nowMs]));
    const count = cues.find((cue) => cue.urgent);
    if (count !== undefined) {
      this.#late = { cue: count, sinceMs: nowMs };
    } else if (this.#late !== null && nowMs - this.#late.sinceMs > (this.#times.lateMs ?? 0)) {
      this.#late = null;
    }
  }

  #mayInstruct(cue: Cue, nowMs: number, busy: boolean): boolean {
    if (!this.#mayRepeat(cue, nowMs)) return false;
    if (kindOf(cue) === "safety") return true;
    const steady = nowMs - (this.#standingSinceMs.get(cue.key) ?? nowMs) >= this.#times.steadyMs;
    return steady && !busy && nowMs - this.#saidAtMs >= this.#times.coolDownMs;
  }

  #mayRepeat(cue: Cue, nowMs: number): boolean {
    const saidMs = this.#saidKeysMs.get(cue.key) ?? Number.NEGATIVE_INFINITY;
    return nowMs - saidMs >= this.#times.repeatMs;
  }

  #said(cue: Cue, nowMs: number): Cue {
    const lengthMs = cue.lengthMs ?? 0;
    this.#saidAtMs = nowMs;
    this.#busyUntilMs = nowMs + lengthMs;
    this.#believedUntilMs = nowMs + BELIEVED_TIMES * lengthMs + BELIEVED_MORE_MS;
    this.#saidKeysMs.set(cue.key, nowMs);
    if (this.#late?.cue.key === cue.key) this.#late = null;
    return cue;
  }
}

function kindOf(cue: Cue): CueKind {
  return cue.kind ?? "movement";
}

function byRank(a: Cue, b: Cue): number {
  return RANK[kindOf(a)] - RANK[kindOf(b)];
}
