import type { KeypointName } from "../keypoints";
import { type ImageSize, type Keypoint, type Keypoints, keypoint } from "../pose";
import { MIN_CROP_SCORE } from "./crop-region";

/** By how many quarters what the network sees is turned, counter-clockwise. */
export type QuarterTurns = 0 | 1 | 3;

/** From when on somebody lies, and from when on no more: how far the trunk is from the horizontal. */
const LIES_WITHIN_DEG = 30;
const RISES_BEYOND_DEG = 50;
/** How far the nose of somebody on their back is above the ears, in lengths of the torso. */
const FACE_UP_TORSOS = 0.1;

/**
 * How to turn the next crop: somebody on their back is looked at with the head up, for MoveNet
 * mostly saw people upright. The mirror of `pose/movenet/turning.py`; why:
 * `docs/adr/0016-lying-patients-are-turned-upright.md`.
 *
 * @param turns What it was until now; kept where the keypoints do not say enough.
 */
export function quarterTurnsAfter(
  turns: QuarterTurns,
  keypoints: Keypoints,
  image: ImageSize,
): QuarterTurns {
  const shoulders = pair(keypoints, "left_shoulder", "right_shoulder");
  const hips = pair(keypoints, "left_hip", "right_hip");
  if (shoulders === null || hips === null) {
    return turns;
  }
  const acrossPx = (shoulders.x - hips.x) * image.widthPx;
  const downPx = (shoulders.y - hips.y) * image.heightPx;
  const fromHorizontalDeg = (Math.atan2(Math.abs(downPx), Math.abs(acrossPx)) * 180) / Math.PI;
  if (fromHorizontalDeg > (turns === 0 ? LIES_WITHIN_DEG : RISES_BEYOND_DEG)) {
    return 0;
  }
  const nose = seen(keypoints, "nose");
  const ears = [seen(keypoints, "left_ear"), seen(keypoints, "right_ear")].filter(
    (ear) => ear !== null,
  );
  if (nose === null || ears.length === 0) {
    return turns;
  }
  const earsY = ears.reduce((sum, ear) => sum + ear.y, 0) / ears.length;
  const up = ((earsY - nose.y) * image.heightPx) / Math.hypot(acrossPx, downPx);
  if (up < (turns === 0 ? FACE_UP_TORSOS : -FACE_UP_TORSOS)) {
    return 0;
  }
  return acrossPx > 0 ? 1 : 3;
}

/** Turns a square picture of four bytes a pixel. The result is valid until the next call. */
export class SquareTurner {
  #turned = new Uint32Array(0);

  turn(
    rgba: Uint8Array<ArrayBuffer>,
    sidePx: number,
    turns: QuarterTurns,
  ): Uint8Array<ArrayBuffer> {
    if (turns === 0) {
      return rgba;
    }
    if (this.#turned.length !== sidePx * sidePx) {
      this.#turned = new Uint32Array(sidePx * sidePx);
    }
    const from = new Uint32Array(rgba.buffer, rgba.byteOffset, sidePx * sidePx);
    const to = this.#turned;
    const last = sidePx - 1;
    for (let row = 0, at = 0; row < sidePx; row += 1) {
      for (let column = 0; column < sidePx; column += 1, at += 1) {
        const source = turns === 1 ? column * sidePx + last - row : (last - column) * sidePx + row;
        to[at] = from[source] as number;
      }
    }
    return new Uint8Array(to.buffer);
  }
}

/**
 * Keypoints of a turned square as keypoints of the square.
 *
 * @param output 17 x (y, x, score), in units of the square.
 */
export function turnedBack(output: Float32Array, turns: QuarterTurns): Float32Array {
  if (turns === 0) {
    return output;
  }
  const back = Float32Array.from(output);
  for (let start = 0; start + 2 < output.length; start += 3) {
    const y = output[start] as number;
    const x = output[start + 1] as number;
    back[start] = turns === 1 ? x : 1 - x;
    back[start + 1] = turns === 1 ? 1 - y : y;
  }
  return back;
}

/** The middle of two keypoints, of which at least one is seen. */
function pair(keypoints: Keypoints, first: KeypointName, second: KeypointName): Place | null {
  const a = keypoint(keypoints, first);
  const b = keypoint(keypoints, second);
  if (a === null || b === null || Math.max(a.score, b.score) <= MIN_CROP_SCORE) {
    return null;
  }
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

type Place = Pick<Keypoint, "x" | "y">;

function seen(keypoints: Keypoints, name: KeypointName): Keypoint | null {
  const point = keypoint(keypoints, name);
  return point !== null && point.score > MIN_CROP_SCORE ? point : null;
}
