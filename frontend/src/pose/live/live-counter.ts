import type { BodySide } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { ImageSize, Keypoints } from "../pose";
import { HoldCounter, StagesCounter, StanceCounter } from "./balance-counters";
import { KeptSides } from "./kept-sides";
import { protocolRow } from "./protocol-table";
import { ReachCounter } from "./reach-counter";
import { RepetitionCounter } from "./repetition-counter";
import { SteadyKeypoints } from "./steady-keypoints";
import { UpAndGoCounter } from "./up-and-go-counter";

/** The keypoints of one frame on the camera's clock. */
export interface TimedKeypoints {
  readonly timeUs: number;
  readonly keypoints: Keypoints;
}

/**
 * Counts or times one exercise while it happens, from raw keypoints, to encourage the patient.
 * The count that is reported is the server's, from the whole recording.
 */
export interface LiveCounter {
  apply(pose: TimedKeypoints, image: ImageSize): LiveCount;
  reset(): void;
}

/**
 * The counter of a protocol; `null` for one that has none, which is then recorded without a count.
 *
 * @param side The prescribed side: the working arm, the standing leg.
 */
export function createLiveCounter(protocol: string, side: BodySide | null): LiveCounter | null {
  const counter = counterOf(protocol, side);
  if (counter === null) {
    return null;
  }
  const sides = new KeptSides();
  const kind = protocolRow(protocol)?.kind;
  const steady = new SteadyKeypoints(kind === "hold" || kind === "stages");
  return {
    apply: ({ keypoints, timeUs }, image) => {
      const own = sides.apply(keypoints, timeUs, image);
      return counter.apply({ timeUs, keypoints: steady.apply(own, timeUs) }, image);
    },
    reset: () => {
      sides.reset();
      steady.reset();
      counter.reset();
    },
  };
}

function counterOf(protocol: string, side: BodySide | null): LiveCounter | null {
  const row = protocolRow(protocol);
  switch (row?.kind) {
    case "repetitions":
      return new RepetitionCounter(row, side);
    case "hold":
      return new HoldCounter(row.hold, side);
    case "stance":
      return new StanceCounter(row.stance);
    case "stages":
      return new StagesCounter(row.stance, row.hold);
    case "reach":
      return new ReachCounter(row.reach, side);
    case "phases":
      return new UpAndGoCounter(row.phases);
    default:
      return null;
  }
}
