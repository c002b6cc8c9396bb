/** One stretch of an animation: it moves to `to` (0 at rest, 1 at the far end) within `seconds`. */
export interface Stretch {
  readonly seconds: number;
  readonly to: number;
}

/** Starts and ends without a jerk: 0 at 0, 1 at 1, no speed at either end. */
export function eased(ratio: number): number {
  const t = Math.min(1, Math.max(0, ratio));
  return t * t * (3 - 2 * t);
}

export function cycleSeconds(cycle: readonly Stretch[]): number {
  return cycle.reduce((sum, stretch) => sum + stretch.seconds, 0);
}

/** How far the movement has gone after `seconds` of a cycle that repeats for ever. */
export function progressAt(cycle: readonly Stretch[], seconds: number): number {
  const total = cycleSeconds(cycle);
  let left = ((seconds % total) + total) % total;
  let from = cycle[cycle.length - 1]?.to ?? 0;
  for (const stretch of cycle) {
    if (left < stretch.seconds) return from + (stretch.to - from) * eased(left / stretch.seconds);
    left -= stretch.seconds;
    from = stretch.to;
  }
  return from;
}
