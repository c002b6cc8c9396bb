import type { RuntimeName } from "./detector";
import { FAST_ENOUGH_MS } from "./pace";
import type { RememberedChoice } from "./runtime-memory";

/** Eight frames a second, less than which no recording is measured by. */
const USABLE_MS = 1_000 / 8;
/** Drawing, counting and recording need their share of a frame too. */
export const THUNDER_LIMIT_MS = 0.8 * FAST_ENOUGH_MS;
/** The larger network needs about this many times as long (measured on every runtime that was measured). */
const THUNDER_TIMES = 4.2;

/**
 * Tried in this order until one is fast enough: first what was measured fastest without a graphics
 * card, last what only has to work.
 */
export const PREFERRED: readonly RuntimeName[] = [
  "litert-wasm-threads",
  "litert-webgpu",
  "litert-wasm",
  "tfjs-webgl",
  "tfjs-webgpu",
  "tfjs-wasm",
];

/** Which runtimes are tried, in which order, and what is good enough to try no other. */
export interface Search {
  readonly order: readonly RuntimeName[];
  readonly enoughMs: number;
  /** A runtime that was the best here before: right is enough. */
  readonly settleFor: RuntimeName | null;
  /** Whether runtimes are compared until one is fast enough. */
  readonly compares: boolean;
}

/**
 * A first visit settles for what works at all, because every other runtime is a download of its own;
 * the next one compares them where that was too slow.
 */
export function searchFor(
  forced: readonly RuntimeName[] | undefined,
  remembered: RememberedChoice | null,
): Search {
  if (forced !== undefined) {
    return { order: forced, enoughMs: FAST_ENOUGH_MS, settleFor: null, compares: true };
  }
  if (remembered === null) {
    return { order: PREFERRED, enoughMs: USABLE_MS, settleFor: null, compares: false };
  }
  const { runtime, frameMs, compared } = remembered;
  if (frameMs > FAST_ENOUGH_MS && !compared) {
    return { order: PREFERRED, enoughMs: FAST_ENOUGH_MS, settleFor: null, compares: true };
  }
  const order = [runtime, ...PREFERRED.filter((other) => other !== runtime)];
  return { order, enoughMs: FAST_ENOUGH_MS, settleFor: runtime, compares: compared };
}

/** Whether the larger network is worth a try here: not at a first visit, which should be short. */
export function isThunderWorthATry(remembered: RememberedChoice | null): boolean {
  return (
    remembered !== null &&
    !remembered.thunderTooSlow &&
    (remembered.model === "movenet-thunder" ||
      remembered.frameMs * THUNDER_TIMES <= THUNDER_LIMIT_MS)
  );
}
