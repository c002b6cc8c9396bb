import type { PointPx } from "../calculators/angles";
import { MIN_CROP_SCORE, MIN_POSE_SCORE, poseScore } from "../calculators/crop-region";
import { INDEX } from "../keypoints";
import type { ImageSize, Keypoint, Keypoints } from "../pose";

/** A body found in one frame, measured for telling people apart. */
export interface Body {
  /** As they were found, in units of the picture. */
  readonly keypoints: Keypoints;
  /** The 17 points in pixels; `null` where one was not seen. */
  readonly points: readonly (PointPx | null)[];
  /** Middle of the trunk, or of what is seen of the body. */
  readonly centre: PointPx;
  /** About the length of the torso, also where it is foreshortened. */
  readonly unitPx: number;
  /** Somebody is there for sure: enough to take them for a person who was not known before. */
  readonly isSure: boolean;
}

/** Fewer points are nobody. */
const MIN_POINTS = 5;
/** Fewer parts of the body in common are no comparison. */
const MIN_COMMON_PARTS = 3;
/** The torso's share of a standing body's diagonal. */
const TORSO_RATIO = 0.27;
/** Two sightings that have half of their parts so close together are of one body. */
const SAME_PART_UNITS = 0.15;
const SAME_SHARE = 0.5;

const SHOULDERS = [INDEX.left_shoulder, INDEX.right_shoulder] as const;
const HIPS = [INDEX.left_hip, INDEX.right_hip] as const;
/** Left and right of each part: networks exchange them, and a body stays where it is all the same. */
const PARTS: readonly (readonly [number, number])[] = [
  [INDEX.nose, INDEX.nose],
  [INDEX.left_eye, INDEX.right_eye],
  [INDEX.left_ear, INDEX.right_ear],
  SHOULDERS,
  [INDEX.left_elbow, INDEX.right_elbow],
  [INDEX.left_wrist, INDEX.right_wrist],
  HIPS,
  [INDEX.left_knee, INDEX.right_knee],
  [INDEX.left_ankle, INDEX.right_ankle],
];

/**
 * The body that these keypoints show; `null` where they show nobody.
 *
 * @param score The network's confidence that somebody is there.
 */
export function bodyOf(
  keypoints: Keypoints,
  image: ImageSize,
  score = poseScore(keypoints),
): Body | null {
  if (poseScore(keypoints) < MIN_POSE_SCORE) {
    return null;
  }
  const points = keypoints.map((point) => seenPx(point, image));
  const seen = points.filter((point) => point !== null);
  if (seen.length < MIN_POINTS) {
    return null;
  }
  const trunk = [...SHOULDERS, ...HIPS].map((index) => points[index] ?? null);
  const centre = middle(trunk.filter((point) => point !== null)) ?? middle(seen);
  const unitPx = Math.max(torsoPx(points), TORSO_RATIO * diagonalPx(seen));
  const isSure = score >= MIN_POSE_SCORE;
  return centre === null || unitPx <= 0 ? null : { keypoints, points, centre, unitPx, isSure };
}

/**
 * How far apart two bodies are: the distance that `share` of their parts do not exceed, the median
 * where nothing else is said, in units of `unitPx`. Infinite where they have too little in common.
 */
export function distance(one: Body, other: Body, unitPx: number, share = 0.5): number {
  const apart = partDistances(one, other);
  return apart.length < MIN_COMMON_PARTS
    ? Number.POSITIVE_INFINITY
    : quantile(apart, share) / unitPx;
}

/** Whether two sightings in one picture are of the same body, found twice. */
export function isFoundTwice(one: Body, other: Body): boolean {
  const apart = partDistances(one, other);
  const limitPx = SAME_PART_UNITS * Math.max(one.unitPx, other.unitPx);
  const close = apart.filter((px) => px <= limitPx).length;
  return apart.length >= MIN_COMMON_PARTS && close >= SAME_SHARE * apart.length;
}

