import type { ImageSize } from "../pose";

/** How the numbers of a YUV picture become red, green and blue. */
export interface YuvMatrix {
  /** What luma 0 is, and by how much luma is stretched. */
  readonly lumaOffset: number;
  readonly lumaScale: number;
  readonly redFromV: number;
  readonly greenFromU: number;
  readonly greenFromV: number;
  readonly blueFromU: number;
}

/** A picture's pixels in memory: luma in full, the two colour differences at half its size. */
export interface YuvPlanes extends ImageSize {
  readonly kind: "yuv";
  readonly bytes: Uint8Array;
  readonly yOffset: number;
  readonly yStride: number;
  readonly uOffset: number;
  readonly vOffset: number;
  /** From one row of colour differences to the next, and from one to its right neighbour. */
  readonly chromaStride: number;
  readonly chromaStep: number;
  readonly matrix: YuvMatrix;
}

/** A picture's pixels in memory, four bytes each. */
export interface PackedPlane extends ImageSize {
  readonly kind: "packed";
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly stride: number;
  /** Where in the four bytes red and blue are; green is the second. */
  readonly red: 0 | 2;
  readonly blue: 0 | 2;
}

export type PicturePlanes = YuvPlanes | PackedPlane;

/** The luma weights of red and blue that define a matrix (ITU-R BT.601, BT.709, BT.2020). */
const LUMA_WEIGHTS: Readonly<Record<string, readonly [number, number]>> = {
  smpte170m: [0.299, 0.114],
  bt470bg: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  "bt2020-ncl": [0.2627, 0.0593],
};

/** The matrix of a colour space as `VideoFrame.colorSpace` names it; BT.601 where it says nothing, as browsers take it. */
export function yuvMatrix(name: string | null, fullRange: boolean): YuvMatrix {
  const [red, blue] = LUMA_WEIGHTS[name ?? "smpte170m"] ?? [0.299, 0.114];
  const green = 1 - red - blue;
  const chromaScale = fullRange ? 1 : 255 / 224;
  return {
    lumaOffset: fullRange ? 0 : 16,
    lumaScale: fullRange ? 1 : 255 / 219,
    redFromV: 2 * (1 - red) * chromaScale,
    greenFromU: (-2 * blue * (1 - blue) * chromaScale) / green,
    greenFromV: (-2 * red * (1 - red) * chromaScale) / green,
    blueFromU: 2 * (1 - blue) * chromaScale,
  };
}
