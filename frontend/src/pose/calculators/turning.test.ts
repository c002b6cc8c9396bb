import { describe, expect, it } from "vitest";
import { IMAGE, standing, withScores } from "../../../tests/body";
import { CropFollower } from "../filters/crop-follower";
import { INDEX } from "../keypoints";
import { type Keypoints, noKeypoints } from "../pose";
import { type QuarterTurns, quarterTurnsAfter, SquareTurner, turnedBack } from "./turning";

interface Lying {
  readonly noseUp?: number;
  readonly headOnRight?: boolean;
  readonly rises?: number;
}

/** Hips at (300, 400), the torso 100 px long and risen so many degrees; ears past the shoulders. */
function lying({ noseUp = 20, headOnRight = true, rises = 0 }: Lying = {}): Keypoints {
  const angle = (rises * Math.PI) / 180;
  const across = (headOnRight ? 100 : -100) * Math.cos(angle);
  const down = -100 * Math.sin(angle);
  const places = new Map<number, readonly [number, number]>();
  for (const side of ["left", "right"] as const) {
    places.set(INDEX[`${side}_shoulder`], [300 + across, 400 + down]);
    places.set(INDEX[`${side}_ear`], [300 + 1.3 * across, 400 + 1.3 * down]);
  }
  places.set(INDEX.nose, [300 + 1.3 * across, 400 + 1.3 * down - noseUp]);
  return noKeypoints().map((_, index) => {
    const [x, y] = places.get(index) ?? [300, 400];
    return { x: x / IMAGE.widthPx, y: y / IMAGE.heightPx, score: 0.9 };
  });
}

const next = (turns: QuarterTurns, keypoints: Keypoints): QuarterTurns =>
  quarterTurnsAfter(turns, keypoints, IMAGE);

describe("the turn of what is looked at", () => {
  it.each([
    [true, 1],
    [false, 3],
  ] as const)("brings the head of somebody on their back up", (headOnRight, turns) => {
    expect(next(0, lying({ headOnRight }))).toBe(turns);
  });

  it("is none for who faces the floor or stands", () => {
    expect(next(0, lying({ noseUp: -20 }))).toBe(0);
    expect(next(0, lying({ rises: 90 }))).toBe(0);
    expect(next(1, standing())).toBe(0);
  });

  it.each([{ noseUp: 5 }, { noseUp: -5 }, { rises: 40 }])(
    "stays what it was for a posture between two: %j",
    (between) => {
      // The nose 5 px above or below the ears is within 0.1 of 100 px; 40 degrees are between 30 and 50.
      expect(next(0, lying(between))).toBe(0);
      expect(next(1, lying(between))).toBe(1);
    },
  );

  it("ends where somebody has turned over or risen", () => {
    expect(next(1, lying({ noseUp: -11 }))).toBe(0);
    expect(next(1, lying({ rises: 51 }))).toBe(0);
  });

  it.each([{ nose: 0.2 }, { left_ear: 0.2, right_ear: 0.2 }, { left_hip: 0.2, right_hip: 0.2 }])(
    "stays what it was while the posture is not seen: %j",
    (weak) => {
      for (const turns of [0, 1, 3] as const) {
        expect(next(turns, withScores(lying(), weak))).toBe(turns);
      }
    },
  );

  it("needs one ear only", () => {
    expect(next(0, withScores(lying(), { right_ear: 0.1 }))).toBe(1);
  });

  it("ends when the person is lost", () => {
    const follower = new CropFollower();
    follower.apply(lying(), IMAGE);
    expect(follower.quarterTurns).toBe(1);
    follower.apply(noKeypoints(), IMAGE);
    expect(follower.quarterTurns).toBe(0);
  });
});

describe("a turned square", () => {
  const SIDE = 10;
  const [ROW, COLUMN] = [2, 7];
  const square = new Uint8Array(SIDE * SIDE * 4);
  square.set([10, 20, 30, 255], (ROW * SIDE + COLUMN) * 4);

  it.each([0, 1, 3] as const)("by %i quarters has its keypoints brought back", (turns) => {
    const turned = new SquareTurner().turn(square, SIDE, turns);
    const at = turned.indexOf(10) / 4;
    expect([...turned.slice(at * 4, at * 4 + 4)]).toEqual([10, 20, 30, 255]);
    const row = Math.floor(at / SIDE);
    const column = at % SIDE;
    const found = Float32Array.of((row + 0.5) / SIDE, (column + 0.5) / SIDE, 0.8);
    const [y, x, score] = turnedBack(found, turns);
    expect(y).toBeCloseTo((ROW + 0.5) / SIDE, 6);
    expect(x).toBeCloseTo((COLUMN + 0.5) / SIDE, 6);
    expect(score).toBeCloseTo(0.8, 6);
  });

  it("by one quarter has its last column on top", () => {
    const turned = new SquareTurner().turn(square, SIDE, 1);
    // Column 7 of 10 becomes row 2, row 2 stays column 2.
    expect(turned.indexOf(10) / 4).toBe(2 * SIDE + 2);
  });
});
