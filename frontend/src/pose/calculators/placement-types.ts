/**
 * What would help most before the exercise can start, most useful first.
 * Left and right in `turn_left_side` and `turn_right_side` are the patient's side that should face the camera.
 */
export type PlacementCode =
  | "nobody"
  | "second_person"
  | "head_outside"
  | "feet_outside"
  | "hands_outside"
  | "sides_outside"
  | "step_back"
  | "step_closer"
  | "lie_down"
  | "camera_back"
  | "camera_closer"
  | "face_camera"
  | "turn_sideways"
  | "turn_left_side"
  | "turn_right_side"
  | "more_light"
  | "hold_still";

/** Result of looking at the last half second of the picture. */
export interface PlacementReport {
  /** Everything that is wrong, most useful first; empty when all is well. */
  readonly advice: readonly PlacementCode[];
  /** Share of the picture's height that the body takes, or of its width for one who lies; `null` when nobody is there. */
  readonly bodyHeightRatio: number | null;
  /** Mean confidence of the keypoints that the exercise needs. */
  readonly meanScore: number | null;
  /** Which way the body looks. */
  readonly view: "front" | "side" | "oblique" | null;
}
