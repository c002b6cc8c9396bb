import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../../tests/body";
import type { CropRegion } from "../calculators/crop-region";
import { type PackedPlane, type YuvPlanes, yuvMatrix } from "./picture-planes";
import { sampleCrop, samplingAxis } from "./sample";

const WHOLE: CropRegion = { xMin: 0, yMin: 0, xMax: 1, yMax: 1 };

function packed(widthPx: number, heightPx: number, pixel: (x: number, y: number) => number[]) {
  const bytes = new Uint8Array(widthPx * heightPx * 4);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      bytes.set(pixel(x, y), (y * widthPx + x) * 4);
    }
  }
  const stride = widthPx * 4;
  return { kind: "packed", bytes, offset: 0, stride, red: 0, blue: 2, widthPx, heightPx } as const;
}

function yuv(y: number, u: number, v: number, fullRange: boolean): YuvPlanes {
  const bytes = new Uint8Array(16 + 4 + 4);
  bytes.fill(y, 0, 16).fill(u, 16, 20).fill(v, 20, 24);
  return {
    kind: "yuv",
    bytes,
    yOffset: 0,
    yStride: 4,
    uOffset: 16,
    vOffset: 20,
    chromaStride: 2,
    chromaStep: 1,
    matrix: yuvMatrix("smpte170m", fullRange),
    widthPx: 4,
    heightPx: 4,
  };
}

function sampled(planes: PackedPlane | YuvPlanes, crop: CropRegion, sidePx: number): number[] {
  const rgba = new Uint8ClampedArray(sidePx * sidePx * 4);
  sampleCrop(planes, crop, sidePx, rgba);
  return [...rgba];
}

describe("one axis of a crop", () => {
  it("lays its first and last sample on the crop's borders", () => {
    const axis = samplingAxis(0, 1, 9, 5);
    expect([...axis.first]).toEqual([0, 2, 4, 6, 8]);
    expect([...axis.share]).toEqual([0, 0, 0, 0, 0]);
  });

  it("says how far a sample is from the pixel before it", () => {
    // 0 to 3 pixels in 4 steps: 0, 0.75, 1.5, 2.25, 3.
    const axis = samplingAxis(0, 1, 4, 5);
    expect([...axis.first]).toEqual([0, 0, 1, 2, 3]);
    expect([...axis.second]).toEqual([1, 1, 2, 3, 3]);
    expect([...axis.share]).toEqual([0, 192, 128, 64, 0]);
  });

  it.each([0, 21, 98, 126, 364])(
    "that ends at the border from %i of 480 px has nothing outside",
    (from) => {
      // Added up in steps, the last of 192 samples would come to lie some 1e-13 px outside.
      expect(Math.min(...samplingAxis(from / 480, 1, 480, 192).first)).toBe(
        from === 0 ? 0 : from - 1,
      );
    },
  );

  it("marks what lies outside the picture", () => {
    const axis = samplingAxis(-0.5, 1.5, 5, 9);
    expect([...axis.first].map((first) => first < 0)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});

describe("a crop", () => {
  it("of the whole picture at its own size is the picture", () => {
    const next = randomNumbers(3);
    const picture = packed(6, 6, () => [0, 1, 2].map(() => Math.floor(next() * 256)).concat(255));
    expect(sampled(picture, WHOLE, 6)).toEqual([...picture.bytes]);
  });

  it("is the mean of four pixels in their middle, cut to a whole number", () => {
    const picture = packed(2, 2, (x, y) => [x * 100 + y * 31, 10, 20, 255]);
    const middle = sampled(picture, WHOLE, 3).slice(4 * 4, 4 * 4 + 4);
    // (0 + 100 + 31 + 131) / 4 = 65.5.
    expect(middle).toEqual([65, 10, 20, 255]);
  });

  it("is black where it reaches outside the picture", () => {
    const picture = packed(4, 4, () => [200, 200, 200, 255]);
    const crop = { xMin: -1, yMin: 0, xMax: 0.9, yMax: 1 };
    const row = sampled(picture, crop, 8).slice(0, 8 * 4);
    expect(row.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(row.slice(-4)).toEqual([200, 200, 200, 255]);
  });

  it("puts red and blue in their places where the browser has them the other way round", () => {
    const picture = { ...packed(2, 2, () => [1, 2, 3, 255]), red: 2, blue: 0 } as const;
    expect(sampled(picture, WHOLE, 2).slice(0, 4)).toEqual([3, 2, 1, 255]);
  });
});

describe("a picture of luma and colour differences", () => {
  it("without colour is grey: as it is in full range, stretched in studio range", () => {
    expect(sampled(yuv(90, 128, 128, true), WHOLE, 2).slice(0, 4)).toEqual([90, 90, 90, 255]);
    // (90 - 16) * 255 / 219 = 86.16.
    expect(sampled(yuv(90, 128, 128, false), WHOLE, 2).slice(0, 4)).toEqual([86, 86, 86, 255]);
  });

  it("has black and white at the ends of the studio range", () => {
    expect(sampled(yuv(16, 128, 128, false), WHOLE, 2).slice(0, 3)).toEqual([0, 0, 0]);
    // 254.99... is cut: one level of 255.
    for (const channel of sampled(yuv(235, 128, 128, false), WHOLE, 2).slice(0, 3)) {
      expect(channel).toBeGreaterThanOrEqual(254);
    }
  });

  it("is pure red where BT.601 says so", () => {
    // Red of 255: Y = 0.299 * 255 = 76, Cb = 128 - 0.1687 * 255 = 85, Cr = 128 + 0.5 * 255 = 255 (255.5).
    const [red = 0, green = 0, blue = 0] = sampled(yuv(76, 85, 255, true), WHOLE, 2);
    expect(red).toBeGreaterThanOrEqual(253);
    expect(green).toBeLessThanOrEqual(1);
    expect(blue).toBeLessThanOrEqual(1);
  });

  it("turns every colour of the matrix it names back into itself", () => {
    const next = randomNumbers(7);
    for (const [name, red, blue] of [
      ["smpte170m", 0.299, 0.114],
      ["bt709", 0.2126, 0.0722],
    ] as const) {
      const [r, g, b] = [next() * 255, next() * 255, next() * 255] as const;
      const luma = red * r + (1 - red - blue) * g + blue * b;
      const u = (b - luma) / (2 * (1 - blue));
      const v = (r - luma) / (2 * (1 - red));
      const matrix = yuvMatrix(name, true);
      expect(luma + matrix.redFromV * v).toBeCloseTo(r, 9);
      expect(luma + matrix.greenFromU * u + matrix.greenFromV * v).toBeCloseTo(g, 9);
      expect(luma + matrix.blueFromU * u).toBeCloseTo(b, 9);
    }
  });

  it("takes BT.601 where the browser names no matrix", () => {
    expect(yuvMatrix(null, false)).toEqual(yuvMatrix("smpte170m", false));
  });
});
