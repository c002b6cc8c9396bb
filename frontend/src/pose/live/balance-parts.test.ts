import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../../tests/body";
import { LevelFeet } from "./level-feet";
import { StanceTimer, type Standing } from "./stance-timer";

const FRAME_US = 33_333;

describe("level feet", () => {
  it("take away what a rolled camera shows while both feet stand, and nothing of a lift", () => {
    const level = new LevelFeet(0.06);
    for (let frame = 0; frame < 300; frame += 1) level.apply(0.05, frame * FRAME_US);
    expect(level.apply(0.05, 300 * FRAME_US)).toBeCloseTo(0, 1);
    for (let frame = 301; frame < 600; frame += 1) level.apply(0.5, frame * FRAME_US);
    expect(level.apply(0.5, 600 * FRAME_US)).toBeCloseTo(0.45, 1);
  });
});

describe("the stance timer", () => {
  const LEVELS = {
    targetS: 10,
    footMovedShank: 0.1,
    narrowestHip: null,
    widestHip: 0.75,
    minHoldS: 1,
    maxLeanDeg: 30,
  };
  const SHANK_PX = 100;
  const at = (xPx: number, apartHip = 0.4, leanDeg = 0): Standing => ({
    feet: [
      { xPx: xPx + 20, yPx: 500, shankPx: SHANK_PX },
      { xPx, yPx: 500, shankPx: SHANK_PX },
    ],
    apartHip,
    leanDeg,
  });
  const played = (seconds: number, standing: (timeS: number) => Standing) => {
    const timer = new StanceTimer(LEVELS);
    let last = timer.apply(standing(0), 0);
    for (let timeUs = FRAME_US; timeUs < seconds * 1e6; timeUs += FRAME_US) {
      last = timer.apply(standing(timeUs / 1e6), timeUs);
    }
    return last;
  };

  it("runs while both feet stay, and begins anew after a step", () => {
    const view = played(12, (s) => at(s < 7 ? 0 : 60));
    expect(view.heldS).toBeCloseTo(7, 0);
    expect(view).toMatchObject({ stage: "holding", touches: 1 });
    expect(view.holdingS).toBeCloseTo(4.7, 0);
  });

  it("does not run with the feet apart, nor while they walk", () => {
    expect(played(8, () => at(0, 1.2)).heldS).toBe(0);
    expect(played(8, (s) => at(100 * s)).heldS).toBe(0);
  });

  it("ends with a trunk that leans over, and not with one that was so all the time", () => {
    expect(played(8, (s) => at(0, 0.4, s < 4 ? 0 : 40)).heldS).toBeCloseTo(4, 0);
    expect(played(8, () => at(0, 0.4, 40)).heldS).toBeCloseTo(8, 0);
  });

  it("overlooks noise of the ankles and a foot that is misread for a moment", () => {
    const random = randomNumbers(7);
    const noisy = (s: number) => at((random() - 0.5) * 6 + (Math.abs(s - 5) < 0.1 ? 80 : 0));
    expect(played(10, noisy).heldS).toBeGreaterThan(9);
  });

  it("is not moved by a shank that gets better known", () => {
    const growing = (s: number): Standing => ({
      ...at(900),
      feet: at(900).feet.map((foot) => foot && { ...foot, shankPx: 80 + 4 * s }),
    });
    expect(played(10, growing).heldS).toBeGreaterThan(9);
  });
});
