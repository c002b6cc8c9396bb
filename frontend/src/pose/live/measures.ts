import {
  type BodySide,
  degrees,
  flexionDeg,
  midpointPx,
  type PairedPart,
  type PointPx,
  pointPx,
  radians,
  shoulderElevationDeg,
  trunkLeanDeg,
  vectorPx,
} from "../calculators/angles";
import {
  armAbductionDeg,
  hipAbductionDeg,
  outwardSign,
  signedHipFlexionDeg,
  signedShoulderFlexionDeg,
  thighInclinationDeg,
} from "../calculators/segments";
import type { ImageSize, Keypoints } from "../pose";
import type { BodyTrack } from "./body-track";

/** A measure in one frame: `value / unit` is in the protocol's unit, about a rest of its own. */
export interface Measured {
  /** Degrees, or pixels for heights. */
  readonly value: number;
  /** 1 for degrees; pixels of the body's segment for heights. It may grow as more is seen. */
  readonly unit: number;
}

/** One frame, and what is known of the body from it and all before. */
export interface SeenBody {
  readonly keypoints: Keypoints;
  readonly image: ImageSize;
  readonly body: BodyTrack;
}

type Measure = (seen: SeenBody, side: BodySide) => Measured | null;

/** An upper arm is some 0.6 torso lengths long: shorter ones point at the camera. */
const MIN_UPPER_ARM_TORSO = 0.2;
const FURTHEST_ABDUCTION_DEG = 120;
/** Scaption is asked for in the plane of the shoulder blade, so far before the body's. */
const SCAPTION_FORWARDS_DEG = 35;

/** The browser's side of `scoring/measures.py`, by the same keys: each counted signal as one frame shows it. */
const MEASURES: Readonly<Record<string, Measure>> = {
  knee_flexion: ({ keypoints, image }, side) =>
    inDegrees(flexionDeg(keypoints, side, ["hip", "knee", "ankle"], image)),
  elbow_flexion: ({ keypoints, image }, side) =>
    inDegrees(flexionDeg(keypoints, side, ["shoulder", "elbow", "wrist"], image)),
  thigh_inclination: ({ keypoints, image }, side) =>
    inDegrees(thighInclinationDeg(keypoints, side, image)),
  hip_extension: ({ keypoints, image, body }, side) => {
    const facing = body.facing.sideways;
    return facing === null
      ? null
      : inDegrees(negative(signedHipFlexionDeg(keypoints, side, facing, image)));
  },
  hip_abduction: ({ keypoints, image, body }, side) => {
    const angle = hipAbductionDeg(keypoints, side, body.facing.frontal, image);
    return angle === null || Math.abs(angle) > FURTHEST_ABDUCTION_DEG ? null : inDegrees(angle);
  },
  shoulder_abduction: armElevation,
  shoulder_flexion: armElevation,
  shoulder_extension: ({ keypoints, image, body }, side) => {
    const facing = body.facing.sideways;
    return facing === null
      ? null
      : inDegrees(negative(signedShoulderFlexionDeg(keypoints, side, facing, image)));
  },
  shoulder_scaption: (seen, side) => inDegrees(scaptionDeg(seen, side)),
  trunk_side_bend: (seen, side) => {
    const lean = leanToSideDeg(seen, side);
    return inDegrees(lean === null ? null : Math.max(lean, 0));
  },
  hip_drop: (seen) => inSegments(heightPx(seen, "hip", -1), seen.body.segmentPx("thigh")),
  hip_height: (seen) => inSegments(heightPx(seen, "hip", 1), seen.body.torsoPx),
  body_rise: (seen) => {
    const hip = midpointPx(seen.keypoints, "hip", seen.image);
    const shoulder = midpointPx(seen.keypoints, "shoulder", seen.image);
    const trunkYPx = hip === null || shoulder === null ? null : (hip.yPx + shoulder.yPx) / 2;
    return inSegments(negative(trunkYPx), seen.body.segmentPx("shank"));
  },
  bridge: ({ keypoints, image, body }) => {
    const [shoulder, hip, ankle] = (["shoulder", "hip", "ankle"] as const).map((part) =>
      midpointPx(keypoints, part, image),
    );
    return shoulder && hip && ankle
      ? inSegments((shoulder.yPx + ankle.yPx) / 2 - hip.yPx, body.torsoPx)
      : null;
  },
  chest_drop: ({ keypoints, image, body }) => {
    const wrist = midpointPx(keypoints, "wrist", image);
    const shoulder = midpointPx(keypoints, "shoulder", image);
    return wrist && shoulder ? inSegments(shoulder.yPx - wrist.yPx, body.armPx) : null;
  },
};

