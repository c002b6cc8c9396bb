import type { ImageSize, Keypoint, Keypoints } from "../pose";
import type { CropRegion } from "./crop-region";

/** A rectangle in whole pixels of the picture; it may reach outside. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The crop in whole pixels, because pictures are cut in whole pixels; at least one pixel wide. */
export function cropInPixels(crop: CropRegion, { widthPx, heightPx }: ImageSize): PixelRect {
  const x = Math.round(crop.xMin * widthPx);
  const y = Math.round(crop.yMin * heightPx);
  return {
    x,
    y,
    width: Math.max(1, Math.round(crop.xMax * widthPx) - x),
    height: Math.max(1, Math.round(crop.yMax * heightPx) - y),
  };
}

/**
 * The network's answer for a crop, in units of the whole picture.
 *
 * @param output 17 x (y, x, score), in units of the crop, as MoveNet gives it.
 * @param rect The pixels that the network saw.
 */
export function fromCrop(output: Float32Array, rect: PixelRect, image: ImageSize): Keypoints {
  const keypoints: Keypoint[] = [];
  for (let start = 0; start + 2 < output.length; start += 3) {
    const y = output[start] ?? Number.NaN;
    const x = output[start + 1] ?? Number.NaN;
    keypoints.push({
      x: (rect.x + x * rect.width) / image.widthPx,
      y: (rect.y + y * rect.height) / image.heightPx,
      score: output[start + 2] ?? Number.NaN,
    });
  }
  return keypoints;
}
