import type { ImageSize, Keypoints } from "../pose";
import { type BodySide, midpointPx, type PairedPart, pointPx, torsoPx } from "./angles";

/** From where the camera looks: the limits and widths of `pose/view.py`. */
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

/** How the body is turned in one frame; `null` when the torso is not seen. */
export function viewOf(keypoints: Keypoints, image: ImageSize): ViewEstimate | null {
  const torso = torsoPx(keypoints, image);
  if (torso === null || torso === 0) {
    return null;
  }
  const widths = [
    width(keypoints, "shoulder", image) / (torso * SHOULDER_WIDTH_TORSO),
    width(keypoints, "hip", image) / (torso * HIP_WIDTH_TORSO),
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
  return { view, nearSide: view === "side" ? nearSide(keypoints, image) : null, yawDeg };
}

/** NaN where one of the pair is missing. */
function width(keypoints: Keypoints, part: PairedPart, image: ImageSize): number {
  const left = pointPx(keypoints, `left_${part}`, image);
  const right = pointPx(keypoints, `right_${part}`, image);
  return left === null || right === null ? Number.NaN : Math.abs(left.xPx - right.xPx);
}

/** Who faces the left edge of the picture shows their left side; the nose lies before ears and shoulders. */
function nearSide(keypoints: Keypoints, image: ImageSize): BodySide | null {
  const nose = pointPx(keypoints, "nose", image);
  if (nose === null) {
    return null;
  }
  const behind = [midpointPx(keypoints, "ear", image), midpointPx(keypoints, "shoulder", image)];
  const ahead = behind.reduce((sum, point) => sum + (point === null ? 0 : nose.xPx - point.xPx), 0);
  if (ahead === 0) {
    return null;
  }
  return ahead < 0 ? "left" : "right";
}