/** How many times larger the larger of two bodies is, by the points that both show; 1 where unknown. */
export function growth(one: Body, other: Body): number {
  const both = one.points.flatMap((point, index) => {
    const match = other.points[index] ?? null;
    return point === null || match === null ? [] : [[point, match] as const];
  });
  const spreads = [both.map(([a]) => a), both.map(([, b]) => b)].map(spreadPx);
  const [small = 0, large = 0] = spreads.sort((a, b) => a - b);
  return both.length < MIN_POINTS || small <= 0 ? 1 : large / small;
}

/** How far the body went from one sighting to another: the middle way of the points that both show. */
export function wayPx(from: Body, to: Body): PointPx | null {
  const ways = from.points.flatMap((point, index) => {
    const match = to.points[index] ?? null;
    return point === null || match === null
      ? []
      : [{ xPx: match.xPx - point.xPx, yPx: match.yPx - point.yPx }];
  });
  return ways.length < MIN_POINTS
    ? null
    : { xPx: quantile(ways.map((way) => way.xPx)), yPx: quantile(ways.map((way) => way.yPx)) };
}

/** The body somewhere else. */
export function shifted(body: Body, { xPx, yPx }: PointPx, image: ImageSize): Body {
  const move = (point: PointPx): PointPx => ({ xPx: point.xPx + xPx, yPx: point.yPx + yPx });
  const [dx, dy] = [xPx / image.widthPx, yPx / image.heightPx];
  return {
    ...body,
    keypoints: body.keypoints.map((point) =>
      point === null ? null : { ...point, x: point.x + dx, y: point.y + dy },
    ),
    points: body.points.map((point) => (point === null ? null : move(point))),
    centre: move(body.centre),
  };
}

function seenPx(point: Keypoint | null, { widthPx, heightPx }: ImageSize): PointPx | null {
  const seen = point !== null && point.score >= MIN_CROP_SCORE;
  return seen ? { xPx: point.x * widthPx, yPx: point.y * heightPx } : null;
}

function partDistances(one: Body, other: Body): number[] {
  return PARTS.map(([left, right]) => {
    const straight = meanApart(one, other, [left, left], [right, right]);
    const crossed = meanApart(one, other, [left, right], [right, left]);
    return Math.min(straight, crossed);
  }).filter(Number.isFinite);
}

/** Mean distance of the pairs of points that both show; infinite where there is none. */
function meanApart(one: Body, other: Body, ...pairs: readonly [number, number][]): number {
  const known = pairs.flatMap(([a, b]) => {
    const [first, second] = [one.points[a] ?? null, other.points[b] ?? null];
    return first === null || second === null
      ? []
      : [Math.hypot(first.xPx - second.xPx, first.yPx - second.yPx)];
  });
  return known.length === 0
    ? Number.POSITIVE_INFINITY
    : known.reduce((sum, px) => sum + px, 0) / known.length;
}

function torsoPx(points: readonly (PointPx | null)[]): number {
  const ends = [SHOULDERS, HIPS].map((pair) =>
    middle(pair.map((index) => points[index] ?? null).filter((point) => point !== null)),
  );
  const [top, bottom] = ends;
  return top && bottom ? Math.hypot(top.xPx - bottom.xPx, top.yPx - bottom.yPx) : 0;
}

function middle(points: readonly PointPx[]): PointPx | null {
  const count = points.length;
  return count === 0
    ? null
    : {
        xPx: points.reduce((sum, point) => sum + point.xPx, 0) / count,
        yPx: points.reduce((sum, point) => sum + point.yPx, 0) / count,
      };
}

function diagonalPx(points: readonly PointPx[]): number {
  const reach = (values: number[]): number => Math.max(...values) - Math.min(...values);
  return Math.hypot(
    reach(points.map((point) => point.xPx)),
    reach(points.map((point) => point.yPx)),
  );
}

/** Mean distance from the middle. */
function spreadPx(points: readonly PointPx[]): number {
  const centre = middle(points);
  return centre === null
    ? 0
    : points.reduce(
        (sum, point) => sum + Math.hypot(point.xPx - centre.xPx, point.yPx - centre.yPx),
        0,
      ) / points.length;
}

function quantile(values: readonly number[], share = 0.5): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const lower = sorted[Math.floor(at)] ?? Number.NaN;
  const upper = sorted[Math.ceil(at)] ?? Number.NaN;
  return lower + (at - Math.floor(at)) * (upper - lower);
}
