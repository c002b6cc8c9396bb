/** What the live counters are made of, each by itself. */
import { describe, expect, it } from "vitest";
import {
  IMAGE,
  placed,
  randomNumbers,
  standing,
  standingSideways,
  withScores,
} from "../../../tests/body";
import { INDEX } from "../keypoints";
import type { Keypoints } from "../pose";
import { FacingWatch } from "./facing-watch";
import { KeptSides } from "./kept-sides";
import { hasMeasure } from "./measures";
import { PlaceWatch } from "./place-watch";
import { protocolKeys, protocolRow } from "./protocol-table";
import { RunningLength } from "./running-length";
import { SteadyKeypoints } from "./steady-keypoints";
import { UsualPeak } from "./usual-peak";

const FRAME_US = 33_333;
const PAIRED = ["shoulder", "elbow", "wrist", "hip", "knee", "ankle"] as const;

/** The same picture with left and right exchanged by the network. */
function exchanged(keypoints: Keypoints): Keypoints {
  const found = [...keypoints];
  for (const part of PAIRED) {
    const [left, right] = [INDEX[`left_${part}`], INDEX[`right_${part}`]];
    found[left] = keypoints[right] ?? null;
    found[right] = keypoints[left] ?? null;
  }
  return found;
}

describe("the protocols' table", () => {
  it("names only measures that the browser can follow", () => {
    for (const key of protocolKeys()) {
      const row = protocolRow(key);
      expect(row?.kind !== "repetitions" || hasMeasure(row.signal.measure), key).toBe(true);
    }
  });

  it("knows no protocol that is not in the library", () => {
    expect(protocolRow("juggling")).toBeNull();
  });
});

describe("a running length", () => {
  it("is the 80th percentile of what was seen, within 2 %", () => {
    const length = new RunningLength();
    expect(length.px).toBeNull();
    for (let px = 1; px <= 1_000; px += 1) length.apply(px);
    expect(Math.abs((length.px ?? 0) / 800 - 1)).toBeLessThan(0.02);
  });

  it("does not follow a limb that points at the camera for a while", () => {
    const length = new RunningLength();
    for (let frame = 0; frame < 100; frame += 1) length.apply(frame % 2 === 0 ? 100 : 30);
    expect(Math.abs((length.px ?? 0) / 100 - 1)).toBeLessThan(0.02);
  });
});

describe("usual peaks", () => {
  it("count a half-hearted first try, and make it good by the full one that follows", () => {
    const usual = new UsualPeak(0.1, 0.55);
    usual.add(0.3);
    expect(usual.count).toBe(1);
    usual.add(0.8); // usual is 0.8 now, and 0.3 less than 0.55 of it
    expect(usual.count).toBe(1);
    usual.add(0.8);
    expect(usual.count).toBe(2);
  });

  it("never take a count back, whatever comes", () => {
    for (let seed = 0; seed < 100; seed += 1) {
      const random = randomNumbers(seed);
      const usual = new UsualPeak(0.1, 0.55);
      let before = 0;
      for (let movement = 0; movement < 30; movement += 1) {
        usual.add(random() * 2);
        expect(usual.count).toBeGreaterThanOrEqual(before);
        expect(usual.count).toBeLessThanOrEqual(movement + 1);
        before = usual.count;
      }
    }
  });
});

describe("steady keypoints", () => {
  it("do not see one that jumps for two frames, and see one that stays", () => {
    const steady = new SteadyKeypoints();
    const away = standing({ left_wrist: [200, -200] });
    const shown: number[] = [];
    for (let frame = 0; frame < 40; frame += 1) {
      const jumps = frame === 10 || frame === 11 || frame >= 30;
      const keypoints = steady.apply(jumps ? away : standing(), frame * FRAME_US);
      shown.push(keypoints[INDEX.left_wrist]?.x ?? Number.NaN);
    }
    expect(new Set(shown.slice(0, 30)).size).toBe(1);
    expect(shown[39]).toBeCloseTo(away[INDEX.left_wrist]?.x ?? Number.NaN);
  });

  it("leave the turns of a movement whole at 8 frames a second", () => {
    const steady = new SteadyKeypoints();
    for (let frame = 0; frame < 20; frame += 1) {
      const body = placed(standing(), { dy: frame % 3 === 0 ? 0 : 30 });
      const keypoints = steady.apply(body, frame * 125_000);
      expect(keypoints[INDEX.nose]?.y).toBe(body[INDEX.nose]?.y);
    }
  });

  it("take a guess for nothing", () => {
    const guess = withScores(standing(), { left_wrist: 0.1 });
    expect(new SteadyKeypoints().apply(guess, 0)[INDEX.left_wrist]).toBeNull();
  });
});

describe("kept sides", () => {
  it("put back what the network exchanges for half a second", () => {
    const sides = new KeptSides();
    for (let frame = 0; frame < 60; frame += 1) {
      const seen = frame >= 20 && frame < 35 ? exchanged(standing()) : standing();
      expect(sides.apply(seen, frame * FRAME_US, IMAGE)).toEqual(standing());
    }
  });

  it("believe the network in the end", () => {
    const sides = new KeptSides();
    sides.apply(standing(), 0, IMAGE);
    let kept: Keypoints = [];
    for (let frame = 1; frame < 40; frame += 1) {
      kept = sides.apply(exchanged(standing()), frame * FRAME_US, IMAGE);
    }
    expect(kept).toEqual(exchanged(standing()));
  });

  it("leave alone what lies close together, as from the side", () => {
    const sides = new KeptSides();
    sides.apply(standingSideways(), 0, IMAGE);
    const seen = exchanged(standingSideways());
    expect(sides.apply(seen, FRAME_US, IMAGE)).toEqual(seen);
  });
});

describe("where somebody faces", () => {
  it("is told from the front and from either side", () => {
    const watch = new FacingWatch();
    expect(watch.sideways).toBeNull();
    watch.apply(standing(), IMAGE);
    expect(watch.frontal).toBe(1);
    watch.reset();
    watch.apply(exchanged(standing()), IMAGE);
    expect(watch.frontal).toBe(-1);
    watch.reset();
    watch.apply(standingSideways(), IMAGE);
    expect(watch.sideways).toBe(-1);
  });
});

describe("the place of the exercise", () => {
  const away = (watch: PlaceWatch, body: Keypoints, fromS: number, seconds: number) => {
    let found = false;
    for (let timeUs = fromS * 1e6; timeUs < (fromS + seconds) * 1e6; timeUs += FRAME_US) {
      found = watch.apply({ keypoints: body, timeUs }, IMAGE, 120);
    }
    return found;
  };

  it("is left by who walks, and is a new one where they stand for a second", () => {
    const watch = new PlaceWatch();
    expect(away(watch, standing(), 0, 2)).toBe(false);
    expect(away(watch, placed(standing(), { dx: 200 }), 2, 0.8)).toBe(true);
    expect(away(watch, placed(standing(), { dx: 200 }), 2.8, 1)).toBe(false);
  });

  it("is not left by who lifts one leg, or is misread for a moment", () => {
    const watch = new PlaceWatch();
    expect(away(watch, standing(), 0, 2)).toBe(false);
    expect(away(watch, standing({ left_ankle: [150, -100] }), 2, 2)).toBe(false);
    expect(away(watch, placed(standing(), { dx: 300 }), 4, 0.3)).toBe(false);
  });

  it("is left by who comes up to the camera", () => {
    const watch = new PlaceWatch();
    away(watch, standing(), 0, 2);
    expect(away(watch, placed(standing(), { scale: 1.6 }), 2, 0.8)).toBe(true);
  });
});
