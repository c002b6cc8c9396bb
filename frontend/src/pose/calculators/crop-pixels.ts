import type { ImageSize, Keypoint, Keypoints } from "../pose";
import type { CropRegion } from "./crop-region";

/** A rectangle in pixels of the picture; it may reach outside. */
export interface PixelRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The crop in pixels: not in whole ones, for it is sampled where it lies. */
export function cropInPixels(crop: CropRegion, { widthPx, heightPx }: ImageSize): PixelRect {
  return {
    x: crop.xMin * widthPx,
    y: crop.yMin * heightPx,
    width: (crop.xMax - crop.xMin) * widthPx,
    height: (crop.yMax - crop.yMin) * heightPx,
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
