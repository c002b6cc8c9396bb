import { KEYPOINT_NAMES, type KeypointName } from "../keypoints";
import type { ImageSize, Keypoint, Keypoints } from "../pose";
import { keypoint } from "../pose";

/** A rectangle of the picture in units of its width and height; it may reach outside 0 to 1. */
export interface CropRegion {
  readonly xMin: number;
  readonly yMin: number;
  readonly xMax: number;
  readonly yMax: number;
}

/** Scores above this count as seen, as MoveNet's published cropping does. */
export const MIN_CROP_SCORE = 0.2;
/** Below this mean score nobody is followed any more. */
export const MIN_POSE_SCORE = 0.25;

const TORSO_MARGIN_RATIO = 1.9;
const BODY_MARGIN_RATIO = 1.2;
const TORSO: readonly KeypointName[] = ["left_shoulder", "right_shoulder", "left_hip", "right_hip"];

/** The whole picture, padded to a square: where to look when nobody is followed. */
export function wholePicture({ widthPx, heightPx }: ImageSize): CropRegion {
  const sidePx = Math.max(widthPx, heightPx);
  const xMin = (widthPx - sidePx) / 2 / widthPx;
  const yMin = (heightPx - sidePx) / 2 / heightPx;
  return { xMin, yMin, xMax: 1 - xMin, yMax: 1 - yMin };
}

/** Mean of the scores above 0.2; 0 when there is none. */
export function poseScore(keypoints: Keypoints): number {
  const scores = keypoints
    .map((point) => point?.score ?? 0)
    .filter((score) => score > MIN_CROP_SCORE);
  return scores.length === 0 ? 0 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

/**
 * Where to look for the same person in the next frame: MoveNet's published rule.
 *
 * A square around the middle of the hips, large enough for 1.9 times the torso's reach and 1.2 times
 * the body's; the whole picture when the torso is not seen or the square would be larger than it.
 */
export function nextCrop(keypoints: Keypoints, image: ImageSize): CropRegion {
  const hips = middle(keypoints, "left_hip", "right_hip", image);
  if (hips === null || !torsoSeen(keypoints)) {
    return wholePicture(image);
  }
  const torso = reach(keypoints, hips, image, (_, name) => TORSO.includes(name));
  const body = reach(keypoints, hips, image, (point) => point.score >= MIN_CROP_SCORE);
  const wanted = Math.max(TORSO_MARGIN_RATIO * torso, BODY_MARGIN_RATIO * body);
  const toFarthestBorder = Math.max(
    hips.xPx,
    image.widthPx - hips.xPx,
    hips.yPx,
    image.heightPx - hips.yPx,
  );
  const halfPx = Math.min(wanted, toFarthestBorder);
  if (halfPx > Math.max(image.widthPx, image.heightPx) / 2 || halfPx <= 0) {
    return wholePicture(image);
  }
  return {
    xMin: (hips.xPx - halfPx) / image.widthPx,
    yMin: (hips.yPx - halfPx) / image.heightPx,
    xMax: (hips.xPx + halfPx) / image.widthPx,
    yMax: (hips.yPx + halfPx) / image.heightPx,
  };
}

interface PointPx {
  readonly xPx: number;
  readonly yPx: number;
}

function middle(
  keypoints: Keypoints,
  first: KeypointName,
  second: KeypointName,
  image: ImageSize,
): PointPx | null {
  const a = keypoint(keypoints, first);
  const b = keypoint(keypoints, second);
  if (a === null || b === null) {
    return null;
  }
  return { xPx: ((a.x + b.x) / 2) * image.widthPx, yPx: ((a.y + b.y) / 2) * image.heightPx };
}

function torsoSeen(keypoints: Keypoints): boolean {
  const seen = (name: KeypointName): boolean =>
    (keypoint(keypoints, name)?.score ?? 0) > MIN_CROP_SCORE;
  return (
    (seen("left_hip") || seen("right_hip")) && (seen("left_shoulder") || seen("right_shoulder"))
  );
}

/** Largest horizontal or vertical distance from the centre, in pixels, among the chosen keypoints. */
function reach(
  keypoints: Keypoints,
  centre: PointPx,
  image: ImageSize,
  chosen: (point: Keypoint, name: KeypointName) => boolean,
): number {
  let farthestPx = 0;
  for (const [index, point] of keypoints.entries()) {
    const name = KEYPOINT_NAMES[index];
    if (point !== null && name !== undefined && chosen(point, name)) {
      farthestPx = Math.max(
        farthestPx,
        Math.abs(point.x * image.widthPx - centre.xPx),
        Math.abs(point.y * image.heightPx - centre.yPx),
      );
    }
  }
  return farthestPx;
}
