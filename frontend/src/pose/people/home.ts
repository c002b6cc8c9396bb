import type { PointPx } from "../calculators/angles";
import type { Body } from "./body";

/** The usual place is that of about so long. */
const MEMORY_S = 5;
const NEAR_UNITS = 1;
const MAX_SIZE_RATIO = 1.4;

/** Where the patient usually is, and how large: where they are expected back. */
export class Home {
  #centre: PointPx | null = null;
  #unitPx = 0;
  #timeUs = 0;

  update({ centre, unitPx }: Body, timeUs: number): void {
    const s = Math.max(0, timeUs - this.#timeUs) / 1e6;
    const weight = this.#centre === null ? 1 : Math.min(1, s / MEMORY_S);
    const before = this.#centre ?? centre;
    this.#centre = {
      xPx: before.xPx + weight * (centre.xPx - before.xPx),
      yPx: before.yPx + weight * (centre.yPx - before.yPx),
    };
    this.#unitPx += weight * (unitPx - this.#unitPx);
    this.#timeUs = timeUs;
  }

  /** Whether a body is of the patient's size and where the patient usually is. */
  fits({ centre, unitPx }: Body): boolean {
    if (this.#centre === null) {
      return false;
    }
    const away = Math.hypot(centre.xPx - this.#centre.xPx, centre.yPx - this.#centre.yPx);
    const ratio = Math.max(unitPx, this.#unitPx) / Math.min(unitPx, this.#unitPx);
    return away <= NEAR_UNITS * this.#unitPx && ratio <= MAX_SIZE_RATIO;
  }
}
