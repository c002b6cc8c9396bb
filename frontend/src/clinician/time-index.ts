/**
 * Index of the sample nearest to `time_s` in ascending `times_s`; null when there are no samples.
 * Two samples equally near: the earlier one.
 */
export function nearestIndex(times_s: readonly number[], time_s: number): number | null {
  if (times_s.length === 0) return null;
  let low = 0;
  let high = times_s.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times_s[middle] as number) < time_s) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return 0;
  const after = (times_s[low] as number) - time_s;
  const before = time_s - (times_s[low - 1] as number);
  return before <= after ? low - 1 : low;
}

/** First and last time of several tracks together; null when all are empty. */
export function timeSpan(...tracks: readonly (readonly number[])[]): [number, number] | null {
  const filled = tracks.filter((track) => track.length > 0);
  if (filled.length === 0) return null;
  const first = Math.min(...filled.map((track) => track[0] as number));
  const last = Math.max(...filled.map((track) => track[track.length - 1] as number));
  return [first, last];
}
