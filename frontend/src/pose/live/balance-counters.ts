import { type BodySide, pointPx, trunkLeanDeg } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { ImageSize, Keypoints } from "../pose";
import { BodyTrack, SIDES } from "./body-track";
import type { SeenFoot } from "./foot-place";
import { HoldTimer } from "./hold-timer";
import { LevelFeet } from "./level-feet";
import type { LiveCounter, TimedKeypoints } from "./live-counter";
import type { HoldLevels, StanceLevels } from "./protocol-table";
import { StanceTimer } from "./stance-timer";

/** Times standing on the prescribed leg, or on either where none is prescribed. */
export class HoldCounter implements LiveCounter {
  readonly #legs: readonly BodySide[];
  readonly #body = new BodyTrack();
  readonly #level: LevelFeet;
  readonly #timers: ReadonlyMap<BodySide, HoldTimer>;

  constructor(levels: HoldLevels, standing: BodySide | null) {
    this.#legs = standing === null ? SIDES : [standing];
    this.#level = new LevelFeet(levels.downShank);
    this.#timers = new Map(this.#legs.map((leg) => [leg, new HoldTimer(levels)]));
  }

  apply({ keypoints, timeUs }: TimedKeypoints, image: ImageSize): LiveCount {
    this.#body.apply(keypoints, image);
    const feet = seenFeet(keypoints, image, this.#body);
    const rightLift = this.#level.apply(rightLiftShank(feet), timeUs);
    const views = [...this.#timers].map(([leg, timer]) => {
      const lift = rightLift === null ? null : leg === "left" ? rightLift : -rightLift;
      return timer.apply(lift, timeUs, feet[SIDES.indexOf(leg)] ?? null);
    });
    return together(views);
  }

  reset(): void {
    this.#body.reset();
    this.#level.reset();
    for (const timer of this.#timers.values()) {
      timer.reset();
    }
  }
}

/** Times standing on both feet. */
export class StanceCounter implements LiveCounter {
  readonly #body = new BodyTrack();
  readonly #timer: StanceTimer;

  constructor(levels: StanceLevels) {
    this.#timer = new StanceTimer(levels);
  }

  apply({ keypoints, timeUs }: TimedKeypoints, image: ImageSize): LiveCount {
    this.#body.apply(keypoints, image);
    const feet = seenFeet(keypoints, image, this.#body);
    return this.#timer.apply(
      {
        feet,
        apartHip: apartHip(keypoints, image),
        leanDeg: trunkLeanDeg(keypoints, image),
      },
      timeUs,
    );
  }

  reset(): void {
    this.#body.reset();
    this.#timer.reset();
  }
}

/** Counts the stages of a balance test that were held to their time: on two feet, then on one. */
export class StagesCounter implements LiveCounter {
  readonly #targetS: number;
  readonly #stance: StanceCounter;
  readonly #oneLeg: HoldCounter;
  #held = 0;
  #thisOneHeld = false;

  constructor(stance: StanceLevels, hold: HoldLevels) {
    this.#targetS = stance.targetS;
    this.#stance = new StanceCounter(stance);
    this.#oneLeg = new HoldCounter(hold, null);
  }

  apply(pose: TimedKeypoints, image: ImageSize): LiveCount {
    const onTwo = this.#stance.apply(pose, image);
    const onOne = this.#oneLeg.apply(pose, image);
    const live = onOne.holdingS > 0 ? onOne : onTwo;
    if (live.holdingS >= this.#targetS && !this.#thisOneHeld) {
      this.#held += 1;
      this.#thisOneHeld = true;
    } else if (live.holdingS < this.#targetS) {
      this.#thisOneHeld = false;
    }
    // A set ends with its time held: here with that of the last stage, which is on one leg.
    return { ...live, count: this.#held, heldS: onOne.heldS };
  }

  reset(): void {
    this.#stance.reset();
    this.#oneLeg.reset();
    this.#held = 0;
    this.#thisOneHeld = false;
  }
}

/** Both ankles, left first; `null` where one is not seen. */
function seenFeet(
  keypoints: Keypoints,
  image: ImageSize,
  body: BodyTrack,
): readonly (SeenFoot | null)[] {
  const shankPx = body.segmentPx("shank");
  return SIDES.map((side) => {
    const ankle = pointPx(keypoints, `${side}_ankle`, image);
    return ankle === null || shankPx === null ? null : { ...ankle, shankPx };
  });
}

/** How far the right ankle is above the left one, in shank lengths: positive when standing on the left leg. */
function rightLiftShank([left, right]: readonly (SeenFoot | null)[]): number | null {
  return left && right ? (left.yPx - right.yPx) / left.shankPx : null;
}

/** Distance of the ankles across the picture, in widths of the hips. */
function apartHip(keypoints: Keypoints, image: ImageSize): number | null {
  const [left, right, leftHip, rightHip] = (
    ["left_ankle", "right_ankle", "left_hip", "right_hip"] as const
  ).map((name) => pointPx(keypoints, name, image));
  if (!left || !right || !leftHip || !rightHip) {
    return null;
  }
  const hipsPx = Math.abs(leftHip.xPx - rightHip.xPx);
  return hipsPx === 0 ? null : Math.abs(left.xPx - right.xPx) / hipsPx;
}

/** Of two legs the one that is held now, with the longer of both times. */
function together(views: readonly LiveCount[]): LiveCount {
  const [first, ...others] = views as [LiveCount, ...LiveCount[]];
  const now = others.reduce((best, one) => (one.holdingS > best.holdingS ? one : best), first);
  return {
    ...now,
    heldS: Math.max(...views.map((one) => one.heldS)),
    touches: views.reduce((sum, one) => sum + one.touches, 0),
    reachedRatio: Math.max(...views.map((one) => one.reachedRatio)),
  };
}
