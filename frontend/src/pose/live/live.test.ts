import { describe, expect, it } from "vitest";
import {
  IMAGE,
  type Moves,
  placed,
  randomNumbers,
  raw,
  standing,
  standingSideways,
} from "../../../tests/body";
import type { LiveCount } from "../calculators/live-count";
import type { FilteredPose, Keypoints } from "../pose";
import { HoldTimer } from "./hold-timer";
import { HysteresisCounter } from "./hysteresis-counter";
import { createLiveCounter } from "./live-counter";
import { PlacementWindow } from "./placement-window";

const FRAME_US = 33_333;
const RULE = { minRise: 25, leaveShare: 0.4, reachShare: 0.6, minDurationS: 0.4 };

/** Feeds a signal over time, 30 frames a second; answers the last view. */
function fed(
  target: { apply(value: number | null, timeUs: number): LiveCount },
  seconds: number,
  signal: (timeS: number) => number | null,
): LiveCount {
  let last = target.apply(signal(0), 0);
  for (let timeUs = FRAME_US; timeUs < seconds * 1e6; timeUs += FRAME_US) {
    last = target.apply(signal(timeUs / 1e6), timeUs);
  }
  return last;
}

const LIFT = { liftShank: 0.1, downShank: 0.06, minLiftS: 0.3, footMovedShank: 0.3 };

const wave = (timeS: number, height: number, periodS = 3) =>
  (height / 2) * (1 - Math.cos((2 * Math.PI * timeS) / periodS));

describe("the repetition counter", () => {
  it("counts every full movement once", () => {
    for (const n of [1, 2, 5, 10]) {
      expect(
        fed(new HysteresisCounter(RULE), n * 3 + 1, (s) => (s < n * 3 ? wave(s, 90) : 0)).count,
      ).toBe(n);
    }
  });

  it("does not count what has not returned", () => {
    const up = fed(new HysteresisCounter(RULE), 1.5, (s) => wave(s, 90));
    expect(up).toMatchObject({ count: 0, stage: "far_enough", reachedRatio: 1 });
  });

  it("counts nothing while trembling, whatever the seed", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const random = randomNumbers(seed);
      expect(fed(new HysteresisCounter(RULE), 20, () => random() * 12).count).toBe(0);
    }
  });

  it("counts the same with noise on it", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const random = randomNumbers(seed);
      const counter = new HysteresisCounter(RULE);
      const noisy = (s: number) => (s < 15 ? wave(s, 90) : 0) + (random() - 0.5) * 8;
      expect(fed(counter, 16, noisy).count).toBe(5);
    }
  });

  it("counts the same from any resting level and at any tempo from 1 to 8 seconds", () => {
    for (const [rest, periodS] of [
      [-40, 1],
      [0, 2],
      [15, 4],
      [200, 8],
    ] as const) {
      const counter = new HysteresisCounter(RULE);
      const seconds = 4 * periodS;
      expect(
        fed(counter, seconds + 1, (s) => rest + (s < seconds ? wave(s, 60, periodS) : 0)).count,
      ).toBe(4);
    }
  });

  it("does not count half-hearted movements after full ones", () => {
    // Typical peak 100: 0.6 of it must be passed; 40 does not.
    const counter = new HysteresisCounter(RULE);
    const signal = (s: number) => wave(s, s < 9 ? 100 : 40);
    expect(fed(counter, 18, signal).count).toBe(3);
  });

  it("gives up a movement that was hidden for long", () => {
    const counter = new HysteresisCounter(RULE);
    const signal = (s: number) => (s < 1.5 ? wave(s, 90) : s < 4 ? null : 0);
    expect(fed(counter, 6, signal).count).toBe(0);
  });

  it("is silent while nothing can be measured, and starts anew after a reset", () => {
    const counter = new HysteresisCounter(RULE);
    fed(counter, 4, (s) => (s < 3 ? wave(s, 90) : 0));
    expect(counter.apply(null, 4e6)).toMatchObject({ count: 1, signal: null, reachedRatio: 0 });
    counter.reset();
    expect(counter.apply(0, 5e6)).toMatchObject({ count: 0, stage: "waiting" });
  });
});

describe("the hold timer", () => {
  it("times from the lift to the return", () => {
    const view = fed(new HoldTimer(LIFT), 12, (s) => (s >= 1 && s < 9 ? 0.5 : 0));
    expect(view.heldS).toBeCloseTo(8, 1);
    expect(view).toMatchObject({ holdingS: 0, stage: "waiting", touches: 0 });
  });

  it("runs while the foot is up", () => {
    const view = fed(new HoldTimer(LIFT), 5, (s) => (s >= 1 ? 0.5 : 0));
    expect(view.stage).toBe("holding");
    expect(view.holdingS).toBeCloseTo(4, 1);
    expect(view.heldS).toBe(view.holdingS);
  });

  it("does not end between the two levels, nor for one low frame", () => {
    const wobble = fed(new HoldTimer(LIFT), 6, (s) => (s < 1 ? 0 : s < 3 ? 0.3 : 0.08));
    expect(wobble.holdingS).toBeCloseTo(5, 1);
    const blink = fed(new HoldTimer(LIFT), 6, (s) => (s < 1 || Math.abs(s - 3) < 0.02 ? 0 : 0.3));
    expect(blink.holdingS).toBeCloseTo(5, 1);
  });

  it("counts a touch when the foot is lifted again within two seconds, and keeps the longest hold", () => {
    const view = fed(new HoldTimer(LIFT), 20, (s) =>
      s > 1 && !(s > 5 && s < 6) && s < 14 ? 0.4 : 0,
    );
    expect(view.touches).toBe(1);
    expect(view.heldS).toBeCloseTo(8, 1);
    const rested = fed(new HoldTimer(LIFT), 20, (s) => (s > 1 && !(s > 5 && s < 9) ? 0.4 : 0));
    expect(rested.touches).toBe(0);
  });

  it("takes no step for a hold", () => {
    expect(fed(new HoldTimer(LIFT), 3, (s) => (s > 1 && s < 1.2 ? 0.5 : 0)).heldS).toBe(0);
  });

  it("ends when the feet have been hidden for a second", () => {
    const view = fed(new HoldTimer(LIFT), 6, (s) => (s < 3 ? 0.5 : null));
    expect(view.stage).toBe("waiting");
    expect(view.heldS).toBeCloseTo(3, 1);
  });

  it("starts anew after a reset", () => {
    const timer = new HoldTimer(LIFT);
    fed(timer, 4, () => 0.5);
    timer.reset();
    expect(timer.apply(0, 5e6)).toMatchObject({ heldS: 0, touches: 0, stage: "waiting" });
  });
});

