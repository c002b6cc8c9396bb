import type { Followed } from "../pose/pose";

/** First and last time of a stretch of frames, microseconds on the recording's clock. */
export type SpanUs = readonly [firstUs: number, lastUs: number];

/** What the server takes. */
export const MAX_SPANS = 300;

interface JudgedFrame {
  readonly timeUs: number;
  readonly followed: Followed;
}

/** The stretches of frames, in order of time, in which it is not certain that the patient was followed. */
export function uncertainSpans(frames: readonly JudgedFrame[]): SpanUs[] {
  const spans: SpanUs[] = [];
  let goesOn = false;
  for (const { timeUs, followed } of frames) {
    if (followed !== "patient") {
      const open = goesOn ? spans.pop() : undefined;
      spans.push([open?.[0] ?? timeUs, timeUs]);
    }
    goesOn = followed !== "patient";
  }
  return spans;
}

/**
 * Spans as the server takes them: none touching the next, and no more than `most`. Where there are
 * more, the shortest certain times between two count as uncertain too.
 */
export function joinedSpans(spans: readonly SpanUs[], most = MAX_SPANS): SpanUs[] {
  const shortestGaps = gapsUs(spans).sort((a, b) => a - b);
  const tooMany = Math.max(0, spans.length - most);
  const bridgedUs = Math.max(0, shortestGaps[tooMany - 1] ?? 0);
  const joined: SpanUs[] = [];
  for (const span of spans) {
    const before = joined.at(-1);
    if (before !== undefined && span[0] - before[1] <= bridgedUs) {
      joined[joined.length - 1] = [before[0], Math.max(before[1], span[1])];
    } else {
      joined.push(span);
    }
  }
  return joined;
}

function gapsUs(spans: readonly SpanUs[]): number[] {
  return spans.slice(1).map(([firstUs], index) => firstUs - (spans[index]?.[1] ?? firstUs));
}
