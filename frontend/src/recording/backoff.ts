export interface BackoffOptions {
  readonly baseMs: number;
  readonly maxMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

/**
 * How long to wait after so many failures in a row: a random share of a span that doubles, so that
 * many devices do not return at the same moment. Never shorter than the server's own wish.
 */
export function backoffMs(
  failures: number,
  retryAfterS: number | null,
  { baseMs, maxMs, random }: BackoffOptions,
): number {
  const span = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30));
  const wait = span / 2 + (span / 2) * random();
  return Math.max(wait, (retryAfterS ?? 0) * 1000);
}