function filtered(keypoints: Keypoints, timeUs: number): FilteredPose {
  return { kind: "filtered", timeUs, keypoints };
}

/** Plays a movement of the whole body through the protocol's counter. */
function performed(
  protocol: string,
  side: "left" | "right" | null,
  seconds: number,
  moves: (timeS: number) => Moves,
  body = standing,
): LiveCount {
  const counter = createLiveCounter(protocol, side);
  let last: LiveCount | undefined;
  for (let timeUs = 0; timeUs < seconds * 1e6; timeUs += FRAME_US) {
    last = counter?.apply(filtered(body(moves(timeUs / 1e6)), timeUs), IMAGE);
  }
  if (last === undefined) {
    throw new Error(`${protocol} has no counter`);
  }
  return last;
}

describe("the live counter of a protocol", () => {
  const squatMoves = (timeS: number): Moves => {
    const down: [number, number] = [0, wave(timeS, 90)]; // of a thigh of 128 px
    return { left_hip: down, right_hip: down, left_shoulder: down, right_shoulder: down };
  };

  it("counts squats from the front and from the side", () => {
    expect(performed("squat", null, 10, squatMoves).count).toBe(3);
    expect(performed("squat", null, 10, squatMoves, standingSideways).count).toBe(3);
  });

  it("counts raises of the prescribed arm only", () => {
    // From the shoulder at (677.2, 200), an upper arm of 70 px that swings out to 160 degrees.
    const raise = (timeS: number): Moves => {
      const angle = (wave(timeS, 160) * Math.PI) / 180;
      const [x, y] = [677.2 + 70 * Math.sin(angle), 200 + 70 * Math.cos(angle)];
      return { left_elbow: [x - 687, y - 270] };
    };
    expect(performed("shoulder_abduction", "left", 10, raise).count).toBe(3);
    expect(performed("shoulder_abduction", null, 10, raise).count).toBe(3);
    expect(performed("shoulder_abduction", "right", 10, raise).count).toBe(0);
  });

  it("times the standing leg that is prescribed", () => {
    const rightLifted = (timeS: number): Moves =>
      timeS > 1 && timeS < 7 ? { right_ankle: [0, -40] } : {};
    expect(performed("single_leg_stance", "left", 9, rightLifted).heldS).toBeCloseTo(6, 1);
    expect(performed("single_leg_stance", null, 9, rightLifted).heldS).toBeCloseTo(6, 1);
    expect(performed("single_leg_stance", "right", 9, rightLifted).heldS).toBe(0);
  });

  it("does not exist for a protocol that nobody has described", () => {
    expect(createLiveCounter("juggling", null)).toBeNull();
  });

  it("starts anew after a reset", () => {
    for (const protocol of ["squat", "shoulder_abduction", "single_leg_stance"]) {
      const counter = createLiveCounter(protocol, null);
      counter?.apply(filtered(standing(), 0), IMAGE);
      counter?.reset();
      expect(counter?.apply(filtered(standing(), 0), IMAGE)).toMatchObject({ count: 0, heldS: 0 });
    }
  });
});

describe("the placement window", () => {
  const wish = { view: "front", nearSide: null, armsRise: false } as const;

  it("overlooks one bad frame and reports what lasts", () => {
    const window = new PlacementWindow(wish);
    const bad = placed(standing(), { dy: 160 });
    const said: number[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      const body = frame === 10 || frame >= 30 ? bad : standing();
      const { advice } = window.apply(raw(body, frame * FRAME_US), IMAGE);
      if (advice.includes("feet_outside")) {
        said.push(frame);
      }
    }
    expect(said[0]).toBeGreaterThan(35);
    expect(said.at(-1)).toBe(59);
  });

  it("notices a second person by the network's jumps", () => {
    const window = new PlacementWindow(wish);
    const other = placed(standing(), { dx: 300 });
    let advice: readonly string[] = [];
    for (let frame = 0; frame < 30; frame += 1) {
      const body = frame % 10 < 5 ? standing() : other;
      advice = window.apply(raw(body, frame * FRAME_US), IMAGE).advice;
    }
    expect(advice[0]).toBe("second_person");
    window.reset();
    expect(window.apply(raw(standing(), 2e6), IMAGE).advice).toEqual([]);
  });

  it("asks one who walks through the picture to hold still", () => {
    const window = new PlacementWindow(wish);
    let advice: readonly string[] = [];
    for (let frame = 0; frame < 20; frame += 1) {
      // 6 px a frame are 180 px a second: 1.5 torso lengths.
      const body = placed(standing(), { dx: frame * 6 - 60 });
      advice = window.apply(raw(body, frame * FRAME_US), IMAGE).advice;
    }
    expect(advice).toEqual(["hold_still"]);
  });
});
