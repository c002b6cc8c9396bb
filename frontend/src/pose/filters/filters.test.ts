import { describe, expect, it } from "vitest";
import { IMAGE, placed, randomNumbers, raw, standing, withScores } from "../../../tests/body";
import { nextCrop, wholePicture } from "../calculators/crop-region";
import { INDEX } from "../keypoints";
import { noKeypoints } from "../pose";
import { CropFollower } from "./crop-follower";
import { KeypointFilter } from "./keypoint-filter";
import { LowPassFilter } from "./low-pass-filter";
import { OneEuroFilter } from "./one-euro-filter";

const FRAME_US = 33_333;
const OPTIONS = { minCutoffHz: 1, beta: 0.5, derivativeCutoffHz: 1 };

describe("the low-pass filter", () => {
  it("passes the first value and then goes part of the way", () => {
    const filter = new LowPassFilter();
    expect(filter.last).toBeNull();
    expect(filter.apply(10, 0.9)).toBe(10);
    expect(filter.apply(20, 0.9)).toBeCloseTo(19);
    filter.reset();
    expect(filter.apply(3, 0.9)).toBe(3);
  });
});

describe("the 1-euro filter", () => {
  it("follows the formula by hand", () => {
    // One second apart, minimum cut-off 1 Hz, beta 0: alpha = 1 / (1 + 1 / (2 pi)) = 0.8627.
    const filter = new OneEuroFilter({ minCutoffHz: 1, beta: 0, derivativeCutoffHz: 1 });
    expect(filter.apply(0, 0)).toBe(0);
    expect(filter.apply(1, 1_000_000)).toBeCloseTo(0.862_697, 6);
  });

  it("leaves a constant alone", () => {
    const filter = new OneEuroFilter(OPTIONS);
    for (let frame = 0; frame < 100; frame += 1) {
      expect(filter.apply(0.37, frame * FRAME_US)).toBeCloseTo(0.37, 12);
    }
  });

  it("stays between the smallest and the largest value it saw", () => {
    const random = randomNumbers(3);
    const filter = new OneEuroFilter(OPTIONS);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let frame = 0, timeUs = 0; frame < 2_000; frame += 1) {
      const value = random() * 10 - 5;
      timeUs += 8_000 + random() * 100_000;
      low = Math.min(low, value);
      high = Math.max(high, value);
      const filtered = filter.apply(value, timeUs);
      expect(filtered).toBeGreaterThanOrEqual(low);
      expect(filtered).toBeLessThanOrEqual(high);
    }
  });

  it("does not care where the clock starts", () => {
    const values = [0, 1, 3, 2, 5, 4];
    const [early, late] = [0, 5e9].map((startUs) => {
      const filter = new OneEuroFilter(OPTIONS);
      return values.map((value, frame) => filter.apply(value, startUs + frame * FRAME_US));
    });
    for (const [frame, value] of (early ?? []).entries()) {
      expect(late?.[frame]).toBeCloseTo(value, 9);
    }
  });

  it("repeats its output when time stands still", () => {
    const filter = new OneEuroFilter(OPTIONS);
    filter.apply(0, 0);
    const once = filter.apply(1, FRAME_US);
    expect(filter.apply(99, FRAME_US)).toBe(once);
  });

  it("starts anew after a reset", () => {
    const filter = new OneEuroFilter(OPTIONS);
    filter.apply(0, 0);
    filter.reset();
    expect(filter.apply(7, 1)).toBe(7);
  });
});

