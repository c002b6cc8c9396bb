import { above, below, type FigurePose, figurePose, frontFace, LENGTH, type Point } from "./body";

/** What a figure that faces the camera does with its limbs; the angles are from straight down. */
export interface FrontStance {
  /** Arms out to the side, 0 hanging, 180 straight up; of the patient's left and right. */
  readonly leftArmDeg: number;
  readonly rightArmDeg: number;
  /** Bend of the raised leg, 0 standing to 1: the shin goes behind, so the foot is seen higher. */
  readonly leftFootUp: number;
  readonly rightFootUp: number;
}

/** How much shorter a shin looks that points away from the camera. */
const SHIN_HIDDEN = 0.62;
/** How far a standing leg opens to the side. */
const LEG_DEG = 3;

function arm(shoulder: Point, deg: number, outward: 1 | -1) {
  const elbow = below(shoulder, LENGTH.upperArm, outward * deg);
  return { elbow, wrist: below(elbow, LENGTH.forearm, outward * deg * 0.985) };
}

function leg(hip: Point, footUp: number, outward: 1 | -1) {
  const knee = below(hip, LENGTH.thigh * (1 - 0.04 * footUp), outward * LEG_DEG);
  const ankle = below(knee, LENGTH.shank * (1 - SHIN_HIDDEN * footUp), outward * (1 - footUp));
  return { knee, ankle };
}

/** A figure that faces the camera, unmirrored: the patient's left is on the right of the picture. */
export function frontFigure(stance: FrontStance): FigurePose {
  const pelvis = { x: 0, y: -(LENGTH.foot + LENGTH.shank + LENGTH.thigh) };
  const neck = above(pelvis, LENGTH.trunk, 0);
  const side = (centre: Point, half: number) => ({ x: centre.x + half, y: centre.y });
  const leftShoulder = side(neck, LENGTH.shoulderHalf);
  const rightShoulder = side(neck, -LENGTH.shoulderHalf);
  const leftHip = side(pelvis, LENGTH.hipHalf);
  const rightHip = side(pelvis, -LENGTH.hipHalf);
  const leftArm = arm(leftShoulder, stance.leftArmDeg, 1);
  const rightArm = arm(rightShoulder, stance.rightArmDeg, -1);
  const leftLeg = leg(leftHip, stance.leftFootUp, 1);
  const rightLeg = leg(rightHip, stance.rightFootUp, -1);
  return figurePose({
    ...frontFace(above(neck, LENGTH.neck, 0)),
    left_shoulder: leftShoulder,
    right_shoulder: rightShoulder,
    left_elbow: leftArm.elbow,
    right_elbow: rightArm.elbow,
    left_wrist: leftArm.wrist,
    right_wrist: rightArm.wrist,
    left_hip: leftHip,
    right_hip: rightHip,
    left_knee: leftLeg.knee,
    right_knee: rightLeg.knee,
    left_ankle: leftLeg.ankle,
    right_ankle: rightLeg.ankle,
  });
}
