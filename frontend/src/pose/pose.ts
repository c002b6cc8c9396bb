import type { StageTimes } from "./detector";
import type { KeypointName } from "./keypoints";
import { INDEX, KEYPOINT_COUNT } from "./keypoints";

/**
 * One keypoint. `x` is in units of the image's width, `y` of its height, from the top left corner,
 * y pointing down; never mirrored. `score` is the network's confidence, 0 to 1.
 */
export interface Keypoint {
  readonly x: number;
  readonly y: number;
  readonly score: number;
}

/** The 17 keypoints of one frame in the order of `KEYPOINT_NAMES`; `null` where one was not found. */
export type Keypoints = readonly (Keypoint | null)[];

/**
 * Whose body was followed in a frame: the patient's, or maybe somebody else's, or surely somebody
 * else's (there are no keypoints then).
 */
export type Followed = "patient" | "uncertain" | "other";

/** What a detector answers: exactly what the network said, neither smoothed, gated nor mirrored. */
export interface RawPose {
  readonly kind: "raw";
  /** The frame's own time stamp, in microseconds on the camera's clock. */
  readonly timeUs: number;
  readonly keypoints: Keypoints;
  /** The picture that they were found in. */
  readonly image: ImageSize;
  /** The patient where it is not said: nobody else was looked for. */
  readonly followed?: Followed;
  /** From handing the frame over to having its keypoints. */
  readonly latencyMs: number;
  readonly stages: StageTimes;
}

/** A smoothed copy for the overlay, the placement check and the live counter. Never recorded. */
export interface FilteredPose {
  readonly kind: "filtered";
  readonly timeUs: number;
  readonly keypoints: Keypoints;
}

/** A picture's size in pixels. */
export interface ImageSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The keypoint of that name, or `null` where it was not found. */
export function keypoint(keypoints: Keypoints, name: KeypointName): Keypoint | null {
  return keypoints[INDEX[name]] ?? null;
}

/** 17 keypoints, none of them found. */
export function noKeypoints(): Keypoints {
  return Array.from({ length: KEYPOINT_COUNT }, () => null);
}
