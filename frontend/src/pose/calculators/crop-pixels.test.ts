import { describe, expect, it } from "vitest";
import { IMAGE, standing } from "../../../tests/body";
import { cropInPixels, fromCrop } from "./crop-pixels";
import { wholePicture } from "./crop-region";

describe("a crop in pixels", () => {
  it("may reach outside the picture", () => {
    expect(cropInPixels(wholePicture(IMAGE), IMAGE)).toEqual({
      x: 0,
      y: -280,
      width: 1280,
      height: 1280,
    });
  });

  it("keeps the part of a pixel, so that nothing is lost on the way back", () => {
    const crop = { xMin: 0.1001, xMax: 0.9, yMin: 0, yMax: 1 };
    expect(cropInPixels(crop, IMAGE).x).toBeCloseTo(128.128, 9);
    expect(cropInPixels(crop, IMAGE).width).toBeCloseTo(1023.872, 9);
  });
});

describe("keypoints from a crop", () => {
  it("come back to where they were put in", () => {
    const rect = { x: 200, y: -30, width: 615, height: 615 };
    const body = standing();
    const output = new Float32Array(
      body.flatMap((point) => [
        ((point?.y ?? 0) * 720 - rect.y) / rect.height,
        ((point?.x ?? 0) * 1280 - rect.x) / rect.width,
        point?.score ?? 0,
      ]),
    );
    for (const [index, point] of fromCrop(output, rect, IMAGE).entries()) {
      expect(point?.x).toBeCloseTo(body[index]?.x ?? Number.NaN, 6);
      expect(point?.y).toBeCloseTo(body[index]?.y ?? Number.NaN, 6);
      expect(point?.score).toBeCloseTo(0.8, 6);
    }
  });
});
