import type { BodySide } from "../pose/calculators/angles";
import { MIN_POSE_SCORE, poseScore } from "../pose/calculators/crop-region";
import type { LiveCount } from "../pose/calculators/live-count";
import type { PlacementReport } from "../pose/calculators/placement-types";
import { KeypointFilter } from "../pose/filters/keypoint-filter";
import { createLiveCounter, type LiveCounter } from "../pose/live/live-counter";
import { PlacementWindow } from "../pose/live/placement-window";
import { protocolRow } from "../pose/live/protocol-table";
import type { FilteredPose, ImageSize, RawPose } from "../pose/pose";
import type { PhaseName, SetPlan } from "./session-types";

/** What one frame means to the exercise. */
export interface Reading {
  readonly filtered: FilteredPose | null;
  readonly placement: PlacementReport;
  readonly live: LiveCount | null;
}

/** What is asked of the picture of an exercise that the project does not know. */
const ANY_EXERCISE = { armsRise: false };

/** Reads placement and count of one set; the overlay gets a smoothed copy of the keypoints. */
export class PoseReader {
  readonly #filter = new KeypointFilter();
  readonly #placement: PlacementWindow;
  readonly #counter: LiveCounter | null;
  #live: LiveCount | null = null;

  constructor(set: SetPlan) {
    const row = protocolRow(set.protocol);
    const side = oneSide(set);
    this.#placement = new PlacementWindow({
      view: set.view,
      nearSide: set.view === "side" ? side : null,
      ...(row ?? ANY_EXERCISE),
    });
    this.#counter = createLiveCounter(set.protocol, side);
  }

  apply(pose: RawPose, image: ImageSize, phase: PhaseName): Reading {
    const filtered = this.#filter.apply(pose, image);
    const placement = this.#placement.apply(pose, image);
    if (phase === "perform") {
      this.#live = this.#counter?.apply(pose, image) ?? null;
    }
    const somebody = poseScore(pose.keypoints) >= MIN_POSE_SCORE;
    return { filtered: somebody ? filtered : null, placement, live: this.#live };
  }

  /** Counting begins anew. */
  restart(): void {
    this.#counter?.reset();
    this.#live = null;
  }
}

function oneSide({ side }: SetPlan): BodySide | null {
  return side === "left" || side === "right" ? side : null;
}
