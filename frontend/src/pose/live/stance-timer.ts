import type { LiveCount } from "../calculators/live-count";
import { FootPlace, type SeenFoot, secondsSince } from "./foot-place";
import type { StanceLevels } from "./protocol-table";

/** Feet that stay within a share of a step for so long stand still (`scoring/metrics/feet.py`). */
const STILL_US = 500_000;
const STILL_SHARE = 0.6;
const SETTLED_S = 1;
/** Within this share of a step a foot is where it stood. */
const IN_PLACE_SHARE = 0.5;
const MIN_AWAY_S = 0.3;
const LEANT_FOR_S = 0.2;
const MAX_HIDDEN_S = 1;
/** Noise of an ankle is not a step: places are smoothed over this time. */
const SMOOTH_S = 0.2;

/** Both feet and the trunk in one frame; `null` for what is not seen. */
export interface Standing {
  readonly feet: readonly (SeenFoot | null)[];
  /** Distance of the ankles across the picture, in widths of the hips. */
  readonly apartHip: number | null;
  readonly leanDeg: number | null;
}

interface Sample extends Standing {
  readonly timeUs: number;
}

/** Times how long both feet stay where they are, in the stance that is asked for. */
export class StanceTimer {
  readonly #levels: StanceLevels;
  readonly #places = [new FootPlace(), new FootPlace()] as const;
  #recent: Sample[] = [];
  #heldSinceUs: number | null = null;
  #leanSum = 0;
  #leans = 0;
  #wrongSinceUs: number | null = null;
  #leftAtUs: number | null = null;
  #inPlaceUs: number | null = null;
  #seenAtUs: number | null = null;
  #longestS = 0;
  #holds = 0;

  constructor(levels: StanceLevels) {
    this.#levels = levels;
  }

  apply(standing: Standing, timeUs: number): LiveCount {
    const seen = standing.feet.some((foot) => foot !== null);
    if (seen) {
      this.#seenAtUs = timeUs;
      const sample = this.#smoothed({ ...standing, timeUs });
      this.#recent = [...this.#recent, sample].filter((one) => timeUs - one.timeUs <= STILL_US);
      if (this.#heldSinceUs === null) {
        this.#mayBegin(timeUs);
      } else {
        this.#goOn(standing, this.#heldSinceUs, timeUs);
      }
    } else if (this.#seenAtUs !== null && secondsSince(this.#seenAtUs, timeUs) > MAX_HIDDEN_S) {
      this.#end();
    }
    const holdingS = this.#holdingS();
    this.#longestS = Math.max(this.#longestS, holdingS >= this.#levels.minHoldS ? holdingS : 0);
    return {
      count: 0,
      stage: this.#heldSinceUs === null ? "waiting" : "holding",
      signal: seen ? (standing.apartHip ?? 0) : null,
      reachedRatio: Math.min(1, holdingS / this.#levels.targetS),
      heldS: this.#longestS,
      holdingS,
      touches: Math.max(0, this.#holds - 1),
    };
  }

  reset(): void {
    this.#end();
    this.#recent = [];
    this.#seenAtUs = null;
    this.#longestS = 0;
    this.#holds = 0;
  }

  #holdingS(): number {
    const lastUs = this.#leftAtUs ?? this.#seenAtUs;
    return this.#heldSinceUs !== null && lastUs !== null
      ? secondsSince(this.#heldSinceUs, lastUs)
      : 0;
  }

  #smoothed(sample: Sample): Sample {
    const before = this.#recent.at(-1);
    if (before === undefined) {
      return sample;
    }
    const share = Math.min(1, secondsSince(before.timeUs, sample.timeUs) / SMOOTH_S);
    const feet = sample.feet.map((foot, side) => mixed(before.feet[side] ?? null, foot, share));
    return { ...sample, feet };
  }

  #mayBegin(timeUs: number): void {
    const first = this.#recent[0];
    if (first === undefined || timeUs - first.timeUs < 0.8 * STILL_US) {
      return;
    }
    const stillShank = STILL_SHARE * this.#levels.footMovedShank;
    const still = [0, 1].every((side) => rangeShank(this.#recent, side) <= stillShank);
    if (still && this.#isStance()) {
      this.#heldSinceUs = first.timeUs;
      this.#holds += 1;
      for (const sample of this.#recent) {
        this.#settle(sample);
      }
    }
  }

  /** Whether the ankles are as far apart as the stance wants; ankles not seen are believed. */
  #isStance(): boolean {
    const { narrowestHip, widestHip } = this.#levels;
    const known = this.#recent.map((one) => one.apartHip).filter((apart) => apart !== null);
    if (known.length === 0) {
      return true;
    }
    const apart = known.reduce((sum, one) => sum + one, 0) / known.length;
    return (
      (narrowestHip === null || apart >= narrowestHip) && (widestHip === null || apart <= widestHip)
    );
  }

  #goOn(standing: Standing, sinceUs: number, timeUs: number): void {
    const ways = standing.feet.map((foot, side) =>
      foot === null ? 0 : (this.#places[side]?.farToShank(foot) ?? 0),
    );
    const furthest = Math.max(...ways);
    if (furthest <= IN_PLACE_SHARE * this.#levels.footMovedShank) {
      this.#inPlaceUs = timeUs;
    }
    const away = furthest > this.#levels.footMovedShank;
    const usualDeg = this.#leans === 0 ? 0 : this.#leanSum / this.#leans;
    const leant =
      standing.leanDeg !== null && Math.abs(standing.leanDeg - usualDeg) > this.#levels.maxLeanDeg;
    if (!away && !leant) {
      this.#wrongSinceUs = null;
      this.#leftAtUs = null;
      if (secondsSince(sinceUs, timeUs) <= SETTLED_S) {
        this.#settle(standing);
      }
      return;
    }
    this.#wrongSinceUs ??= timeUs;
    // A foot that is away left its place before it was far.
    this.#leftAtUs ??= (away ? this.#inPlaceUs : null) ?? timeUs;
    if (secondsSince(this.#wrongSinceUs, timeUs) >= (away ? MIN_AWAY_S : LEANT_FOR_S)) {
      this.#end();
    }
  }

  #settle(standing: Standing): void {
    standing.feet.forEach((foot, side) => {
      if (foot !== null) {
        this.#places[side]?.add(foot);
      }
    });
    if (standing.leanDeg !== null) {
      this.#leanSum += standing.leanDeg;
      this.#leans += 1;
    }
  }

  #end(): void {
    this.#heldSinceUs = null;
    this.#wrongSinceUs = null;
    this.#leftAtUs = null;
    this.#inPlaceUs = null;
    this.#recent = [];
    this.#leanSum = 0;
    this.#leans = 0;
    for (const place of this.#places) {
      place.reset();
    }
  }
}

function mixed(before: SeenFoot | null, now: SeenFoot | null, share: number): SeenFoot | null {
  if (before === null || now === null) {
    return now;
  }
  return {
    xPx: before.xPx + share * (now.xPx - before.xPx),
    yPx: before.yPx + share * (now.yPx - before.yPx),
    shankPx: now.shankPx,
  };
}

/** How far a foot went in these samples, in shank lengths; 0 where it was not seen. */
function rangeShank(samples: readonly Sample[], side: number): number {
  const seen = samples.map((one) => one.feet[side] ?? null).filter((foot) => foot !== null);
  const [xs, ys] = [seen.map((foot) => foot.xPx), seen.map((foot) => foot.yPx)];
  const shankPx = seen.at(-1)?.shankPx ?? null;
  return shankPx === null
    ? 0
    : Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) / shankPx;
}
