import { midpointPx, type PointPx, pointPx, torsoPx } from "../calculators/angles";
import type { ImageSize } from "../pose";
import { SIDES } from "./body-track";
import { secondsSince } from "./foot-place";
import type { TimedKeypoints } from "./live-counter";

/** Both feet further than this from where they stood walk (`scoring/preparation.py`). */
const AWAY_TORSO = 0.5;
/** A torso this much longer than usual belongs to somebody who walks up to the camera. */
const TOO_NEAR_RATIO = 1.3;
/** Shorter than this it is a foot that was misread. */
const AWAY_FOR_S = 0.4;
/** Feet that stay within this for so long stand in a new place. */
const STANDS_TORSO = 0.2;
const STANDS_S = 1;

type Feet = readonly (PointPx | null)[];

/** Tells whether the patient is where they exercise, or walks in or away. */
export class PlaceWatch {
  #last: Feet = [];
  #place: Feet = [];
  #stands: Feet = [];
  #stoodSinceUs = 0;
  #awaySinceUs: number | null = null;

  /** Whether the patient is away from their place. */
  apply(pose: TimedKeypoints, image: ImageSize, usualTorsoPx: number): boolean {
    const { keypoints, timeUs } = pose;
    const feet = this.#feet(pose, image);
    if (this.#place.length === 0) {
      this.#place = feet;
      this.#stands = feet;
      this.#stoodSinceUs = timeUs;
    }
    if (leastWayPx(feet, this.#stands) > STANDS_TORSO * usualTorsoPx) {
      this.#stands = feet;
      this.#stoodSinceUs = timeUs;
    } else if (secondsSince(this.#stoodSinceUs, timeUs) >= STANDS_S) {
      this.#place = this.#stands;
    }
    const near = (torsoPx(keypoints, image) ?? 0) > TOO_NEAR_RATIO * usualTorsoPx;
    const away = near || leastWayPx(feet, this.#place) > AWAY_TORSO * usualTorsoPx;
    this.#awaySinceUs = away ? (this.#awaySinceUs ?? timeUs) : null;
    return this.#awaySinceUs !== null && secondsSince(this.#awaySinceUs, timeUs) >= AWAY_FOR_S;
  }

  reset(): void {
    this.#last = [];
    this.#place = [];
    this.#stands = [];
    this.#awaySinceUs = null;
  }

  /** The ankles and the hips; one that is hidden has not moved. Hips tell only across: they go up and down in place. */
  #feet({ keypoints }: TimedKeypoints, image: ImageSize): Feet {
    const hip = midpointPx(keypoints, "hip", image);
    const points = [
      ...SIDES.map((side) => pointPx(keypoints, `${side}_ankle`, image)),
      hip === null ? null : { xPx: hip.xPx, yPx: 0 },
    ];
    this.#last = points.map((point, index) => point ?? this.#last[index] ?? null);
    return this.#last;
  }
}

/** How far the foot that went less is from where it was, or the hips where no foot was seen; 0 where nothing is known. */
function leastWayPx(now: Feet, before: Feet): number {
  const ways = now.map((foot, index) => {
    const was = before[index] ?? null;
    return foot === null || was === null
      ? null
      : Math.hypot(foot.xPx - was.xPx, foot.yPx - was.yPx);
  });
  const [left = null, right = null, hips = null] = ways;
  const feet = [left, right].filter((way) => way !== null);
  return feet.length > 0 ? Math.min(...feet) : (hips ?? 0);
}
