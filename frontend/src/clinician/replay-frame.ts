import { type Extent, extentOf, padded } from "./scales";
import type { Point, Replay } from "./signals";
import { nearestIndex } from "./time-index";

/** COCO order: 0 nose, 1-4 eyes and ears, then pairs (left odd, right even) from shoulders to ankles. */
export const BONES: readonly {
  readonly from: number;
  readonly to: number;
  readonly side: BoneSide;
}[] = [
  { from: 5, to: 7, side: "left" },
  { from: 7, to: 9, side: "left" },
  { from: 11, to: 13, side: "left" },
  { from: 13, to: 15, side: "left" },
  { from: 5, to: 11, side: "left" },
  { from: 6, to: 8, side: "right" },
  { from: 8, to: 10, side: "right" },
  { from: 12, to: 14, side: "right" },
  { from: 14, to: 16, side: "right" },
  { from: 6, to: 12, side: "right" },
  { from: 5, to: 6, side: "middle" },
  { from: 11, to: 12, side: "middle" },
];

export type BoneSide = "left" | "right" | "middle";

/** The keypoints drawn as dots: the nose, and the limbs' joints. Eyes and ears only clutter the head. */
export const JOINTS: readonly { readonly index: number; readonly side: BoneSide }[] = [
  { index: 0, side: "middle" },
  ...Array.from({ length: 12 }, (_, offset) => ({
    index: 5 + offset,
    side: (offset % 2 === 0 ? "left" : "right") as BoneSide,
  })),
];

/** From between the shoulders to the nose; null when one of the three is missing. */
export function neckOf(frame: Frame): readonly [Point, Point] | null {
  const [nose, left, right] = [frame[0] ?? null, frame[5] ?? null, frame[6] ?? null];
  if (nose === null || left === null || right === null) return null;
  return [[(left[0] + right[0]) / 2, (left[1] + right[1]) / 2], nose];
}

/** The longest a figure stands still over a gap before it disappears. */
const LONGEST_STALE_S = 0.25;

export type Frame = readonly (Point | null)[];

/** The 17 points of the frame nearest to `time_s`; null where the replay has no frame near enough. */
export function frameAt(replay: Replay, time_s: number): Frame | null {
  const index = nearestIndex(replay.times_s, time_s);
  if (index === null) return null;
  if (Math.abs((replay.times_s[index] as number) - time_s) > LONGEST_STALE_S) return null;
  return pointsOf(replay.xy[index] ?? []);
}

/** Pairs of a flat row; a point lacking x or y is null. */
export function pointsOf(row: readonly (number | null)[]): Frame {
  return Array.from({ length: 17 }, (_, index): Point | null => {
    const x = row[2 * index] ?? null;
    const y = row[2 * index + 1] ?? null;
    return x === null || y === null ? null : [x, y];
  });
}

/** The part of the picture that the person ever fills, with a little room; null when nobody was found. */
export function replayExtent(replay: Replay): { x: Extent; y: Extent } | null {
  const column = (offset: number) =>
    extentOf(replay.xy.flatMap((row) => row.filter((_, index) => index % 2 === offset)));
  const x = column(0);
  const y = column(1);
  if (x === null || y === null) return null;
  const least = (y[1] - y[0]) * 0.06 + 1;
  return { x: padded(x, 0.06, least), y: padded(y, 0.06, least) };
}
