import { extentOf, linearScale, padded, ticksWithin } from "./scales";
import { type TrendPoint, trendSegments } from "./trend-segments";

/** A trend laid out in picture units, ready to be drawn. */
export interface TrendPicture {
  readonly ticks: readonly { readonly y: number; readonly value: number }[];
  readonly dates: readonly { readonly x: number; readonly day: string }[];
  readonly points: readonly PlacedPoint[];
  readonly lines: readonly PlacedLine[];
}

export interface PlacedPoint {
  readonly point: TrendPoint;
  readonly x: number;
  readonly y: number;
  readonly yLow: number | null;
  readonly yHigh: number | null;
}

export interface PlacedLine {
  readonly side: TrendPoint["side"];
  readonly points: readonly (readonly [number, number])[];
}

/** Room for labels at each edge, in picture units. */
export const ROOM = { left: 44, right: 16, top: 12, bottom: 26 };
const DAY_MS = 86_400_000;
const LABEL_WIDTH = 62;

export function trendPicture(
  points: readonly TrendPoint[],
  size: { width: number; height: number },
): TrendPicture | null {
  const values = extentOf(points.flatMap(({ value, low, high }) => [value, low, high]));
  const times = extentOf(points.map(({ at_ms }) => at_ms));
  if (values === null || times === null) return null;
  const room = padded(values, 0.12, Math.abs(values[1]) * 0.1 || 1);
  const x = linearScale(padded(times, 0.02, DAY_MS), [ROOM.left, size.width - ROOM.right]);
  const y = linearScale(room, [size.height - ROOM.bottom, ROOM.top]);
  const place = (point: TrendPoint): PlacedPoint => ({
    point,
    x: x(point.at_ms),
    y: y(point.value),
    yLow: point.low === null ? null : y(point.low),
    yHigh: point.high === null ? null : y(point.high),
  });
  return {
    ticks: ticksWithin(room, 4).map((value) => ({ value, y: y(value) })),
    dates: labelledDays(points.map(({ at_ms, day }) => ({ day, x: x(at_ms) }))),
    points: points.map(place),
    lines: trendSegments(points)
      .filter((segment) => segment.length > 1)
      .map((segment) => ({
        side: segment[0]?.side ?? null,
        points: segment.map((point) => [x(point.at_ms), y(point.value)] as const),
      })),
  };
}

/** Days to write below their points, the latest first, as many as stand apart. */
function labelledDays(days: readonly { x: number; day: string }[]): { x: number; day: string }[] {
  const written: { x: number; day: string }[] = [];
  for (const one of [...days].sort((a, b) => b.x - a.x)) {
    const last = written[written.length - 1];
    if (last === undefined || last.x - one.x >= LABEL_WIDTH) written.push(one);
  }
  return written;
}
