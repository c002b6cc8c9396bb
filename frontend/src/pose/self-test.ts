import type { CropRegion } from "./calculators/crop-region";
import { DetectorStartError, type FrameSource, type PoseDetector } from "./detector";
import type { Keypoints } from "./pose";
import expected from "./self-test/expected.json";
import figureUrl from "./self-test/figure.png";

const WHOLE: CropRegion = { xMin: 0, yMin: 0, xMax: 1, yMax: 1 };

interface KnownAnswer {
  readonly keypoints_yxs: readonly (readonly number[])[];
  readonly input_side_px: number;
  readonly border_px: number;
}

/** What the published network answers for the known picture, and how far a device may be from it. */
export interface Expectation {
  /** 17 x (y, x, score), in units of the network's input. */
  readonly keypoints: readonly (readonly number[])[];
  /** Side of the network's input. */
  readonly sidePx: number;
  /** Black around the known picture, so that it fills the input without being resized. */
  readonly borderPx: number;
  readonly positionTolerance: number;
  readonly scoreTolerance: number;
}

/** The quickest of this many looks is how fast a runtime is here: the others waited for something else. */
const TIMED_LOOKS = 5;

/**
 * Runs the detector on a drawn figure whose answer is known. A runtime that does not match the
 * published network on this device is not used.
 *
 * @param looks How often it looks; one is enough where only the answer matters.
 * @returns Milliseconds of one frame, from its pixels to keypoints.
 * @throws DetectorStartError `self_test_failed` with the first keypoint that is off.
 */
export async function selfTest(detector: PoseDetector, looks = TIMED_LOOKS): Promise<number> {
  let quickestMs = Number.POSITIVE_INFINITY;
  for (let look = 0; look < looks; look += 1) {
    quickestMs = Math.min(quickestMs, await checkKnownPicture(detector));
  }
  return quickestMs;
}

/**
 * Looks at the known picture once; who is followed stays who is followed.
 *
 * @returns Milliseconds from the picture's pixels to keypoints.
 * @throws DetectorStartError `self_test_failed`.
 */
export async function checkKnownPicture(detector: PoseDetector): Promise<number> {
  const expectation = expectationFor(detector.model);
  if (expectation === null) {
    throw new DetectorStartError("self_test_failed", `no known answer for ${detector.model}`);
  }
  const picture = onBlack(await knownPicture(), expectation);
  const { keypoints, stages } = await detector.look(picture, WHOLE);
  const mismatch = firstMismatch(keypoints, expectation);
  if (mismatch !== null) {
    throw new DetectorStartError("self_test_failed", mismatch);
  }
  return stages.cutMs + stages.inferenceMs + stages.decodingMs;
}

let figure: Promise<ImageBitmap> | null = null;

/** Fetched once and kept: when a runtime is looked at again, the server may be away. */
export function knownPicture(): Promise<ImageBitmap> {
  figure ??= fetchFigure().catch((error: unknown) => {
    figure = null;
    throw error;
  });
  return figure;
}

async function fetchFigure(): Promise<ImageBitmap> {
  const file = await (await fetch(figureUrl)).blob();
  return createImageBitmap(file, { colorSpaceConversion: "none" });
}

/** The picture in the middle of the network's input, on opaque black; never resized. */
function onBlack(picture: ImageBitmap, { sidePx, borderPx }: Expectation): FrameSource {
  const canvas = document.createElement("canvas");
  canvas.width = sidePx;
  canvas.height = sidePx;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new DetectorStartError("self_test_failed", "this browser has no canvas");
  }
  context.fillStyle = "#000";
  context.fillRect(0, 0, sidePx, sidePx);
  context.drawImage(picture, borderPx, borderPx);
  return canvas;
}

/** The known answer of a model, or `null` where there is none. */
export function expectationFor(model: string): Expectation | null {
  const models: Record<string, KnownAnswer | undefined> = expected.models;
  const entry = models[model];
  if (entry === undefined) {
    return null;
  }
  return {
    keypoints: entry.keypoints_yxs,
    sidePx: entry.input_side_px,
    borderPx: entry.border_px,
    positionTolerance: expected.tolerance.position,
    scoreTolerance: expected.tolerance.score,
  };
}

/** In words, the first keypoint that is not where it should be; `null` when all are. */
export function firstMismatch(found: Keypoints, expectation: Expectation): string | null {
  for (const [index, [y = 0, x = 0, score = 0]] of expectation.keypoints.entries()) {
    const point = found[index] ?? null;
    if (point === null) {
      return `keypoint ${index} was not found`;
    }
    const offPosition = Math.max(Math.abs(point.x - x), Math.abs(point.y - y));
    const offScore = Math.abs(point.score - score);
    // Written so that NaN is a mismatch too.
    if (!(offPosition <= expectation.positionTolerance && offScore <= expectation.scoreTolerance)) {
      return `keypoint ${index} is off by ${offPosition.toFixed(3)}, its score by ${offScore.toFixed(3)}`;
    }
  }
  return null;
}
