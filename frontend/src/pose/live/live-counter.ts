import type { BodySide } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { FilteredPose, ImageSize } from "../pose";
import { HoldTimer } from "./hold-timer";
import { HysteresisCounter } from "./hysteresis-counter";
import { armElevationDeg, footLiftShank, HipDropSignal } from "./signals";

/** Counts or times one exercise while it happens, on smoothed keypoints. */
export interface LiveCounter {
  apply(pose: FilteredPose, image: ImageSize): LiveCount;
  reset(): void;
}

/**
 * The counter of a protocol; `null` for one that has none, which is then recorded without a count.
 *
 * @param side The prescribed side: the working arm, the standing leg.
 */
export function createLiveCounter(protocol: string, side: BodySide | null): LiveCounter | null {
  switch (protocol) {
    case "squat":
      return squat();
    case "shoulder_abduction":
      return shoulderAbduction(side);
    case "single_leg_stance":
      return singleLegStance(side);
    default:
      return null;
  }
}

function squat(): LiveCounter {
  const signal = new HipDropSignal();
  const counter = new HysteresisCounter({
    minRise: 0.25,
    leaveShare: 0.25,
    reachShare: 0.6,
    minDurationS: 0.4,
  });
  return {
    apply: (pose, image) => counter.apply(signal.apply(pose.keypoints, image), pose.timeUs),
    reset: () => {
      signal.reset();
      counter.reset();
    },
  };
}

function shoulderAbduction(side: BodySide | null): LiveCounter {
  const counter = new HysteresisCounter({
    minRise: 25,
    leaveShare: 0.4,
    reachShare: 0.6,
    minDurationS: 0.4,
  });
  return {
    apply: (pose, image) =>
      counter.apply(armElevationDeg(pose.keypoints, side, image), pose.timeUs),
    reset: () => counter.reset(),
  };
}

function singleLegStance(standing: BodySide | null): LiveCounter {
  const timer = new HoldTimer();
  return {
    apply: (pose, image) =>
      timer.apply(footLiftShank(pose.keypoints, standing, image), pose.timeUs),
    reset: () => timer.reset(),
  };
}
