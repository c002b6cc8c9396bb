import {
  DetectorStartError,
  type FallbackReason,
  type ModelName,
  NoRuntimeWorks,
  type PassedOver,
  type PoseDetector,
  type ProgressListener,
  type RuntimeName,
} from "./detector";
import { detectorFor } from "./engine/runtimes";
import { fetchManifest } from "./model-manifest";
import {
  forgetChoice,
  type RememberedChoice,
  recallChoice,
  rememberChoice,
} from "./runtime-memory";
import { isThunderWorthATry, type Search, searchFor, THUNDER_LIMIT_MS } from "./runtime-search";
import { knownPicture, selfTest } from "./self-test";
import { TimeLimitError, withTimeLimit } from "./time-limit";

const MANIFEST_LIMIT_MS = 15_000;
/** Generous: on a slow line the runtime is 2 MB compressed and the model 4.7 MB. */
const START_LIMIT_MS = 60_000;
const SELF_TEST_LIMIT_MS = 20_000;

/** A runtime that was measured slower elsewhere must be so much quicker here: what else ran meanwhile slows any. */
const CLEARLY_QUICKER = 1.5;
/** A detector that starts, has passed its self-test and has been timed. */
export interface StartedDetector {
  readonly detector: PoseDetector;
  /** Milliseconds of one frame, from its pixels to keypoints, on the known picture. */
  readonly frameMs: number;
}

export interface CreatedDetector extends StartedDetector {
  readonly passedOver: readonly PassedOver[];
}

export interface CreateOptions {
  /** Forces a network; by default the larger one where this device holds it. */
  readonly model?: ModelName;
  /** Forces a choice of runtimes, tried in this order; nothing is remembered then. */
  readonly runtimes?: readonly RuntimeName[];
  readonly onProgress?: ProgressListener;
  readonly startLimitMs?: number;
}

/**
 * The best detector for this device: one that starts in time, finds the known picture's keypoints,
 * and is fast enough; where none is fast enough, the clearly fastest of those that are right. What was found
 * is remembered for this browser, and starts at once the next time (self-test included). What a
 * person chose by hand is taken while it is right, however slow; once it fails it is forgotten.
 *
 * @throws NoRuntimeWorks when none is right; it says why each was passed over.
 */
export async function createDetector(options: CreateOptions = {}): Promise<CreatedDetector> {
  const manifest = await fetchManifest(AbortSignal.timeout(MANIFEST_LIMIT_MS));
  const forced = options.runtimes !== undefined;
  const recalled = forced ? null : recallChoice();
  const passedOver: PassedOver[] = [];
  const attempt = async (runtime: RuntimeName, model: ModelName) => {
    try {
      const looks = recalled?.runtime === runtime && recalled.model === model ? 1 : undefined;
      return await startDetector(runtime, model, manifest, { ...options, looks });
    } catch (error) {
      passedOver.push({ runtime, model, reason: reasonOf(error), detail: String(error) });
      return null;
    }
  };
  const chosen = await chosenByHand(options, recalled, attempt);
  if (chosen !== null) {
    return { ...chosen, passedOver };
  }
  const remembered = recalled?.byHand === true ? null : recalled;
  const search = searchFor(options.runtimes, remembered);
  const thunder = await thunderIfHeld(options, remembered, attempt);
  if (thunder !== null) {
    return { ...thunder, passedOver };
  }
  const model = options.model ?? "movenet-lightning";
  const found = await firstFastEnough(search, (runtime) => attempt(runtime, model), passedOver);
  if (found === null) {
    throw new NoRuntimeWorks(passedOver);
  }
  if (!forced && options.model === undefined) {
    const { runtime } = found.detector;
    // One look may have waited for something else; what was quick once can be.
    const before = remembered?.runtime === runtime ? remembered.frameMs : found.frameMs;
    rememberChoice({
      runtime,
      model,
      frameMs: Math.min(before, found.frameMs),
      thunderTooSlow: remembered?.thunderTooSlow === true || isThunderWorthATry(remembered),
      compared: search.compares,
      byHand: false,
    });
  }
  return { ...found, passedOver };
}

type Attempt = (runtime: RuntimeName, model: ModelName) => Promise<StartedDetector | null>;