describe("the keypoint filter", () => {
  it("makes a still person stiller: less than half of the noise is left", () => {
    const random = randomNumbers(4);
    const filter = new KeypointFilter();
    const noise = () => (random() + random() + random() - 1.5) * 0.004;
    const input: number[] = [];
    const output: number[] = [];
    for (let frame = 0; frame < 300; frame += 1) {
      const shaken = standing().map((point) => point && { ...point, y: point.y + noise() });
      const filtered = filter.apply(raw(shaken, frame * FRAME_US), IMAGE).keypoints;
      input.push(shaken[INDEX.nose]?.y ?? Number.NaN);
      output.push(filtered[INDEX.nose]?.y ?? Number.NaN);
    }
    expect(deviation(output.slice(30))).toBeLessThan(deviation(input.slice(30)) / 2);
  });

  it("follows a quick arm: it lags less than two frames", () => {
    const filter = new KeypointFilter();
    const speed = 0.8; // picture heights a second
    let lag = 0;
    for (let frame = 0; frame < 30; frame += 1) {
      const dy = speed * 720 * ((frame * FRAME_US) / 1e6);
      const body = placed(standing(), { dy: dy - 200 });
      const filtered = filter.apply(raw(body, frame * FRAME_US), IMAGE).keypoints;
      const behind = (body[INDEX.nose]?.y ?? 0) - (filtered[INDEX.nose]?.y ?? 0);
      lag = behind / speed;
    }
    expect(lag).toBeLessThan((2 * FRAME_US) / 1e6);
  });

  it("does not change the raw pose", () => {
    const pose = raw(standing(), 0);
    const copy = structuredClone(pose);
    const filter = new KeypointFilter();
    filter.apply(pose, IMAGE);
    filter.apply({ ...pose, timeUs: FRAME_US }, IMAGE);
    expect(pose).toEqual(copy);
  });

  it("hides a keypoint whose confidence stays low, and does not flicker between the two levels", () => {
    const filter = new KeypointFilter();
    const shown: boolean[] = [];
    for (let frame = 0; frame < 120; frame += 1) {
      const score = frame < 40 ? 0.8 : frame < 80 ? 0.24 : 0.05;
      const body = withScores(standing(), { left_wrist: score });
      const filtered = filter.apply(raw(body, frame * FRAME_US), IMAGE).keypoints;
      shown.push(filtered[INDEX.left_wrist] !== null);
    }
    expect(shown.slice(0, 80).every(Boolean)).toBe(true);
    expect(shown.slice(100).some(Boolean)).toBe(false);
  });

  it("does not slide a keypoint across the picture after a long absence", () => {
    const filter = new KeypointFilter();
    filter.apply(raw(standing(), 0), IMAGE);
    const gone = withScores(standing(), { nose: null });
    filter.apply(raw(gone, FRAME_US), IMAGE);
    const elsewhere = placed(standing(), { dx: 300 });
    const filtered = filter.apply(raw(elsewhere, 1_000_000), IMAGE).keypoints;
    expect(filtered[INDEX.nose]?.x).toBeCloseTo(elsewhere[INDEX.nose]?.x ?? Number.NaN, 9);
  });
});

describe("the crop follower", () => {
  it("looks at the whole picture until somebody is found, and again when they are lost", () => {
    const follower = new CropFollower();
    expect(follower.crop(IMAGE)).toEqual(wholePicture(IMAGE));
    follower.apply(standing(), IMAGE);
    expect(follower.crop(IMAGE)).toEqual(nextCrop(standing(), IMAGE));
    follower.apply(noKeypoints(), IMAGE);
    expect(follower.crop(IMAGE)).toEqual(wholePicture(IMAGE));
  });

  it("moves each edge nine tenths of the way", () => {
    const follower = new CropFollower();
    follower.apply(standing(), IMAGE);
    const before = follower.crop(IMAGE);
    const moved = placed(standing(), { dx: 100, scale: 0.9 });
    follower.apply(moved, IMAGE);
    const target = nextCrop(moved, IMAGE);
    for (const edge of ["xMin", "yMin", "xMax", "yMax"] as const) {
      const expected = before[edge] + 0.9 * (target[edge] - before[edge]);
      expect(follower.crop(IMAGE)[edge]).toBeCloseTo(expected, 12);
    }
  });
});

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
