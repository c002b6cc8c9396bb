import type { FigurePose } from "./body";
import { squatFigure } from "./squat";
import { frontFigure } from "./standing";
import { progressAt, type Stretch } from "./timing";

export type FigureSide = "left" | "right" | "both" | null;

/** One exercise as a moving drawing, seen from where the camera stands, unmirrored. */
export interface Movement {
  readonly cycle: readonly Stretch[];
  readonly view: "front" | "side";
  /** The limbs that the exercise is about. */
  readonly active: "arms" | "legs";
  /** The figure at `progress`: 0 at rest, 1 at the far end. */
  pose(progress: number, side: FigureSide): FigurePose;
}

const HANGING_DEG = 7;
const RAISED_DEG = 160;
const BALANCING_DEG = 22;

const squat: Movement = {
  view: "side",
  active: "legs",
  cycle: [
    { seconds: 2, to: 1 },
    { seconds: 0.5, to: 1 },
    { seconds: 1.8, to: 0 },
    { seconds: 1, to: 0 },
  ],
  pose: squatFigure,
};

const shoulderAbduction: Movement = {
  view: "front",
  active: "arms",
  cycle: [
    { seconds: 2, to: 1 },
    { seconds: 0.7, to: 1 },
    { seconds: 2, to: 0 },
    { seconds: 1, to: 0 },
  ],
  pose(progress, side) {
    const raised = HANGING_DEG + (RAISED_DEG - HANGING_DEG) * progress;
    return frontFigure({
      leftArmDeg: side === "right" ? HANGING_DEG : raised,
      rightArmDeg: side === "left" ? HANGING_DEG : raised,
      leftFootUp: 0,
      rightFootUp: 0,
    });
  },
};

const singleLegStance: Movement = {
  view: "front",
  active: "legs",
  cycle: [
    { seconds: 1.2, to: 1 },
    { seconds: 4, to: 1 },
    { seconds: 1, to: 0 },
    { seconds: 1, to: 0 },
  ],
  pose(progress, side) {
    const arms = HANGING_DEG + (BALANCING_DEG - HANGING_DEG) * progress;
    // `side` is the leg that stands.
    return frontFigure({
      leftArmDeg: arms,
      rightArmDeg: arms,
      leftFootUp: side === "right" ? progress : 0,
      rightFootUp: side === "right" ? 0 : progress,
    });
  },
};

const standing: Movement = {
  view: "front",
  active: "legs",
  cycle: [{ seconds: 4, to: 0 }],
  pose: () =>
    frontFigure({
      leftArmDeg: HANGING_DEG,
      rightArmDeg: HANGING_DEG,
      leftFootUp: 0,
      rightFootUp: 0,
    }),
};

const MOVEMENTS: Readonly<Record<string, Movement>> = {
  squat,
  shoulder_abduction: shoulderAbduction,
  single_leg_stance: singleLegStance,
};

/** The drawing of that exercise; a person who stands where there is none yet. */
export function movementOf(protocol: string): Movement {
  return MOVEMENTS[protocol] ?? standing;
}

/** The figure `seconds` after the animation began. */
export function figureAt(movement: Movement, seconds: number, side: FigureSide): FigurePose {
  return movement.pose(progressAt(movement.cycle, seconds), side);
}

/** The figure at rest, half way and at the far end, for people who asked for less motion. */
export function keyFigures(movement: Movement, side: FigureSide): readonly FigurePose[] {
  return [0, 0.5, 1].map((progress) => movement.pose(progress, side));
}
