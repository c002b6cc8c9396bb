import type { Point } from "./signals";

export type Extent = readonly [low: number, high: number];

/** Smallest and largest of the finite values; null when there is none. */
export function extentOf(values: Iterable<number | null>): Extent | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** The extent with `share` of its length added at both ends; a single value gets `least` on both sides. */
export function padded(extent: Extent, share: number, least: number): Extent {
  const room = Math.max((extent[1] - extent[0]) * share, least);
  return [extent[0] - room, extent[1] + room];
}

/** Maps `from` onto `to` along a straight line. */
export function linearScale(from: Extent, to: Extent): (value: number) => number {
  const length = from[1] - from[0];
  const factor = length === 0 ? 0 : (to[1] - to[0]) / length;
  return (value) => to[0] + (value - from[0]) * factor;
}

/** The largest of 1, 2, 5 × 10ⁿ that is not above `limit`; `limit` must be positive. */
export function niceStepBelow(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  const digit = [5, 2, 1].find((step) => step * power <= limit * (1 + 1e-9)) ?? 1;
  return digit * power;
}

/** Round ticks inside the extent, at most `most` of them. */
export function ticksWithin(extent: Extent, most: number): number[] {
  const length = extent[1] - extent[0];
  if (length <= 0 || most < 1) return [];
  let step = niceStepBelow(length / most);
  while (Math.floor(extent[1] / step) - Math.ceil(extent[0] / step) + 1 > most) {
    step = nextNiceStep(step);
  }
  const first = Math.ceil(extent[0] / step);
  const last = Math.floor(extent[1] / step);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

function nextNiceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step * (1 + 1e-9)));
  const digit = Math.round(step / power);
  return digit === 1 ? 2 * power : digit === 2 ? 5 * power : 10 * power;
}

export interface EqualFit {
  /** Data units to picture units; the same for both axes. */
  readonly scale: number;
  readonly place: (point: Point) => Point;
}

/**
 * Fits both extents into a picture of `width` × `height` with equal axes, centred, `margin` left free.
 * `up` says whether the data's second axis points up (sway) or down (pictures).
 */
export function fitEqual(
  x: Extent,
  y: Extent,
  picture: { width: number; height: number; margin: number; up: boolean },
): EqualFit {
  const { width, height, margin, up } = picture;
  const across = Math.max(x[1] - x[0], 1e-9);
  const along = Math.max(y[1] - y[0], 1e-9);
  const scale = Math.min((width - 2 * margin) / across, (height - 2 * margin) / along);
  const centre: Point = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
  const sign = up ? -1 : 1;
  return {
    scale,
    place: ([px, py]) => [
      width / 2 + (px - centre[0]) * scale,
      height / 2 + sign * (py - centre[1]) * scale,
    ],
  };
}
