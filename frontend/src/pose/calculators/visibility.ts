import { KEYPOINT_NAMES, type KeypointName } from "../keypoints";
import { type Keypoints, keypoint } from "../pose";

/** A keypoint from this score on is taken for seen. */
export const SEEN_SCORE = 0.3;

/** Whether the keypoint was found with that confidence. */
export function isSeen(keypoints: Keypoints, name: KeypointName, minScore = SEEN_SCORE): boolean {
  return (keypoint(keypoints, name)?.score ?? 0) >= minScore;
}

/** Mean score of the named keypoints, a missing one counting 0; `null` for no names. */
export function meanScore(keypoints: Keypoints, names: readonly KeypointName[]): number | null {
  if (names.length === 0) {
    return null;
  }
  const sum = names.reduce((total, name) => total + (keypoint(keypoints, name)?.score ?? 0), 0);
  return sum / names.length;
}

/** The rectangle around the seen keypoints, in units of the picture. */
export interface BodyBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** `null` when no keypoint is seen. */
export function bodyBox(keypoints: Keypoints, minScore = SEEN_SCORE): BodyBox | null {
  const seen = KEYPOINT_NAMES.map((name) => keypoint(keypoints, name)).filter(
    (point) => point !== null && point.score >= minScore,
  );
  if (seen.length === 0) {
    return null;
  }
  const xs = seen.map((point) => point?.x ?? 0);
  const ys = seen.map((point) => point?.y ?? 0);
  return {
    left: Math.min(...xs),
    top: Math.min(...ys),
    right: Math.max(...xs),
    bottom: Math.max(...ys),
  };
}