/** The measure of that key in a frame; `null` where it cannot be taken, or there is no such measure. */
export function measured(key: string, seen: SeenBody, side: BodySide): Measured | null {
  return MEASURES[key]?.(seen, side) ?? null;
}

/** Whether the browser can follow a measure. */
export function hasMeasure(key: string): boolean {
  return key in MEASURES;
}

function armElevation({ keypoints, image, body }: SeenBody, side: BodySide): Measured | null {
  const leastPx = MIN_UPPER_ARM_TORSO * (body.torsoPx ?? 0);
  return inDegrees(shoulderElevationDeg(keypoints, side, image, leastPx));
}

/** The lean of mid-hip to mid-shoulder to a side where all four are seen (`scoring/tracks/joints.py:trunk_to_side`). */
function leanToSideDeg({ keypoints, image, body }: SeenBody, side: BodySide): number | null {
  // From the front one of a pair lies half the body's width beside the middle.
  const whole = (["shoulder", "hip"] as const).every(
    (part) =>
      pointPx(keypoints, `left_${part}`, image) !== null &&
      pointPx(keypoints, `right_${part}`, image) !== null,
  );
  const lean = whole ? trunkLeanDeg(keypoints, image) : null;
  return lean === null ? null : outwardSign(side) * body.facing.frontal * lean;
}

/**
 * Elevation in a plane before the body's, from the front (`scoring/tracks/joints.py:scaption`):
 * the picture shows only a part of what goes sideways, and of the trunk's side, which narrows
 * in the body's own plane, that plane sees a part.
 */
function scaptionDeg(seen: SeenBody, side: BodySide): number | null {
  const { keypoints, image, body } = seen;
  const facing = body.facing.frontal;
  const shown = Math.cos(radians(SCAPTION_FORWARDS_DEG));
  const lean = leanToSideDeg(seen, side);
  const leastPx = MIN_UPPER_ARM_TORSO * (body.torsoPx ?? 0);
  const arm = armAbductionDeg(keypoints, side, facing, image, leastPx);
  const shoulder = pointPx(keypoints, `${side}_shoulder`, image);
  const hip = pointPx(keypoints, `${side}_hip`, image);
  if (lean === null || arm === null || shoulder === null || hip === null) {
    return null;
  }
  const flank: PointPx = vectorPx(hip, shoulder);
  const outwards = outwardSign(side) * facing;
  const narrowing = radians(degrees(Math.atan2(outwards * flank.xPx, -flank.yPx)) - lean);
  const raised = radians(arm + lean);
  const raisedDeg = degrees(Math.atan2(Math.sin(raised) / shown, Math.cos(raised)));
  return Math.abs(raisedDeg + degrees(Math.atan(Math.tan(narrowing) * shown)));
}

/** How far a pair of joints is above the ankles, or below where `sign` is -1. */
function heightPx({ keypoints, image, body }: SeenBody, part: PairedPart, sign: 1 | -1) {
  const joint = midpointPx(keypoints, part, image);
  return joint === null ? null : sign * (body.floorYPx(keypoints, image) - joint.yPx);
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}

function inDegrees(value: number | null): Measured | null {
  return value === null ? null : { value, unit: 1 };
}

function inSegments(value: number | null, unit: number | null): Measured | null {
  return value === null || unit === null ? null : { value, unit };
}