async function chosenByHand(
  options: CreateOptions,
  recalled: RememberedChoice | null,
  attempt: Attempt,
): Promise<StartedDetector | null> {
  if (recalled?.byHand !== true || options.model !== undefined) {
    return null;
  }
  const started = await attempt(recalled.runtime, recalled.model);
  if (started === null) {
    forgetChoice();
  }
  return started;
}

async function thunderIfHeld(
  options: CreateOptions,
  remembered: RememberedChoice | null,
  attempt: Attempt,
): Promise<StartedDetector | null> {
  if (remembered === null || options.model !== undefined || !isThunderWorthATry(remembered)) {
    return null;
  }
  const { runtime } = remembered;
  const started = await attempt(runtime, "movenet-thunder");
  if (started === null || started.frameMs > THUNDER_LIMIT_MS) {
    started?.detector.dispose();
    return null;
  }
  rememberChoice({
    runtime,
    model: "movenet-thunder",
    frameMs: started.frameMs,
    thunderTooSlow: false,
    compared: remembered.compared,
    byHand: false,
  });
  return started;
}

/** The first that is fast enough, or the clearly fastest. */
async function firstFastEnough(
  { order, enoughMs, settleFor }: Search,
  attempt: (runtime: RuntimeName) => Promise<StartedDetector | null>,
  passedOver: PassedOver[],
): Promise<StartedDetector | null> {
  let best: StartedDetector | null = null;
  for (const runtime of order) {
    const started = await attempt(runtime);
    if (started === null) {
      continue;
    }
    if (best === null || started.frameMs * CLEARLY_QUICKER < best.frameMs) {
      passOver(best, passedOver);
      best = started;
    } else {
      passOver(started, passedOver);
    }
    if (best.frameMs <= enoughMs || runtime === settleFor) {
      break;
    }
  }
  return best;
}

function passOver(slower: StartedDetector | null, passedOver: PassedOver[]): void {
  if (slower !== null) {
    const { detector, frameMs } = slower;
    const { runtime, model } = detector;
    detector.dispose();
    const detail = `${frameMs.toFixed(0)} ms a frame`;
    passedOver.push({ runtime, model, reason: "too_slow", detail });
  }
}

interface StartOptions extends Pick<CreateOptions, "onProgress" | "startLimitMs"> {
  /** How often it looks at the known picture; one is enough for who was timed before. */
  readonly looks?: number | undefined;
}

/**
 * Starts one runtime, tests and times it.
 *
 * @throws DetectorStartError, or TimeLimitError.
 */
export async function startDetector(
  runtime: RuntimeName,
  model: ModelName,
  manifest: unknown,
  { onProgress = () => undefined, startLimitMs = START_LIMIT_MS, looks }: StartOptions = {},
): Promise<StartedDetector> {
  await requireSupport(runtime);
  // Its picture comes meanwhile; whether it came shows when it is looked at.
  knownPicture().catch(() => undefined);
  const detector = detectorFor(runtime, model, manifest, startLimitMs);
  try {
    const loading = detector.load((fraction) => onProgress(fraction * 0.9));
    await withTimeLimit(loading, startLimitMs, `starting ${runtime}`);
    const testing = selfTest(detector, looks);
    const frameMs = await withTimeLimit(testing, SELF_TEST_LIMIT_MS, `the self-test of ${runtime}`);
    onProgress(1);
    return { detector, frameMs };
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

/** Spares a download where the browser says beforehand that it cannot. */
async function requireSupport(runtime: RuntimeName): Promise<void> {
  if (runtime === "litert-wasm-threads" && !crossOriginIsolated) {
    throw new DetectorStartError("not_isolated", "threads need a cross-origin isolated page");
  }
  if (runtime.endsWith("webgpu") && !(await hasGraphicsAdapter())) {
    throw new DetectorStartError("not_supported", "WebGPU has no adapter here");
  }
}

/** Browsers that know WebGPU may have no device for it. */
async function hasGraphicsAdapter(): Promise<boolean> {
  const gpu = "gpu" in navigator ? (navigator.gpu as { requestAdapter(): Promise<unknown> }) : null;
  return ((await gpu?.requestAdapter()) ?? null) !== null;
}

/** Why an attempt failed, as the log names it. */
export function reasonOf(error: unknown): FallbackReason {
  if (error instanceof DetectorStartError) {
    return error.reason;
  }
  return error instanceof TimeLimitError ? "start_timed_out" : "start_failed";
}
