import type { PointPx } from "../calculators/angles";
import type { ImageSize } from "../pose";
import { type Body, distance, shifted, wayPx } from "./body";

/** How somebody moves: in body units and seconds. */
export interface Manner {
  /** How long they are thought to go on as they went, while they are not seen. */
  readonly coastS: number;
  /** Standard deviation of where they are about where they are expected: at once, and how it grows. */
  readonly spreadUnits: number;
  readonly spreadPerS: number;
  /** The most that it is while they stay in place, and for how long unseen they are thought to stay. */
  readonly inPlaceUnits: number;
  readonly staysS: number;
}

/** Who exercises turns round soon and stays in place; who passes by goes on and is anywhere. Chosen by us. */
export const EXERCISER: Manner = {
  coastS: 0.2,
  spreadUnits: 0.1,
  spreadPerS: 0.6,
  inPlaceUnits: 0.35,
  staysS: 1.5,
};
export const PASSER: Manner = {
  coastS: 0.5,
  spreadUnits: 0.2,
  spreadPerS: 0,
  inPlaceUnits: 0.2,
  staysS: 0,
};
const AWAY_PER_S = 1.5;
const ANYWHERE_UNITS = 1.5;

/** The speed is that of about so long. */
const SPEED_MEMORY_S = 0.4;
/** Nobody is thought to be faster, in body units a second. */
const MAX_SPEED_UNITS_S = 4;
/** A body that folds or turns away looks shorter at once, and is not. */
const GROWING = 0.3;
const SHRINKING = 0.02;

/** One person over time: where they were, how they moved, how large they are. */
export class Track {
  #body: Body;
  #timeUs: number;
  #unitPx: number;
  #speed: PointPx = { xPx: 0, yPx: 0 };
  #sightings = 1;
  /** Whether this person was seen beside the patient, and so is somebody else. */
  besidePatient = false;

  constructor(
    body: Body,
    timeUs: number,
    readonly manner: Manner,
  ) {
    this.#body = body;
    this.#timeUs = timeUs;
    this.#unitPx = body.unitPx;
  }

  /** As last seen. */
  get body(): Body {
    return this.#body;
  }

  get sightings(): number {
    return this.#sightings;
  }

  unseenS(timeUs: number): number {
    return Math.max(0, timeUs - this.#timeUs) / 1e6;
  }

  /** Where the body probably is now. */
  predicted(timeUs: number, image: ImageSize): Body {
    const s = Math.min(this.unseenS(timeUs), this.manner.coastS);
    return shifted(this.#body, { xPx: this.#speed.xPx * s, yPx: this.#speed.yPx * s }, image);
  }

  /** How far a body is from where this one is expected, in body units. */
  far(body: Body, timeUs: number, image: ImageSize): number {
    return distance(this.predicted(timeUs, image), body, this.#unitPx);
  }

  /** How far from where this one is expected they usually are by now, in body units. */
  spread(timeUs: number): number {
    const { spreadUnits, spreadPerS, inPlaceUnits, staysS } = this.manner;
    const unseenS = this.unseenS(timeUs);
    const inPlace = Math.min(spreadUnits + spreadPerS * unseenS, inPlaceUnits);
    return Math.min(inPlace + AWAY_PER_S * Math.max(0, unseenS - staysS), ANYWHERE_UNITS);
  }

  /**
   * How little a body is to be expected of this person: minus twice the logarithm of the density of
   * a normal distribution in the plane, but for a constant.
   */
  surprise(body: Body, timeUs: number, image: ImageSize): number {
    const spread = this.spread(timeUs);
    return (this.far(body, timeUs, image) / spread) ** 2 + 4 * Math.log(spread);
  }

  update(body: Body, timeUs: number): void {
    const s = this.unseenS(timeUs);
    const way = wayPx(this.#body, body);
    if (s > 0 && way !== null) {
      const weight = s / (s + SPEED_MEMORY_S);
      this.#speed = this.#limited({
        xPx: this.#speed.xPx + weight * (way.xPx / s - this.#speed.xPx),
        yPx: this.#speed.yPx + weight * (way.yPx / s - this.#speed.yPx),
      });
    }
    const more = body.unitPx - this.#unitPx;
    this.#unitPx += more * (more > 0 ? GROWING : SHRINKING);
    this.#body = body;
    this.#timeUs = timeUs;
    this.#sightings += 1;
  }

  #limited(speed: PointPx): PointPx {
    const most = MAX_SPEED_UNITS_S * this.#unitPx;
    const factor = Math.min(1, most / Math.max(Math.hypot(speed.xPx, speed.yPx), 1e-9));
    return { xPx: speed.xPx * factor, yPx: speed.yPx * factor };
  }
}
