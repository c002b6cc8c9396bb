import type { CropRegion } from "../calculators/crop-region";
import type { PackedPlane, PicturePlanes, YuvPlanes } from "./picture-planes";

/**
 * One axis of a crop: for each sample the pixels on either side of it and how far it is from the
 * first to the second, in 256ths; -1 where the sample lies outside the picture.
 */
export interface SamplingAxis {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly share: Int32Array;
}

const SHARES = 256;
/** A sample that is so little outside the picture is on its border. */
const ROUNDING_PX = 1e-6;
/** Colours are cut to whole numbers, as the published cropping does; the array of bytes would round them. */
const CUT = 0.5 - 2 ** -17;

/**
 * Where to sample along one axis: MoveNet's published cropping, which lays the first and the last
 * sample on the crop's borders, borders being counted in pixel distances (`cropAndResize` of
 * TensorFlow, bilinear).
 *
 * @param from, to The crop's borders in units of the picture's side.
 * @param lengthPx The picture's side.
 * @param samples How many samples, two or more.
 */
export function samplingAxis(
  from: number,
  to: number,
  lengthPx: number,
  samples: number,
): SamplingAxis {
  const axis = {
    first: new Int32Array(samples),
    second: new Int32Array(samples),
    share: new Int32Array(samples),
  };
  const last = lengthPx - 1;
  const stepPx = ((to - from) * last) / (samples - 1);
  for (let sample = 0; sample < samples; sample += 1) {
    const steppedPx = from * last + sample * stepPx;
    const onPicturePx = Math.min(Math.max(steppedPx, 0), last);
    const atPx = Math.abs(steppedPx - onPicturePx) < ROUNDING_PX ? onPicturePx : steppedPx;
    const outside = !(atPx >= 0 && atPx <= last);
    const first = outside ? -1 : Math.floor(atPx);
    axis.first[sample] = first;
    axis.second[sample] = outside ? -1 : Math.min(first + 1, last);
    axis.share[sample] = outside ? 0 : Math.round((atPx - first) * SHARES);
  }
  return axis;
}

/**
 * Cuts a crop out of a picture and resizes it, in one step: only the pixels that the network will
 * see are ever converted to colours. Outside the picture there is black, as in MoveNet's training.
 *
 * @param rgba Receives `sidePx` x `sidePx` pixels of four bytes.
 */
export function sampleCrop(
  planes: PicturePlanes,
  crop: CropRegion,
  sidePx: number,
  rgba: Uint8ClampedArray,
): void {
  const columns = samplingAxis(crop.xMin, crop.xMax, planes.widthPx, sidePx);
  const rows = samplingAxis(crop.yMin, crop.yMax, planes.heightPx, sidePx);
  const sampleRow = planes.kind === "yuv" ? sampleYuvRow : samplePackedRow;
  for (let row = 0; row < sidePx; row += 1) {
    const target = row * sidePx * 4;
    if ((rows.first[row] ?? -1) < 0) {
      rgba.fill(0, target, target + sidePx * 4);
    } else {
      sampleRow(planes as never, columns, rows, row, rgba, target);
    }
  }
}

function sampleYuvRow(
  planes: YuvPlanes,
  columns: SamplingAxis,
  rows: SamplingAxis,
  row: number,
  rgba: Uint8ClampedArray,
  target: number,
): void {
  const { bytes, matrix, chromaStep } = planes;
  const { first, second, share } = columns;
  const top = rows.first[row] as number;
  const bottom = rows.second[row] as number;
  const down = rows.share[row] as number;
  const topRow = planes.yOffset + top * planes.yStride;
  const bottomRow = planes.yOffset + bottom * planes.yStride;
  const chromaRow = ((down < SHARES / 2 ? top : bottom) >> 1) * planes.chromaStride;
  const uRow = planes.uOffset + chromaRow;
  const vRow = planes.vOffset + chromaRow;
  const { lumaOffset, lumaScale, redFromV, greenFromU, greenFromV, blueFromU } = matrix;
  for (let column = 0, to = target; column < first.length; column += 1, to += 4) {
    const left = first[column] as number;
    if (left < 0) {
      rgba.fill(0, to, to + 4);
      continue;
    }
    const right = second[column] as number;
    const across = share[column] as number;
    const above =
      (bytes[topRow + left] as number) * (SHARES - across) +
      (bytes[topRow + right] as number) * across;
    const below =
      (bytes[bottomRow + left] as number) * (SHARES - across) +
      (bytes[bottomRow + right] as number) * across;
    const luma =
      ((above * (SHARES - down) + below * down) / (SHARES * SHARES) - lumaOffset) * lumaScale;
    const chroma = ((across < SHARES / 2 ? left : right) >> 1) * chromaStep;
    const u = (bytes[uRow + chroma] as number) - 128;
    const v = (bytes[vRow + chroma] as number) - 128;
    rgba[to] = luma + redFromV * v - CUT;
    rgba[to + 1] = luma + greenFromU * u + greenFromV * v - CUT;
    rgba[to + 2] = luma + blueFromU * u - CUT;
    rgba[to + 3] = 255;
  }
}

function samplePackedRow(
  planes: PackedPlane,
  columns: SamplingAxis,
  rows: SamplingAxis,
  row: number,
  rgba: Uint8ClampedArray,
  target: number,
): void {
  const { bytes, offset, stride, red, blue } = planes;
  const { first, second, share } = columns;
  const down = rows.share[row] as number;
  const topRow = offset + (rows.first[row] as number) * stride;
  const bottomRow = offset + (rows.second[row] as number) * stride;
  for (let column = 0, to = target; column < first.length; column += 1, to += 4) {
    const left = (first[column] as number) * 4;
    if (left < 0) {
      rgba.fill(0, to, to + 4);
      continue;
    }
    const right = (second[column] as number) * 4;
    const across = share[column] as number;
    for (let channel = 0; channel < 3; channel += 1) {
      const from = channel === 0 ? red : channel === 2 ? blue : 1;
      const above =
        (bytes[topRow + left + from] as number) * (SHARES - across) +
        (bytes[topRow + right + from] as number) * across;
      const below =
        (bytes[bottomRow + left + from] as number) * (SHARES - across) +
        (bytes[bottomRow + right + from] as number) * across;
      rgba[to + channel] = (above * (SHARES - down) + below * down) / (SHARES * SHARES) - CUT;
    }
    rgba[to + 3] = 255;
  }
}
