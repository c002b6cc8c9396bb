export interface TrendPoint {
  /** Milliseconds since 1970. */
  readonly at_ms: number;
  /** The day in the reader's words, as the table shows it. */
  readonly day: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly side: "left" | "right" | null;
  readonly view: string;
  readonly scoringVersion: string;
}

/**
 * Runs of points that may be joined by a line: the same side, camera view and scoring version, in order of time.
 * Numbers from another view or another version are not the same measurement, so a line never crosses over.
 */
export function trendSegments(points: readonly TrendPoint[]): TrendPoint[][] {
  const sides = [...new Set(points.map((point) => point.side))];
  return sides.flatMap((side) => {
    const ordered = points.filter((point) => point.side === side).sort((a, b) => a.at_ms - b.at_ms);
    const segments: TrendPoint[][] = [];
    for (const point of ordered) {
      const segment = segments[segments.length - 1];
      const before = segment?.[segment.length - 1];
      if (segment !== undefined && before !== undefined && sameMeasurement(before, point)) {
        segment.push(point);
      } else {
        segments.push([point]);
      }
    }
    return segments;
  });
}

function sameMeasurement(one: TrendPoint, other: TrendPoint): boolean {
  return one.view === other.view && one.scoringVersion === other.scoringVersion;
}
