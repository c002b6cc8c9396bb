import { KEYPOINT_COUNT } from "../keypoints";
import type { Keypoint, Keypoints } from "../pose";

/** Five frames at 30 a second, three at 15: a movement hardly changes in it. */
const WINDOW_US = 140_000;
const MOST = 5;
const ENOUGH = 3;
/** Slower cameras: three frames tell which one jumped, if they are not further apart than this. */
const SLOW_WINDOW_US = 450_000;
/** A jump, as a share of the picture's height or width; some 0.3 of a trunk. */
const JUMP = 0.06;
/** Below this a keypoint is a guess. */
const MIN_SCORE = 0.2;

interface Sample {
  readonly timeUs: number;
  readonly keypoints: Keypoints;
}

/**
 * Raw keypoints without what lasts for a frame or two: each is the median of its last few places,
 * so one that jumps, or left and right exchanged, moves no count. A low-pass would smear them.
 * With few frames a second a median would cut off the ends of a movement: there only a jump is
 * taken for one.
 */
export class SteadyKeypoints {
  readonly #jumpsOnly: boolean;
  #recent: Sample[] = [];

  /** @param jumpsOnly Leaves all but jumps as it is: for what is over as quickly as a foot's touch. */
  constructor(jumpsOnly = false) {
    this.#jumpsOnly = jumpsOnly;
  }

  apply(keypoints: Keypoints, timeUs: number): Keypoints {
    this.#recent = [...this.#recent, { timeUs, keypoints }]
      .filter((one) => timeUs - one.timeUs <= SLOW_WINDOW_US)
      .slice(-MOST);
    const close = this.#recent.filter((one) => timeUs - one.timeUs <= WINDOW_US);
    const slow = this.#jumpsOnly || close.length < ENOUGH;
    const window = slow ? this.#recent.slice(-ENOUGH) : close;
    return Array.from({ length: KEYPOINT_COUNT }, (_, index) => steady(window, index, slow));
  }

  reset(): void {
    this.#recent = [];
  }
}

function steady(window: readonly Sample[], index: number, slow: boolean): Keypoint | null {
  const now = window.at(-1)?.keypoints[index] ?? null;
  if (now === null || now.score < MIN_SCORE) {
    return null;
  }
  const xs: number[] = [];
  const ys: number[] = [];
  for (const { keypoints } of window) {
    const point = keypoints[index] ?? null;
    if (point !== null && point.score >= MIN_SCORE) {
      xs.push(point.x);
      ys.push(point.y);
    }
  }
  if (slow && xs.length < ENOUGH) {
    return now;
  }
  const middle = { x: median(xs), y: median(ys), score: now.score };
  const jumped = Math.max(Math.abs(middle.x - now.x), Math.abs(middle.y - now.y)) > JUMP;
  return slow && !jumped ? now : middle;
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = Math.floor(values.length / 2);
  const upper = values[half] ?? 0;
  return values.length % 2 === 0 ? ((values[half - 1] ?? upper) + upper) / 2 : upper;
}
