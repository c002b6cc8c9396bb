import type { CameraErrorCode } from "../../camera/camera-error";
import type { ModelName } from "../../pose/detector";
import type { Outcome } from "../code/fields";

/**
 * Frames a second from which nothing needs to be done: a little under the engine's wish
 * (`WANTED_FPS`, 24), for cameras give less than they promise.
 */
export const GOOD_FPS = 20;
/** Below this a recording is not scored (`min_fps` in `scoring/protocols/model.py`). */
export const SCORED_FPS = 8;
/** A verdict stands after so many milliseconds of frames. */
export const MEASURE_MS = 5_000;
/** Another one takes its place when it has held for so long: figures near a limit do not flicker. */
export const CHANGE_AFTER_MS = 5_000;

/** What the patient is told, in the order from well to unusable. */
export type Verdict =
  | "good"
  | "slow"
  | "slow_model"
  | "slow_camera"
  | "too_slow"
  | "detector"
  | CameraErrorCode;

/** What a verdict is made of. */
export interface Measured {
  readonly fps: number;
  readonly cameraFps: number | null;
  readonly model: ModelName;
}

/** The verdict on figures alone. */
export function judge({ fps, cameraFps, model }: Measured): Verdict {
  if (fps < SCORED_FPS) return "too_slow";
  if (fps >= GOOD_FPS) return "good";
  if (cameraFps !== null && cameraFps < GOOD_FPS) return "slow_camera";
  return model === "movenet-thunder" ? "slow_model" : "slow";
}

/** What the code says for a verdict; its figures tell the rest. */
export function outcomeOf(verdict: Verdict): Outcome {
  switch (verdict) {
    case "slow":
    case "slow_model":
    case "slow_camera":
      return "slow";
    case "too_slow":
      return "detector";
    default:
      return verdict;
  }
}

/** Gives a verdict once enough was measured, and another only when it lasts. */
export class SteadyVerdict {
  #standing: Verdict | null = null;
  #other: { readonly verdict: Verdict; readonly sinceMs: number } | null = null;

  get standing(): Verdict | null {
    return this.#standing;
  }

  /** @returns whether the verdict is new. */
  take(verdict: Verdict, measuredMs: number, nowMs: number): boolean {
    if (measuredMs < MEASURE_MS) {
      return false;
    }
    if (this.#standing === null) {
      this.#standing = verdict;
      return true;
    }
    if (verdict === this.#standing) {
      this.#other = null;
      return false;
    }
    if (this.#other?.verdict !== verdict) {
      this.#other = { verdict, sinceMs: nowMs };
    }
    if (nowMs - this.#other.sinceMs < CHANGE_AFTER_MS) {
      return false;
    }
    this.#standing = verdict;
    this.#other = null;
    return true;
  }

  reset(): void {
    this.#standing = null;
    this.#other = null;
  }
}
