import { type ModelName, RUNTIME_NAMES, type RuntimeName } from "./detector";
import { FAST_ENOUGH_MS } from "./pace";
import { LITERT_VERSION, TFJS_VERSION } from "./runtime-paths";

/** What this device did best with, the last time that it was tried. */
export interface RememberedChoice {
  readonly runtime: RuntimeName;
  readonly model: ModelName;
  /** Milliseconds of one frame, from its pixels to keypoints, when it was tried. */
  readonly frameMs: number;
  /** Whether the larger network was tried here, and was too slow. */
  readonly thunderTooSlow: boolean;
  /** Whether it was compared with others; a first visit takes the first that works. */
  readonly compared: boolean;
  /** Whether a person chose it on the device check page: then it is taken as it is while it works. */
  readonly byHand: boolean;
}

/** Where the choice is kept; `localStorage` in a browser. */
export type KeptTexts = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const KEY = "plumbline:runtime";

/**
 * A choice holds for this browser with these runtimes: another version of either starts anew. One
 * that was too slow holds for the day: something else may have held the device up.
 */
function circumstances(frameMs: number): string {
  const day = frameMs > FAST_ENOUGH_MS ? new Date().toDateString() : "";
  return [navigator.userAgent, LITERT_VERSION, TFJS_VERSION, day].join("|");
}

/** The remembered choice; `null` where there is none, or it was made under other circumstances. */
export function recallChoice(kept: KeptTexts | null = keptTexts()): RememberedChoice | null {
  try {
    const found: unknown = JSON.parse(kept?.getItem(KEY) ?? "null");
    if (typeof found !== "object" || found === null) {
      return null;
    }
    const {
      runtime,
      model,
      frameMs,
      thunderTooSlow,
      compared,
      byHand,
      circumstances: then,
    } = found as Record<string, unknown>;
    return typeof frameMs === "number" &&
      then === circumstances(frameMs) &&
      RUNTIME_NAMES.includes(runtime as RuntimeName) &&
      (model === "movenet-lightning" || model === "movenet-thunder") &&
      typeof thunderTooSlow === "boolean" &&
      typeof compared === "boolean" &&
      typeof byHand === "boolean"
      ? { runtime: runtime as RuntimeName, model, frameMs, thunderTooSlow, compared, byHand }
      : null;
  } catch {
    return null;
  }
}

/** Remembers a choice. Where the browser keeps nothing, the next start tries anew. */
export function rememberChoice(
  choice: RememberedChoice,
  kept: KeptTexts | null = keptTexts(),
): void {
  try {
    kept?.setItem(KEY, JSON.stringify({ ...choice, circumstances: circumstances(choice.frameMs) }));
  } catch {
    // Storage that is full or forbidden costs a second at the next start, nothing else.
  }
}

/**
 * Remembers that the remembered choice was quicker in use than when it was tried: a runtime that has
 * just started is cold, and the larger network is tried where the smaller one is quick.
 */
export function rememberQuicker(
  { runtime, model }: { readonly runtime: string; readonly model: string },
  frameMs: number,
  kept: KeptTexts | null = keptTexts(),
): void {
  const choice = recallChoice(kept);
  if (choice?.runtime === runtime && choice.model === model && frameMs < choice.frameMs) {
    rememberChoice({ ...choice, frameMs }, kept);
  }
}

/** Forgets the choice: the next start tries every runtime again. */
export function forgetChoice(kept: KeptTexts | null = keptTexts()): void {
  try {
    kept?.removeItem(KEY);
  } catch {
    // What cannot be kept cannot be forgotten.
  }
}

/** Browsers throw at the mere mention of storage that a setting forbids. */
function keptTexts(): KeptTexts | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
