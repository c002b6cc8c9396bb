/** A standing figure whose every measure is known, for tests. */
import { INDEX, KEYPOINT_COUNT, type KeypointName } from "../src/pose/keypoints";
import type { ImageSize, Keypoint, Keypoints, RawPose } from "../src/pose/pose";

export const IMAGE: ImageSize = { widthPx: 1280, heightPx: 720 };

type PointsPx = Readonly<Record<KeypointName, readonly [x: number, y: number]>>;

/**
 * Facing the camera, in pixels around x = 640: eyes at 144, ankles at 576, so 60 % of the height.
 * Shoulders 74 px apart with a torso of 120 px: 0.62 torso lengths, exactly the frontal width.
 */
const FRONT: PointsPx = {
  nose: [640, 150],
  left_eye: [646, 144],
  right_eye: [634, 144],
  left_ear: [654, 148],
  right_ear: [626, 148],
  left_shoulder: [677.2, 200],
  right_shoulder: [602.8, 200],
  left_elbow: [687, 270],
  right_elbow: [593, 270],
  left_wrist: [690, 335],
  right_wrist: [590, 335],
  left_hip: [661.6, 320],
  right_hip: [618.4, 320],
  left_knee: [661.6, 448],
  right_knee: [618.4, 448],
  left_ankle: [661.6, 576],
  right_ankle: [618.4, 576],
};

export type Moves = Partial<Record<KeypointName, readonly [dx: number, dy: number]>>;

/** The figure with some keypoints moved, in pixels; every score is `score`. */
export function standing(moves: Moves = {}, score = 0.8): Keypoints {
  return build(FRONT, moves, score);
}

/** Seen from the side, facing the left edge of the picture: the left side is near. */
export function standingSideways(moves: Moves = {}, score = 0.8): Keypoints {
  const narrow = Object.fromEntries(
    Object.entries(FRONT).map(([name, [x, y]]) => [name, [640 + (x - 640) * 0.1, y]]),
  ) as unknown as PointsPx;
  return build(
    narrow,
    { nose: [-25, 0], left_eye: [-20, 0], right_eye: [-20, 0], ...moves },
    score,
  );
}

/** The whole figure shifted, in pixels, and scaled about the picture's middle. */
export function placed(
  keypoints: Keypoints,
  { dx = 0, dy = 0, scale = 1 }: { dx?: number; dy?: number; scale?: number },
): Keypoints {
  return keypoints.map((point) =>
    point === null
      ? null
      : {
          x: 0.5 + (point.x - 0.5) * scale + dx / IMAGE.widthPx,
          y: 0.5 + (point.y - 0.5) * scale + dy / IMAGE.heightPx,
          score: point.score,
        },
  );
}

/** Another score for some keypoints; `null` takes one away. */
export function withScores(
  keypoints: Keypoints,
  scores: Partial<Record<KeypointName, number | null>>,
): Keypoints {
  const changed = [...keypoints];
  for (const [name, score] of Object.entries(scores)) {
    const index = INDEX[name as KeypointName];
    const point = changed[index];
    changed[index] = score === null || !point ? null : { ...point, score };
  }
  return changed;
}

export function raw(keypoints: Keypoints, timeUs: number): RawPose {
  const stages = { waitMs: 1, cutMs: 2, inferenceMs: 16, decodingMs: 1, peopleMs: 0 };
  return { kind: "raw", timeUs, keypoints, image: IMAGE, latencyMs: 20, stages };
}

/** Reproducible numbers from 0 to 1 (a linear congruential generator). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function build(points: PointsPx, moves: Moves, score: number): Keypoints {
  const keypoints: (Keypoint | null)[] = Array.from({ length: KEYPOINT_COUNT }, () => null);
  for (const [name, [x, y]] of Object.entries(points)) {
    const [dx, dy] = moves[name as KeypointName] ?? [0, 0];
    keypoints[INDEX[name as KeypointName]] = {
      x: (x + dx) / IMAGE.widthPx,
      y: (y + dy) / IMAGE.heightPx,
      score,
    };
  }
  return keypoints;
}
