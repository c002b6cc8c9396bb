import {
  DetectorStartError,
  type FallbackReason,
  type ModelName,
  type PassedOver,
  type PoseDetector,
  type ProgressListener,
  type RuntimeName,
} from "./detector";
import { detectorFor } from "./engine/runtimes";
import { fetchManifest, type ModelEntry, modelEntry } from "./model-manifest";
import { selfTest } from "./self-test";
import { TimeLimitError, withTimeLimit } from "./time-limit";

const MANIFEST_LIMIT_MS = 15_000;
/** Generous: on a slow line the runtime is 2 MB compressed and the model 4.7 MB. */
const START_LIMIT_MS = 60_000;
const SELF_TEST_LIMIT_MS = 10_000;

export interface CreatedDetector {
  readonly detector: PoseDetector;
  readonly passedOver: readonly PassedOver[];
}

export interface CreateOptions {
  readonly model?: ModelName;
  /** Tried in this order; by default the fastest first. */
  readonly runtimes?: readonly RuntimeName[];
  readonly onProgress?: ProgressListener;
  readonly startLimitMs?: number;
}

const FASTEST_FIRST: readonly RuntimeName[] = ["litert-wasm-threads", "litert-wasm", "tfjs-wasm"];

/**
 * The fastest detector that starts in time and passes the self-test on this device.
 *
 * @throws DetectorStartError when none does; its message says why each was passed over.
 */
export async function createDetector(options: CreateOptions = {}): Promise<CreatedDetector> {
  const manifest = await fetchManifest(AbortSignal.timeout(MANIFEST_LIMIT_MS));
  const entry = modelEntry(manifest, options.model ?? "movenet-lightning");
  const passedOver: PassedOver[] = [];
  for (const runtime of options.runtimes ?? FASTEST_FIRST) {
    try {
      return { detector: await start(runtime, entry, options), passedOver };
    } catch (error) {
      passedOver.push({ runtime, reason: reasonOf(error), detail: String(error) });
    }
  }
  const reason = passedOver.at(-1)?.reason ?? "start_failed";
  const told = passedOver.map((one) => `${one.runtime}: ${one.detail}`).join("; ");
  throw new DetectorStartError(reason, `no runtime could start: ${told}`);
}

async function start(
  runtime: RuntimeName,
  entry: ModelEntry,
  { onProgress = () => undefined, startLimitMs = START_LIMIT_MS }: CreateOptions,
): Promise<PoseDetector> {
  if (runtime === "litert-wasm-threads" && !crossOriginIsolated) {
    throw new DetectorStartError("not_isolated", "threads need a cross-origin isolated page");
  }
  const detector = detectorFor(runtime, entry, startLimitMs);
  try {
    const loading = detector.load((fraction) => onProgress(fraction * 0.9));
    await withTimeLimit(loading, startLimitMs, `starting ${runtime}`);
    await withTimeLimit(selfTest(detector), SELF_TEST_LIMIT_MS, `the self-test of ${runtime}`);
    onProgress(1);
    return detector;
  } catch (error) {
    detector.dispose();
    throw error;
  }
}

function reasonOf(error: unknown): FallbackReason {
  if (error instanceof DetectorStartError) {
    return error.reason;
  }
  return error instanceof TimeLimitError ? "start_timed_out" : "start_failed";
}
