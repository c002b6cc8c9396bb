import { describe, expect, it } from "vitest";
import { IMAGE, randomNumbers, standing, withScores } from "../../../tests/body";
import { includedAngleDeg, midpointPx, shoulderElevationDeg, torsoPx } from "./angles";

const at = (xPx: number, yPx: number) => ({ xPx, yPx });

describe("the included angle", () => {
  it("is 180 for a straight limb, 90 for a right angle, 45 for half of it", () => {
    expect(includedAngleDeg(at(0, 0), at(0, 1), at(0, 2))).toBeCloseTo(180);
    expect(includedAngleDeg(at(0, 0), at(0, 1), at(1, 1))).toBeCloseTo(90);
    expect(includedAngleDeg(at(0, 0), at(0, 1), at(1, 0))).toBeCloseTo(45);
  });

  it("is not measurable without a point or a length", () => {
    expect(includedAngleDeg(null, at(0, 1), at(0, 2))).toBeNull();
    expect(includedAngleDeg(at(0, 1), at(0, 1), at(0, 2))).toBeNull();
  });

  it("does not change when the picture is rolled, mirrored, scaled or the ends exchanged", () => {
    const random = randomNumbers(2);
    for (let run = 0; run < 500; run += 1) {
      const [a, b, c] = [0, 1, 2].map(() => at(random() * 100, random() * 100)) as [
        ReturnType<typeof at>,
        ReturnType<typeof at>,
        ReturnType<typeof at>,
      ];
      const angle = includedAngleDeg(a, b, c) ?? Number.NaN;
      const turn = random() * 2 * Math.PI;
      const size = 0.1 + random() * 10;
      const moved = [a, b, c].map(({ xPx, yPx }) =>
        at(
          -size * (xPx * Math.cos(turn) - yPx * Math.sin(turn)),
          size * (xPx * Math.sin(turn) + yPx * Math.cos(turn)),
        ),
      ) as [ReturnType<typeof at>, ReturnType<typeof at>, ReturnType<typeof at>];
      expect(includedAngleDeg(...moved)).toBeCloseTo(angle, 6);
      expect(includedAngleDeg(c, b, a)).toBeCloseTo(angle, 9);
    }
  });
});

describe("angles of the body", () => {
  it("are those of a standing figure", () => {
    expect(torsoPx(standing(), IMAGE)).toBeCloseTo(120);
  });

  it("show an arm raised to the horizontal beside a vertical trunk side as 90 degrees", () => {
    // Hip straight below the shoulder, elbow straight beside it.
    const raised = standing({ left_hip: [15.6, 0], left_elbow: [60, -70] });
    expect(shoulderElevationDeg(raised, "left", IMAGE)).toBeCloseTo(90);
  });

  it("take the seen one of a pair, and nothing where neither is", () => {
    const oneHip = withScores(standing(), { left_hip: null });
    expect(midpointPx(oneHip, "hip", IMAGE)?.xPx).toBeCloseTo(618.4);
    expect(midpointPx(withScores(oneHip, { right_hip: null }), "hip", IMAGE)).toBeNull();
  });
});
