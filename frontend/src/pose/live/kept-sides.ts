import type { PairedPart } from "../calculators/angles";
import { INDEX } from "../keypoints";
import type { ImageSize, Keypoint, Keypoints } from "../pose";

const PAIRS: readonly PairedPart[] = ["shoulder", "elbow", "wrist", "hip", "knee", "ankle"];
/** Closer together than this, in picture heights, left and right may pass each other. */
const APART = 0.04;
/** Exchanged, a pair must fit so many times better than as the network says. */
const BETTER_TIMES = 3;
/** The network is believed in the end: an exchange of its own is over by then. */
const BELIEVED_AFTER_US = 700_000;
/** Places older than this tell no side. */
const FORGET_AFTER_US = 250_000;

interface Pair {
  readonly left: Keypoint;
  readonly right: Keypoint;
  readonly timeUs: number;
  /** Since when the network's left and right are taken for each other. */
  readonly exchangedSinceUs: number | null;
}

/** Puts back left and right that the network exchanges for less than a second, each pair by itself. */
export class KeptSides {
  readonly #last = new Map<PairedPart, Pair>();

  apply(keypoints: Keypoints, timeUs: number, image: ImageSize): Keypoints {
    const kept = [...keypoints];
    for (const part of PAIRS) {
      const [leftAt, rightAt] = [INDEX[`left_${part}`], INDEX[`right_${part}`]];
      const [left, right] = [keypoints[leftAt] ?? null, keypoints[rightAt] ?? null];
      if (left === null || right === null) {
        continue;
      }
      const sinceUs = this.#exchangedSinceUs(part, left, right, timeUs, image);
      const [ours, other] = sinceUs === null ? [left, right] : [right, left];
      kept[leftAt] = ours;
      kept[rightAt] = other;
      this.#last.set(part, { left: ours, right: other, timeUs, exchangedSinceUs: sinceUs });
    }
    return kept;
  }

  reset(): void {
    this.#last.clear();
  }

  /** Since when this pair is exchanged; `null`: it is not. */
  #exchangedSinceUs(
    part: PairedPart,
    left: Keypoint,
    right: Keypoint,
    timeUs: number,
    image: ImageSize,
  ): number | null {
    const last = this.#last.get(part);
    if (last === undefined || timeUs - last.timeUs > FORGET_AFTER_US) {
      return null;
    }
    const away = (a: Keypoint, b: Keypoint) => awayHeights(a, b, image);
    const apart = Math.min(away(last.left, last.right), away(left, right)) >= APART;
    const asSaid = away(left, last.left) + away(right, last.right);
    const exchanged = away(left, last.right) + away(right, last.left);
    if (!apart || exchanged * BETTER_TIMES > asSaid) {
      return null;
    }
    const sinceUs = last.exchangedSinceUs ?? timeUs;
    return timeUs - sinceUs > BELIEVED_AFTER_US ? null : sinceUs;
  }
}

function awayHeights(a: Keypoint, b: Keypoint, { widthPx, heightPx }: ImageSize): number {
  return Math.hypot(((a.x - b.x) * widthPx) / heightPx, a.y - b.y);
}
