import type { ImageSize, Keypoints } from "../pose";
import {
  type BodySide,
  midpointPx,
  type PairedPart,
  type PointPx,
  pointPx,
  torsoPx,
  trunkLeanDeg,
  vectorPx,
} from "./angles";

/**
 * From where the camera looks, as one frame shows it: the limits are those of `pose/view`, the
 * widths slender ones, so that a broad body that is turned is not taken for one that is not.
 */
export interface ViewEstimate {
  readonly view: "front" | "oblique" | "side";
  /** The patient's side that is nearer to the camera in a side view. */
  readonly nearSide: BodySide | null;
  /** 0 facing the camera, 90 seen from the side. */
  readonly yawDeg: number;
}

const SHOULDER_WIDTH_TORSO = 0.62;
const HIP_WIDTH_TORSO = 0.36;
const FRONT_MAX_DEG = 30;
const SIDE_MIN_DEG = 60;
/** A trunk that leans further lies (`pose/view/posture.py`). */
const LYING_MIN_DEG = 60;

/** Whether the trunk lies in the picture; `false` where none is seen. */
export function isLying(keypoints: Keypoints, image: ImageSize): boolean {
  return Math.abs(trunkLeanDeg(keypoints, image) ?? 0) >= LYING_MIN_DEG;
}

/** How the body is turned in one frame; `null` when the torso is not seen. */
export function viewOf(keypoints: Keypoints, image: ImageSize): ViewEstimate | null {
  const torso = torsoPx(keypoints, image);
  if (torso === null || torso === 0) {
    return null;
  }
  const across = acrossOf(keypoints, image);
  const widths = [
    width(keypoints, "shoulder", image, across) / (torso * SHOULDER_WIDTH_TORSO),
    width(keypoints, "hip", image, across) / (torso * HIP_WIDTH_TORSO),
  ].filter(Number.isFinite);
  if (widths.length === 0) {
    return null;
  }
  // Arms overhead bring the shoulders together, so the wider of the two tells more.
  const frontal = Math.min(1, Math.max(...widths));
  const yawDeg = (Math.acos(frontal) * 180) / Math.PI;
  if (yawDeg < FRONT_MAX_DEG) {
    return { view: "front", nearSide: null, yawDeg };
  }
  const view = yawDeg >= SIDE_MIN_DEG ? "side" : "oblique";
  return { view, nearSide: view === "side" ? nearSide(keypoints, image, across) : null, yawDeg };
}

/** How far a way goes across the body: along the picture, or for one who lies as if it were turned upright. */
type Across = (way: PointPx) => number;

function acrossOf(keypoints: Keypoints, image: ImageSize): Across {
  const hips = midpointPx(keypoints, "hip", image);
  const shoulders = midpointPx(keypoints, "shoulder", image);
  if (hips === null || shoulders === null || !isLying(keypoints, image)) {
    return ({ xPx }) => xPx;
  }
  const up = vectorPx(hips, shoulders);
  const lengthPx = Math.hypot(up.xPx, up.yPx);
  return ({ xPx, yPx }) => (yPx * up.xPx - xPx * up.yPx) / lengthPx;
}

/** NaN where one of the pair is missing. */
function width(keypoints: Keypoints, part: PairedPart, image: ImageSize, across: Across): number {
  const left = pointPx(keypoints, `left_${part}`, image);
  const right = pointPx(keypoints, `right_${part}`, image);
  return left === null || right === null ? Number.NaN : Math.abs(across(vectorPx(right, left)));
}

/** Who faces the left edge of the picture shows their left side; the nose lies before ears and shoulders. */
function nearSide(keypoints: Keypoints, image: ImageSize, across: Across): BodySide | null {
  const nose = pointPx(keypoints, "nose", image);
  if (nose === null) {
    return null;
  }
  const behind = [midpointPx(keypoints, "ear", image), midpointPx(keypoints, "shoulder", image)];
  const ahead = behind.reduce(
    (sum, point) => sum + (point === null ? 0 : across(vectorPx(point, nose))),
    0,
  );
  if (ahead === 0) {
    return null;
  }
  return ahead < 0 ? "left" : "right";
}
