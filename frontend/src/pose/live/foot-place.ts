import type { PointPx } from "../calculators/angles";

/** An ankle in one frame, and how long the shank is. */
export interface SeenFoot extends PointPx {
  readonly shankPx: number;
}

/** The mean of the places where a foot was seen. Pixels, for a length that gets better known must move no foot. */
export class FootPlace {
  #xSumPx = 0;
  #ySumPx = 0;
  #seen = 0;

  add({ xPx, yPx }: PointPx): void {
    this.#xSumPx += xPx;
    this.#ySumPx += yPx;
    this.#seen += 1;
  }

  /** How far a foot is from there, in shank lengths; 0 while no place is known. */
  farToShank({ xPx, yPx, shankPx }: SeenFoot): number {
    return this.#seen === 0
      ? 0
      : Math.hypot(xPx - this.#xSumPx / this.#seen, yPx - this.#ySumPx / this.#seen) / shankPx;
  }

  reset(): void {
    this.#xSumPx = 0;
    this.#ySumPx = 0;
    this.#seen = 0;
  }
}

export function secondsSince(startUs: number, nowUs: number): number {
  return (nowUs - startUs) / 1e6;
}
