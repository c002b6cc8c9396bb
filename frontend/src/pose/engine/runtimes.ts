import type { ModelName, PoseDetector, RuntimeName } from "../detector";
import { type FileOnServer, type ModelEntry, modelEntry, multiposeEntry } from "../model-manifest";
import { LITERT_DIR, LITERT_VERSION, TFJS_VERSION, TFJS_WASM_DIR } from "../runtime-paths";
import type { LiteRtStart, TfjsStart } from "./messages";
import { WorkerDetector } from "./worker-detector";

/**
 * A detector on that runtime with that network; it has not started yet.
 *
 * @throws DetectorStartError `model_missing`.
 */
export function detectorFor(
  runtime: RuntimeName,
  model: ModelName,
  manifest: unknown,
  startLimitMs: number,
): PoseDetector {
  const entry = modelEntry(manifest, model);
  const people = multiposeEntry(manifest);
  const what = {
    runtime,
    model,
    modelSha256: entry.weightsSha256,
    people: people && { ...people, full: reachable(people.full) },
  };
  const start = startOf(runtime, entry);
  return "accelerator" in start
    ? new WorkerDetector(
        {
          ...what,
          start,
          runtimeVersion: LITERT_VERSION,
          createWorker: () => new Worker(new URL("./litert-worker.ts", import.meta.url)),
        },
        startLimitMs,
      )
    : new WorkerDetector(
        {
          ...what,
          start,
          runtimeVersion: TFJS_VERSION,
          createWorker: () => new Worker(new URL("./tfjs-worker.ts", import.meta.url)),
        },
        startLimitMs,
      );
}

function startOf(runtime: RuntimeName, entry: ModelEntry): LiteRtStart | TfjsStart {
  const { inputSidePx } = entry;
  switch (runtime) {
    case "litert-wasm-threads":
    case "litert-wasm":
    case "litert-webgpu":
      return {
        accelerator: runtime === "litert-webgpu" ? "webgpu" : "wasm",
        runtimeDir: absolute(LITERT_DIR),
        threads: runtime === "litert-wasm-threads",
        features: reachable(entry.features),
        fieldLayers: reachable(entry.fieldLayers),
        inputSidePx,
      };
    case "tfjs-wasm":
    case "tfjs-webgl":
    case "tfjs-webgpu":
      return {
        backend: runtime === "tfjs-wasm" ? "wasm" : runtime === "tfjs-webgl" ? "webgl" : "webgpu",
        runtimeDir: absolute(TFJS_WASM_DIR),
        graphUrl: absolute(entry.tfjsUrl),
        inputSidePx,
      };
  }
}

function reachable(file: FileOnServer): FileOnServer {
  return { ...file, url: absolute(file.url) };
}

/** A worker's own address is not the page's. */
function absolute(path: string): string {
  return new URL(path, location.href).href;
}
