/** The live calculators on the files that `python -m tests.golden.live` writes and pytest reads too. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type BodySide,
  flexionDeg,
  shoulderElevationDeg,
  torsoPx,
  trunkLeanDeg,
} from "../src/pose/calculators/angles";
import { type PlacementWish, placementOf } from "../src/pose/calculators/placement";
import {
  armAbductionDeg,
  type FacingSign,
  hipAbductionDeg,
  pelvisTiltDeg,
  signedHipFlexionDeg,
  signedShoulderFlexionDeg,
  thighInclinationDeg,
} from "../src/pose/calculators/segments";
import { HoldTimer } from "../src/pose/live/hold-timer";
import { HysteresisCounter } from "../src/pose/live/hysteresis-counter";
import { LevelFeet } from "../src/pose/live/level-feet";
import { PlacementWindow } from "../src/pose/live/placement-window";
import type { HoldLevels, RepetitionLevels } from "../src/pose/live/protocol-table";
import type { ImageSize, Keypoints } from "../src/pose/pose";
import { raw } from "./body";

/** Left and right exchanged; the nose stays. */
const MIRROR_ORDER = [0, 2, 1, 4, 3, 6, 5, 8, 7, 10, 9, 12, 11, 14, 13, 16, 15];

function golden<Row>(name: string): readonly Row[] {
  const url = new URL(`../../tests/golden/live/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url.pathname, "utf-8")) as readonly Row[];
}

interface Pose {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly facing: FacingSign;
  readonly points: readonly (readonly [number, number] | null)[];
  readonly both: Readonly<Record<string, number | null>>;
  readonly left: Readonly<Record<string, number | null>>;
  readonly right: Readonly<Record<string, number | null>>;
}

const LONG_ARM_PX = 40;
const SIDES: readonly BodySide[] = ["left", "right"];

function anglesOf({ points, size, facing }: Pose) {
  const [widthPx, heightPx] = size;
  const image: ImageSize = { widthPx, heightPx };
  const keypoints: Keypoints = points.map(
    (point) => point && { x: point[0] / widthPx, y: point[1] / heightPx, score: 1 },
  );
  const sided = (side: BodySide) => ({
    knee_flexion: flexionDeg(keypoints, side, ["hip", "knee", "ankle"], image),
    hip_flexion: flexionDeg(keypoints, side, ["shoulder", "hip", "knee"], image),
    elbow_flexion: flexionDeg(keypoints, side, ["shoulder", "elbow", "wrist"], image),
    shoulder_elevation: shoulderElevationDeg(keypoints, side, image),
    shoulder_elevation_of_long_arms: shoulderElevationDeg(keypoints, side, image, LONG_ARM_PX),
    thigh_inclination: thighInclinationDeg(keypoints, side, image),
    signed_hip_flexion: signedHipFlexionDeg(keypoints, side, facing, image),
    signed_shoulder_flexion: signedShoulderFlexionDeg(keypoints, side, facing, image),
    hip_abduction: hipAbductionDeg(keypoints, side, facing, image),
    arm_abduction: armAbductionDeg(keypoints, side, facing, image),
  });
  return {
    both: {
      torso_px: torsoPx(keypoints, image),
      trunk_lean: trunkLeanDeg(keypoints, image),
      pelvis_tilt: pelvisTiltDeg(keypoints, facing, image),
    },
    left: sided("left"),
    right: sided("right"),
  };
}

describe("joint angles", () => {
  it.each(golden<Pose>("angles"))(
    "of $name are Python's within a millionth of a degree",
    (pose) => {
      const found = anglesOf(pose);
      for (const part of ["both", ...SIDES] as const) {
        const own: Readonly<Record<string, number | null>> = found[part];
        expect(Object.keys(own).sort()).toEqual(Object.keys(pose[part]).sort());
        for (const [name, wanted] of Object.entries(pose[part])) {
          if (wanted === null) expect(own[name], `${part} ${name}`).toBeNull();
          else
            expect(Math.abs((own[name] ?? Number.NaN) - wanted), `${part} ${name}`).toBeLessThan(
              1e-6,
            );
        }
      }
    },
  );
});

interface Signal {
  readonly name: string;
  readonly levels: RepetitionLevels;
  readonly count: number;
  readonly endsS: readonly number[];
  readonly timesMs: readonly number[];
  readonly values: readonly (number | null)[];
}

/** A count is shown between the turn of its movement and this long after its end. */
const SHOWN_WITHIN_S = 0.4;

describe("the repetition counter", () => {
  const counted = ({ levels, timesMs, values }: Signal) => {
    const counter = new HysteresisCounter(levels);
    return timesMs.map(
      (timeMs, frame) => counter.apply(values[frame] ?? null, 1_000 * timeMs).count,
    );
  };

  it.each(golden<Signal>("counters"))("counts $count in: $name", (signal) => {
    expect(counted(signal).at(-1)).toBe(signal.count);
  });

  it.each(golden<Signal>("counters").filter((one) => one.endsS.length > 0))(
    "shows each count as soon as the movement is over, and never takes one back: $name",
    (signal) => {
      const counts = counted(signal);
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
      signal.endsS.forEach((endS, index) => {
        const frame = counts.findIndex((count) => count > index);
        expect((signal.timesMs[frame] ?? Number.NaN) / 1_000 - endS).toBeLessThan(SHOWN_WITHIN_S);
      });
    },
  );
});

interface Lift {
  readonly name: string;
  readonly levels: HoldLevels;
  readonly holdS: number;
  readonly withinS: number;
  readonly touches: number;
  readonly timesMs: readonly number[];
  readonly liftShank: readonly (number | null)[];
}

describe("the hold timer", () => {
  it.each(golden<Lift>("holds"))("times the server's hold within $withinS s: $name", (lift) => {
    const timer = new HoldTimer(lift.levels);
    const level = new LevelFeet(lift.levels.downShank);
    const views = lift.timesMs.map((timeMs, frame) => {
      const timeUs = 1_000 * timeMs;
      return timer.apply(level.apply(lift.liftShank[frame] ?? null, timeUs), timeUs);
    });
    const last = views.at(-1);
    expect(Math.abs((last?.heldS ?? Number.NaN) - lift.holdS)).toBeLessThan(lift.withinS);
    expect(last?.touches).toBe(lift.touches);
    expect(last).toMatchObject({ stage: "waiting", holdingS: 0 });
  });
});

interface Picture {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly wish: PlacementWish;
  readonly advice: string | null;
  readonly keypoints: readonly (readonly [number, number, number])[];
}

describe("framing", () => {
  const pictures = golden<Picture>("framing");
  const seen = ({ size, keypoints }: Picture) => ({
    image: { widthPx: size[0], heightPx: size[1] },
    keypoints: keypoints.map(([x, y, score]) => ({ x, y, score })),
  });

  it.each(pictures)("$name: $advice", (picture) => {
    const { image, keypoints } = seen(picture);
    expect(placementOf(keypoints, image, picture.wish).advice[0] ?? null).toBe(picture.advice);
  });

  it("says the same over half a second", () => {
    for (const picture of pictures) {
      const { image, keypoints } = seen(picture);
      const window = new PlacementWindow(picture.wish);
      let advice: readonly string[] = [];
      for (let frame = 0; frame < 20; frame += 1) {
        advice = window.apply(raw(keypoints, frame * 33_333), image).advice;
      }
      expect(advice[0] ?? null, picture.name).toBe(picture.advice);
    }
  });

  it("says the same of the mirrored picture, but for the side that is to be turned", () => {
    const other: Readonly<Record<string, string>> = { turn_left_side: "turn_right_side" };
    for (const picture of pictures) {
      const { image, keypoints } = seen(picture);
      const mirrored = keypoints.map((point, index) => ({
        ...(keypoints[MIRROR_ORDER[index] ?? index] ?? point),
      }));
      const turned = mirrored.map((point) => ({ ...point, x: 1 - point.x }));
      const { nearSide } = picture.wish;
      const wish: PlacementWish = {
        ...picture.wish,
        nearSide: nearSide === null ? null : nearSide === "left" ? "right" : "left",
      };
      const wanted = other[picture.advice ?? ""] ?? picture.advice;
      expect(placementOf(turned, image, wish).advice[0] ?? null, picture.name).toBe(wanted);
    }
  });
});
