import { type BodySide, degrees, midpointPx, pointPx, vectorPx } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { ImageSize } from "../pose";
import { BodyTrack, SIDES } from "./body-track";
import { secondsSince } from "./foot-place";
import { HysteresisCounter } from "./hysteresis-counter";
import type { LiveCounter, TimedKeypoints } from "./live-counter";
import type { ReachLevels } from "./protocol-table";

/** A level arm that goes less than this in so long is held still (`scoring/kinds/reach.py`). */
const QUIET_S = 0.3;
const QUIET_TORSO = 0.03;
/** A try ends when half of it is taken back; chosen by us. */
const HALF = 0.5;
const BACK = 0.3;
const SHORTEST_TRY_S = 0.4;

interface Hand {
  /** Way of the wrist forward of the feet, in trunk lengths. */
  readonly forwardTorso: number;
  /** 0 hanging, 90 level. */
  readonly elevationDeg: number;
}

/** Counts how often a level arm reached forward. */
export class ReachCounter implements LiveCounter {
  readonly #levels: ReachLevels;
  readonly #arms: readonly BodySide[];
  readonly #body = new BodyTrack();
  readonly #counter: HysteresisCounter;
  #still: { readonly timeUs: number; readonly forwardTorso: number }[] = [];
  #started = false;

  constructor(levels: ReachLevels, side: BodySide | null) {
    this.#levels = levels;
    this.#arms = side === null ? SIDES : [side];
    this.#counter = new HysteresisCounter({
      minRise: levels.minReachTorso,
      leaveShare: BACK,
      reachShare: HALF,
      minDurationS: SHORTEST_TRY_S,
    });
  }

  apply(pose: TimedKeypoints, image: ImageSize): LiveCount {
    this.#body.apply(pose.keypoints, image);
    const hand = this.#raisedHand(pose, image);
    const raised = hand !== null && within(hand.elevationDeg, this.#levels.raisedDeg);
    if (hand !== null && !raised) {
      this.#started = false;
      this.#still = [];
    } else if (hand !== null && !this.#started) {
      this.#mayStart(hand, pose.timeUs);
    }
    const forward = raised && this.#started ? hand.forwardTorso : null;
    return this.#counter.apply(forward, pose.timeUs);
  }

  reset(): void {
    this.#body.reset();
    this.#counter.reset();
    this.#still = [];
    this.#started = false;
  }

  /** A reach begins with the arm held level and still. */
  #mayStart(hand: Hand, timeUs: number): void {
    if (!within(hand.elevationDeg, this.#levels.startDeg)) {
      this.#still = [];
      return;
    }
    this.#still.push({ timeUs, forwardTorso: hand.forwardTorso });
    this.#still = this.#still.filter((one) => secondsSince(one.timeUs, timeUs) <= QUIET_S);
    const ways = this.#still.map((one) => one.forwardTorso);
    const first = this.#still[0];
    const long = first !== undefined && secondsSince(first.timeUs, timeUs) >= 0.8 * QUIET_S;
    this.#started = long && Math.max(...ways) - Math.min(...ways) < QUIET_TORSO;
  }

  /** The arm that is further forward, of those that may reach. */
  #raisedHand({ keypoints }: TimedKeypoints, image: ImageSize): Hand | null {
    const { torsoPx, facing } = this.#body;
    const feet = midpointPx(keypoints, "ankle", image);
    const forward = facing.sideways;
    if (torsoPx === null || feet === null || forward === null) {
      return null;
    }
    const hands = this.#arms.flatMap((side) => {
      const shoulder = pointPx(keypoints, `${side}_shoulder`, image);
      const wrist = pointPx(keypoints, `${side}_wrist`, image);
      if (shoulder === null || wrist === null) {
        return [];
      }
      const arm = vectorPx(shoulder, wrist);
      const elevationDeg = degrees(Math.atan2(forward * arm.xPx, arm.yPx));
      return [{ forwardTorso: (forward * (wrist.xPx - feet.xPx)) / torsoPx, elevationDeg }];
    });
    return hands.reduce<Hand | null>(
      (best, one) => (best === null || one.forwardTorso > best.forwardTorso ? one : best),
      null,
    );
  }
}

function within(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}
