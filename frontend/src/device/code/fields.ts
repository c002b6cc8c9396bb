import type { CameraErrorCode } from "../../camera/camera-error";
import { RUNTIME_NAMES } from "../../pose/detector";

/**
 * What each digit of the help desk's code says. `therapy/common/device_code.py` reads it on the
 * other side; `tests/golden/device_code/codes.json` holds both to the same answers. A digit that was
 * given out keeps its meaning for good: whatever changes here gets another `FORMAT`.
 */
export const FORMAT = 1;

/** What the check found; a camera's error as `CameraErrorCode` names it. */
export type Outcome = "good" | "slow" | CameraErrorCode | "detector";

export const OUTCOMES = [
  "good",
  "slow",
  "denied",
  "none",
  "in_use",
  "insecure",
  "timed_out",
  "ended",
  "failed",
  /** No runtime starts, or, where one is named, the fastest is too slow to be scored. */
  "detector",
] as const satisfies readonly Outcome[];

/** 0: none runs. */
export const RUNTIMES = [null, ...RUNTIME_NAMES] as const;

export const MODELS = [null, "movenet-lightning", "movenet-thunder"] as const;

/** From this many frames a second on, for the digits 1 to 9; 0 was not measured. */
export const FPS_FROM = [0, 5, 8, 12, 16, 20, 24, 28, 40] as const;

/** From this many milliseconds on, for the digits 1 to 9; 0 was not measured. */
export const MS_FROM = [0, 10, 20, 30, 40, 60, 100, 200, 500] as const;

/** The camera picture's shorter side from so many pixels on, for the digits 1 to 5; 0: no picture. */
export const SIDE_FROM_PX = [0, 360, 480, 720, 1080] as const;

export const BROWSERS = [
  "other",
  "chrome",
  "edge",
  "firefox",
  "safari",
  "samsung",
  "opera",
] as const;
export type BrowserFamily = (typeof BROWSERS)[number];

export const SYSTEMS = ["other", "android", "ios", "windows", "mac", "linux", "chromeos"] as const;
export type SystemFamily = (typeof SYSTEMS)[number];
