import type { PixelRect } from "../calculators/crop-pixels";
import { KEYPOINT_COUNT } from "../keypoints";
import type { ImageSize, Keypoints } from "../pose";

/** Somebody whom MultiPose saw; keypoints in units of the picture. */
export interface Person {
  readonly keypoints: Keypoints;
  /** The network's confidence that this is somebody, 0 to 1. */
  readonly score: number;
}

/** One person of MultiPose: 17 x (y, x, score), a box of four, and the person's score. */
const NUMBERS_PER_PERSON = 56;
const SCORE_AT = 55;
/** Below this nobody is there. Who is partly hidden scores less than the 0.25 of the published detector. */
const MIN_SCORE = 0.15;

/**
 * MultiPose's answer as people in units of the picture, best first.
 *
 * @param output 6 x 56, in units of the square that the network saw.
 * @param rect That square in pixels of the picture: the whole picture with what pads it.
 */
export function decodePeople(output: Float32Array, rect: PixelRect, image: ImageSize): Person[] {
  const people: Person[] = [];
  for (let start = 0; start + SCORE_AT < output.length; start += NUMBERS_PER_PERSON) {
    const score = output[start + SCORE_AT] ?? 0;
    if (score >= MIN_SCORE) {
      people.push({ keypoints: keypointsAt(output, start, rect, image), score });
    }
  }
  return people.sort((a, b) => b.score - a.score);
}

function keypointsAt(
  output: Float32Array,
  start: number,
  rect: PixelRect,
  image: ImageSize,
): Keypoints {
  return Array.from({ length: KEYPOINT_COUNT }, (_, index) => {
    const at = start + index * 3;
    return {
      x: (rect.x + (output[at + 1] ?? Number.NaN) * rect.width) / image.widthPx,
      y: (rect.y + (output[at] ?? Number.NaN) * rect.height) / image.heightPx,
      score: output[at + 2] ?? 0,
    };
  });
}
