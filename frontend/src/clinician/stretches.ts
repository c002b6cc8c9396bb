import type { Repetition } from "./signals";

/** A half-open stretch of time `[start_s, end_s)`. */
export interface Stretch {
  readonly start_s: number;
  readonly end_s: number;
}

/**
 * Stretches of at least `shortest_s` in which none of the tracks has a value.
 * A stretch runs from the last measured sample before it to the first one after it, so that the hatching
 * meets the curve's ends; at an edge of the recording it runs to the edge.
 */
export function missingStretches(
  times_s: readonly number[],
  tracks: readonly (readonly (number | null)[])[],
  shortest_s: number,
): Stretch[] {
  const found: Stretch[] = [];
  const missing = (index: number) => tracks.every((track) => (track[index] ?? null) === null);
  let index = 0;
  while (index < times_s.length) {
    if (!missing(index)) {
      index += 1;
      continue;
    }
    const first = index;
    while (index < times_s.length && missing(index)) index += 1;
    const start_s = times_s[Math.max(0, first - 1)] as number;
    const end_s = times_s[Math.min(times_s.length - 1, index)] as number;
    if (end_s - start_s >= shortest_s) found.push({ start_s, end_s });
  }
  return found;
}

/** Index of the stretch that holds `time_s`; null between stretches. */
export function stretchAt(stretches: readonly Stretch[], time_s: number): number | null {
  const index = stretches.findIndex((one) => time_s >= one.start_s && time_s < one.end_s);
  return index < 0 ? null : index;
}

/** Start of the repetition after (+1) or before (-1) `time_s`; null when there is none that way. */
export function neighbourStart_s(
  repetitions: readonly Repetition[],
  time_s: number,
  direction: 1 | -1,
): number | null {
  // A tenth of a second of slack: "previous" pressed just after a start goes to the one before it.
  const slack_s = 0.1;
  const starts = repetitions.map((one) => one.start_s).sort((a, b) => a - b);
  const reachable =
    direction === 1
      ? starts.filter((start) => start > time_s + slack_s / 2)
      : starts.filter((start) => start < time_s - slack_s).reverse();
  return reachable[0] ?? null;
}
