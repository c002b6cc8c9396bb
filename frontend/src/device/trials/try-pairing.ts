import { reasonOf, type StartedDetector, startDetector } from "../../pose/create-detector";
import type { ProgressListener } from "../../pose/detector";
import { fetchManifest } from "../../pose/model-manifest";
import type { Pairing, TrialResult } from "./trial-table";

const MANIFEST_LIMIT_MS = 15_000;

/** Starts a runtime with a network and tests it. What has started belongs to the caller. */
export async function tryPairing(
  { runtime, model }: Pairing,
  onProgress: ProgressListener,
): Promise<{ readonly result: TrialResult; readonly started: StartedDetector | null }> {
  try {
    const manifest = await fetchManifest(AbortSignal.timeout(MANIFEST_LIMIT_MS));
    const started = await startDetector(runtime, model, manifest, { onProgress });
    return { result: { kind: "passed", frameMs: started.frameMs }, started };
  } catch (error) {
    return { result: { kind: "failed", reason: reasonOf(error) }, started: null };
  }
}
