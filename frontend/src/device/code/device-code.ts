import type { ModelName, RuntimeName } from "../../pose/detector";
import { checkDigits } from "./check-digits";
import {
  BROWSERS,
  type BrowserFamily,
  FORMAT,
  FPS_FROM,
  MODELS,
  MS_FROM,
  OUTCOMES,
  type Outcome,
  RUNTIMES,
  SIDE_FROM_PX,
  SYSTEMS,
  type SystemFamily,
} from "./fields";

/** What a device check found, as far as the code tells it. Nothing of it is about a person. */
export interface DeviceResult {
  readonly outcome: Outcome;
  /** `null` where none runs. */
  readonly runtime: RuntimeName | null;
  readonly model: ModelName | null;
  /** Cross-origin isolated, so that WebAssembly may use threads. */
  readonly isolated: boolean;
  /** Frames a second with keypoints; `null` where it was not measured, here and below. */
  readonly fps: number | null;
  /** Milliseconds from a camera frame to its keypoints, median. */
  readonly totalMs: number | null;
  readonly browser: BrowserFamily;
  readonly system: SystemFamily;
  /** The shorter side of the camera's picture. */
  readonly sidePx: number | null;
  readonly cameraFps: number | null;
}

/**
 * The code that a patient reads out by telephone: twelve digits in four groups, the last two of
 * which tell whether one was misheard. Digits alone, for letters sound alike and differ by language.
 */
export function deviceCode(result: DeviceResult): string {
  const digits = [
    FORMAT,
    OUTCOMES.indexOf(result.outcome),
    RUNTIMES.indexOf(result.runtime),
    2 * MODELS.indexOf(result.model) + (result.isolated ? 1 : 0),
    bucket(result.fps, FPS_FROM),
    bucket(result.totalMs, MS_FROM),
    BROWSERS.indexOf(result.browser),
    SYSTEMS.indexOf(result.system),
    bucket(result.sidePx, SIDE_FROM_PX),
    bucket(result.cameraFps, FPS_FROM),
  ].join("");
  return inGroups(digits + checkDigits(digits));
}

/** 0 for what was not measured, else how many of the bounds the value has reached. */
export function bucket(value: number | null, from: readonly number[]): number {
  return value === null ? 0 : Math.max(1, from.filter((bound) => value >= bound).length);
}

function inGroups(digits: string): string {
  return digits.match(/\d{3}/g)?.join(" ") ?? digits;
}
