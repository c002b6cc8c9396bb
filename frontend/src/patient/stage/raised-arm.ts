import { protocolRow } from "../../pose/live/protocol-table";
import { type Keypoint, type Keypoints, keypoint } from "../../pose/pose";

const SCORE_NEEDED = 0.3;
export const RAISE_S = 2;
/** A gap in the detection of this length does not undo the gesture. */
const FORGIVEN_S = 0.3;

function seen(point: Keypoint | null): point is Keypoint {
  return point !== null && point.score >= SCORE_NEEDED;
}

/** Whether one wrist is clearly above the head, its elbow above the shoulder. */
export function armIsRaised(keypoints: Keypoints): boolean {
  const nose = keypoint(keypoints, "nose");
  if (!seen(nose)) return false;
  return (["left", "right"] as const).some((side) => {
    const shoulder = keypoint(keypoints, `${side}_shoulder`);
    const elbow = keypoint(keypoints, `${side}_elbow`);
    const wrist = keypoint(keypoints, `${side}_wrist`);
    if (!seen(shoulder) || !seen(elbow) || !seen(wrist)) return false;
    const headAboveShoulder = shoulder.y - nose.y;
    return elbow.y < shoulder.y && wrist.y < nose.y - 0.5 * headAboveShoulder;
  });
}

/** Watches for an arm that stays above the head: the sign to stop for somebody two metres away. */
export class RaisedArmWatch {
  #sinceS: number | null = null;
  #lastSeenS = 0;

  /** How much of the two seconds have passed, 0 to 1. */
  update(keypoints: Keypoints | null, timeS: number): number {
    if (keypoints !== null && armIsRaised(keypoints)) {
      this.#sinceS ??= timeS;
      this.#lastSeenS = timeS;
    } else if (timeS - this.#lastSeenS > FORGIVEN_S) {
      this.#sinceS = null;
    }
    return this.#sinceS === null ? 0 : Math.min(1, (this.#lastSeenS - this.#sinceS) / RAISE_S);
  }

  reset(): void {
    this.#sinceS = null;
  }
}

/** Exercises that raise the arms themselves have no such sign. */
export function armMayStop(protocol: string): boolean {
  return protocolRow(protocol)?.armsRise !== true;
}
