import { describe, expect, it } from "vitest";
import { IMAGE, placed, randomNumbers, standing, withScores } from "../../../tests/body";
import { noKeypoints } from "../pose";
import { nextCrop, poseScore, wholePicture } from "./crop-region";

describe("the crop region", () => {
  it("is the whole picture padded to a square at first", () => {
    // 1280 wide and 720 high: 280 pixels above and below, 280 / 720 of the height.
    const crop = wholePicture(IMAGE);
    expect(crop.xMin).toBeCloseTo(0);
    expect(crop.xMax).toBeCloseTo(1);
    expect(crop.yMin).toBeCloseTo(-280 / 720);
    expect(crop.yMax).toBeCloseTo(1 + 280 / 720);
  });

  it("is 1.2 times the body's reach around the hips", () => {
    // Hips at (640, 320). Farthest: the ankles, 576 - 320 = 256 px. The torso reaches 120 px.
    // max(1.9 x 120, 1.2 x 256) = 307.2, under half the picture's width.
    const crop = nextCrop(standing(), IMAGE);
    expect(crop.xMin * 1280).toBeCloseTo(640 - 307.2);
    expect(crop.xMax * 1280).toBeCloseTo(640 + 307.2);
    expect(crop.yMin * 720).toBeCloseTo(320 - 307.2);
    expect(crop.yMax * 720).toBeCloseTo(320 + 307.2);
  });

  it("ignores limbs that are hardly seen", () => {
    // Without knees and ankles the nose-to-hip reach is 176 px: 1.9 x 120 = 228 is larger than 1.2 x 176.
    const weak = { left_knee: 0.1, right_knee: 0.1, left_ankle: 0.1, right_ankle: 0.1 };
    const crop = nextCrop(withScores(standing(), weak), IMAGE);
    expect(crop.xMax * 1280).toBeCloseTo(640 + 228);
  });

  it("is the whole picture when the torso is not seen", () => {
    const lost = withScores(standing(), { left_hip: 0.1, right_hip: 0.1 });
    expect(nextCrop(lost, IMAGE)).toEqual(wholePicture(IMAGE));
    expect(nextCrop(noKeypoints(), IMAGE)).toEqual(wholePicture(IMAGE));
  });

  it("is a square in pixels, wherever the person stands", () => {
    const random = randomNumbers(1);
    for (let run = 0; run < 300; run += 1) {
      const person = placed(standing(), {
        dx: (random() - 0.5) * 1200,
        dy: (random() - 0.5) * 600,
        scale: 0.1 + random() * 2,
      });
      const crop = nextCrop(person, IMAGE);
      const width = (crop.xMax - crop.xMin) * IMAGE.widthPx;
      expect(width).toBeCloseTo((crop.yMax - crop.yMin) * IMAGE.heightPx, 6);
      expect(width).toBeLessThanOrEqual(1280 + 1e-6);
      expect(width).toBeGreaterThan(0);
    }
  });
});

describe("the pose score", () => {
  it("is the mean of the scores above 0.2, and 0 for nobody", () => {
    expect(poseScore(withScores(standing({}, 0.1), { nose: 0.8, left_eye: 0.4 }))).toBeCloseTo(0.6);
    expect(poseScore(noKeypoints())).toBe(0);
  });
});
