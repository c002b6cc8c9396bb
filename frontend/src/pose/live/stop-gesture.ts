import { midpointPx, pointPx, torsoPx } from "../calculators/angles";
import type { FilteredPose, ImageSize } from "../pose";

const HOLD_US = 2_000_000;
/** How far a wrist must be above the shoulders, in torso lengths: about the top of the head. */
const ABOVE_SHOULDERS_TORSO = 0.6;

/** An arm kept above the head for two seconds says "stop" from where the patient stands. */
export class StopGesture {
  #sinceUs: number | null = null;

  /** Whether the gesture is complete. Not for exercises that raise the arms themselves. */
  apply(pose: FilteredPose, image: ImageSize): boolean {
    if (!armAboveHead(pose, image)) {
      this.#sinceUs = null;
      return false;
    }
    this.#sinceUs ??= pose.timeUs;
    return pose.timeUs - this.#sinceUs >= HOLD_US;
  }

  reset(): void {
    this.#sinceUs = null;
  }
}

function armAboveHead({ keypoints }: FilteredPose, image: ImageSize): boolean {
  const shoulders = midpointPx(keypoints, "shoulder", image);
  const torso = torsoPx(keypoints, image);
  if (shoulders === null || torso === null) {
    return false;
  }
  const limitPx = shoulders.yPx - ABOVE_SHOULDERS_TORSO * torso;
  return (["left_wrist", "right_wrist"] as const).some((name) => {
    const wrist = pointPx(keypoints, name, image);
    return wrist !== null && wrist.yPx < limitPx;
  });
}
