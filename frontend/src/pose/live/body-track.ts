import {
  type BodySide,
  distancePx,
  midpointPx,
  type PairedPart,
  pointPx,
  torsoPx,
} from "../calculators/angles";
import type { ImageSize, Keypoints } from "../pose";
import { FacingWatch } from "./facing-watch";
import { RunningLength } from "./running-length";

export const SIDES: readonly BodySide[] = ["left", "right"];

const SEGMENTS = {
  thigh: ["hip", "knee"],
  shank: ["knee", "ankle"],
  upperArm: ["shoulder", "elbow"],
  forearm: ["elbow", "wrist"],
} as const satisfies Record<string, readonly [PairedPart, PairedPart]>;

export type Segment = keyof typeof SEGMENTS;
/** How fast the floor follows the ankles; a lifted foot does not lift it. */
const FLOOR_SHARE = 0.05;

/** What is known of a body from all frames so far: its lengths, where it looks, where it stands. */
export class BodyTrack {
  readonly facing = new FacingWatch();
  readonly #torso = new RunningLength();
  readonly #segments = new Map<string, RunningLength>();
  #floorYPx: number | null = null;

  apply(keypoints: Keypoints, image: ImageSize): void {
    this.facing.apply(keypoints, image);
    this.#torso.apply(torsoPx(keypoints, image));
    for (const side of SIDES) {
      for (const name of Object.keys(SEGMENTS) as Segment[]) {
        const [start, end] = SEGMENTS[name];
        const from = pointPx(keypoints, `${side}_${start}`, image);
        this.#length(name, side).apply(
          distancePx(from, pointPx(keypoints, `${side}_${end}`, image)),
        );
      }
    }
    const ankle = midpointPx(keypoints, "ankle", image);
    if (ankle !== null) {
      this.#floorYPx = (this.#floorYPx ?? ankle.yPx) * (1 - FLOOR_SHARE) + ankle.yPx * FLOOR_SHARE;
    }
  }

  get torsoPx(): number | null {
    return this.#torso.px;
  }

  /** Of the side that looks longer; `null` where neither was seen. */
  segmentPx(name: Segment): number | null {
    const lengths = SIDES.map((side) => this.#length(name, side).px ?? 0);
    const longest = Math.max(...lengths);
    return longest > 0 ? longest : null;
  }

  /** The arm's length, mean of the sides that were seen. */
  get armPx(): number | null {
    const arms = SIDES.map((side) => {
      const upper = this.#length("upperArm", side).px;
      const fore = this.#length("forearm", side).px;
      return upper === null || fore === null ? null : upper + fore;
    }).filter((arm) => arm !== null);
    return arms.length === 0 ? null : arms.reduce((sum, arm) => sum + arm, 0) / arms.length;
  }

  /** Where the ankles are now or were of late; the picture's lower edge where they never were seen. */
  floorYPx(keypoints: Keypoints, image: ImageSize): number {
    return midpointPx(keypoints, "ankle", image)?.yPx ?? this.#floorYPx ?? image.heightPx;
  }

  reset(): void {
    this.facing.reset();
    this.#torso.reset();
    this.#segments.clear();
    this.#floorYPx = null;
  }

  #length(name: Segment, side: BodySide): RunningLength {
    const key = `${side}_${name}`;
    const known = this.#segments.get(key) ?? new RunningLength();
    this.#segments.set(key, known);
    return known;
  }
}
