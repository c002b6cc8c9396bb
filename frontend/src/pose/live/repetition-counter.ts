import type { BodySide } from "../calculators/angles";
import type { LiveCount } from "../calculators/live-count";
import type { ImageSize } from "../pose";
import { BodyTrack, SIDES } from "./body-track";
import { secondsSince } from "./foot-place";
import { HysteresisCounter } from "./hysteresis-counter";
import type { LiveCounter, TimedKeypoints } from "./live-counter";
import { type Measured, measured } from "./measures";
import { PlaceWatch } from "./place-watch";
import type { RowOf } from "./protocol-table";

/** A limb seen less than this share of the time of the other one is left out (`scoring/counting.py`). */
const MIN_SEEN_RATIO = 0.6;
/** One that is half-way up when the time is over counts. */
const HALF_WAY = 0.5;

/** Counts the repetitions of any protocol that has a signal, as its row of the table says. */
export class RepetitionCounter implements LiveCounter {
  readonly #row: RowOf<"repetitions">;
  readonly #limbs: readonly BodySide[];
  readonly #body = new BodyTrack();
  readonly #place = new PlaceWatch();
  readonly #counter: HysteresisCounter;
  #away = false;
  #seenFrames = new Map<BodySide, number>();
  #start: Measured | null = null;
  #sign: 1 | -1 | null;
  #firstMovedUs: number | null = null;
  #closed: LiveCount | null = null;

  /** @param side Whose repetitions count where each limb has its own; of both, or where none is prescribed, the higher one. */
  constructor(row: RowOf<"repetitions">, side: BodySide | null) {
    this.#row = row;
    const each = row.signal.sided ? SIDES : SIDES.slice(0, 1);
    this.#limbs = side !== null && row.limbs === "each" ? [side] : each;
    this.#counter = new HysteresisCounter(row.repetition);
    this.#sign = row.signal.eitherEnd ? null : 1;
  }

  apply(pose: TimedKeypoints, image: ImageSize): LiveCount {
    if (this.#closed !== null) {
      return this.#closed;
    }
    const { keypoints, timeUs } = pose;
    this.#body.apply(keypoints, image);
    if (this.#isAway(pose, image)) {
      return this.#counter.apply(null, timeUs);
    }
    const found = this.#higher(
      new Map(
        this.#limbs.map((limb) => [
          limb,
          measured(this.#row.signal.measure, { keypoints, image, body: this.#body }, limb),
        ]),
      ),
    );
    const live = this.#counted(found, timeUs);
    return this.#row.timing?.windowS == null ? live : this.#timed(live, timeUs);
  }

  reset(): void {
    this.#body.reset();
    this.#place.reset();
    this.#away = false;
    this.#counter.reset();
    this.#seenFrames = new Map();
    this.#start = null;
    this.#sign = this.#row.signal.eitherEnd ? null : 1;
    this.#firstMovedUs = null;
    this.#closed = null;
  }

  /** Who walks in or away does no repetition, and comes back to another rest. */
  #isAway(pose: TimedKeypoints, image: ImageSize): boolean {
    const away = this.#place.apply(pose, image, this.#body.torsoPx ?? Number.POSITIVE_INFINITY);
    if (away && !this.#away) {
      this.#counter.forgetMovement();
    }
    this.#away = away;
    return away;
  }

  /** The higher of the limbs' signals; unknown where one is hidden, for a limb that hangs stands in for none. */
  #higher(found: ReadonlyMap<BodySide, Measured | null>): Measured | null {
    for (const [limb, one] of found) {
      this.#seenFrames.set(limb, (this.#seenFrames.get(limb) ?? 0) + (one === null ? 0 : 1));
    }
    const most = Math.max(...this.#seenFrames.values());
    let highest: Measured | null = null;
    for (const [limb, one] of found) {
      if ((this.#seenFrames.get(limb) ?? 0) < MIN_SEEN_RATIO * most) {
        continue;
      }
      if (one === null) {
        return null;
      }
      const value = this.#row.signal.lowers ? -one.value : one.value;
      if (highest === null || value > highest.value) {
        highest = { value, unit: one.unit };
      }
    }
    return highest;
  }

  #counted(found: Measured | null, timeUs: number): LiveCount {
    if (found === null) {
      return this.#counter.apply(null, timeUs);
    }
    this.#start ??= found;
    if (this.#sign === null) {
      this.#chooseEnd(found, this.#start);
    }
    const live = this.#counter.apply((this.#sign ?? 1) * found.value, timeUs, found.unit);
    return this.#sign === -1 ? { ...live, turned: true } : live;
  }

  /** Who starts at the high end, standing, comes back to it: then the signal is turned round. */
  #chooseEnd(found: Measured, start: Measured): void {
    const moved = (found.value - start.value) / found.unit;
    if (Math.abs(moved) < this.#row.repetition.minRise) {
      return;
    }
    this.#sign = moved > 0 ? 1 : -1;
    if (this.#sign === -1) {
      this.#counter.startFrom(-start.value);
    }
  }

  /** A test of so many seconds from the first movement: nothing counts after them. */
  #timed(live: LiveCount, timeUs: number): LiveCount {
    const windowS = this.#row.timing?.windowS ?? 0;
    if (live.stage !== "waiting") {
      this.#firstMovedUs ??= timeUs;
    }
    const elapsedS = this.#firstMovedUs === null ? 0 : secondsSince(this.#firstMovedUs, timeUs);
    if (elapsedS < windowS) {
      return { ...live, holdingS: elapsedS, heldS: elapsedS };
    }
    const under = live.stage !== "waiting" && live.reachedRatio >= HALF_WAY;
    const count = live.count + (under ? 1 : 0);
    this.#closed = { ...live, count, stage: "waiting", holdingS: 0, heldS: windowS };
    return this.#closed;
  }
}
