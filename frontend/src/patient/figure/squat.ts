import { above, below, type FigurePose, figurePose, LENGTH, sideFace } from "./body";

/** Joint angles at the bottom of the drawn squat: thighs nearly level, the shins lean forward. */
const DEEPEST = { shankDeg: 28, thighDeg: 72, trunkDeg: 36, armDeg: 84 } as const;
/** The far leg is drawn a little aside, so that it is seen behind the near one. */
const FAR_OFFSET = 0.028;

/**
 * A squat seen from the patient's right: standing at 0, deepest at 1, looking right.
 *
 * The arms reach forward, as a counterweight.
 */
export function squatFigure(progress: number): FigurePose {
  const ankle = { x: 0, y: -LENGTH.foot };
  const knee = above(ankle, LENGTH.shank, DEEPEST.shankDeg * progress);
  const hip = above(knee, LENGTH.thigh, -DEEPEST.thighDeg * progress);
  const shoulder = above(hip, LENGTH.trunk, 2 + DEEPEST.trunkDeg * progress);
  const head = above(shoulder, LENGTH.neck, 4 + 14 * progress);
  const elbow = below(shoulder, LENGTH.upperArm, 4 + DEEPEST.armDeg * progress);
  const wrist = below(elbow, LENGTH.forearm, 10 + DEEPEST.armDeg * progress);
  const far = (point: { x: number; y: number }) => ({ x: point.x + FAR_OFFSET, y: point.y });
  return figurePose({
    ...sideFace(head),
    left_shoulder: far(shoulder),
    right_shoulder: shoulder,
    left_elbow: far(elbow),
    right_elbow: elbow,
    left_wrist: far(wrist),
    right_wrist: wrist,
    left_hip: far(hip),
    right_hip: hip,
    left_knee: far(knee),
    right_knee: knee,
    left_ankle: far(ankle),
    right_ankle: ankle,
  });
}
