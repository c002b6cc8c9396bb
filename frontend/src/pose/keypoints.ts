/** The 17 COCO keypoints in MoveNet's order: the mirror of `pose/keypoints.py`. Left and right are the patient's. */
export const KEYPOINT_NAMES = [
  "nose",
  "left_eye",
  "right_eye",
  "left_ear",
  "right_ear",
  "left_shoulder",
  "right_shoulder",
  "left_elbow",
  "right_elbow",
  "left_wrist",
  "right_wrist",
  "left_hip",
  "right_hip",
  "left_knee",
  "right_knee",
  "left_ankle",
  "right_ankle",
] as const;

export type KeypointName = (typeof KEYPOINT_NAMES)[number];

export const KEYPOINT_COUNT = KEYPOINT_NAMES.length;

/** Index of a keypoint by its name. */
export const INDEX = Object.fromEntries(
  KEYPOINT_NAMES.map((name, index) => [name, index]),
) as Readonly<Record<KeypointName, number>>;

const BONE_NAMES: readonly (readonly [KeypointName, KeypointName])[] = [
  ["left_shoulder", "right_shoulder"],
  ["left_shoulder", "left_elbow"],
  ["left_elbow", "left_wrist"],
  ["right_shoulder", "right_elbow"],
  ["right_elbow", "right_wrist"],
  ["left_shoulder", "left_hip"],
  ["right_shoulder", "right_hip"],
  ["left_hip", "right_hip"],
  ["left_hip", "left_knee"],
  ["left_knee", "left_ankle"],
  ["right_hip", "right_knee"],
  ["right_knee", "right_ankle"],
  ["nose", "left_eye"],
  ["nose", "right_eye"],
  ["left_eye", "left_ear"],
  ["right_eye", "right_ear"],
];

/** Pairs of keypoint indices that a skeleton drawing joins. */
export const BONES: readonly (readonly [number, number])[] = BONE_NAMES.map(([start, end]) => [
  INDEX[start],
  INDEX[end],
]);
