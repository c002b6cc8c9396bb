import { DetectorStartError } from "./detector";
import { MODELS_DIR } from "./runtime-paths";

/** One model of `models/manifest.json`, written by `pose/movenet/build.py`. */
export interface ModelEntry {
  readonly name: string;
  readonly inputSidePx: number;
  /** Checksum of the published weights, in hex: what the recording's facts name. */
  readonly weightsSha256: string;
  readonly tflite: { readonly url: string; readonly sha256: string; readonly bytes: number };
  readonly tfjsUrl: string;
}

/**
 * Reads what the manifest says of a model.
 *
 * @throws DetectorStartError `manifest_missing` or `model_missing`.
 */
export async function fetchModelEntry(name: string, signal: AbortSignal): Promise<ModelEntry> {
  let document: unknown;
  try {
    const response = await fetch(`${MODELS_DIR}manifest.json`, { signal });
    if (!response.ok) {
      throw new Error(`the server answered ${response.status}`);
    }
    document = await response.json();
  } catch (error) {
    throw new DetectorStartError("manifest_missing", `models/manifest.json: ${String(error)}`, {
      cause: error,
    });
  }
  return modelEntry(document, name);
}

/** The entry of a model in a parsed manifest. */
export function modelEntry(document: unknown, name: string): ModelEntry {
  const entry = field(field(document, "models"), name);
  const tflite = field(entry, "tflite");
  const file = field(tflite, "file");
  const sha256 = field(tflite, "sha256");
  const bytes = field(tflite, "bytes");
  const weightsSha256 = field(entry, "weights_sha256");
  const inputSidePx = field(entry, "input_side_px");
  const tfjsFile = field(field(entry, "tfjs"), "file");
  if (
    typeof file !== "string" ||
    typeof sha256 !== "string" ||
    typeof bytes !== "number" ||
    typeof weightsSha256 !== "string" ||
    typeof inputSidePx !== "number" ||
    typeof tfjsFile !== "string"
  ) {
    throw new DetectorStartError("model_missing", `models/manifest.json does not describe ${name}`);
  }
  return {
    name,
    inputSidePx,
    weightsSha256,
    tflite: { url: MODELS_DIR + file, sha256, bytes },
    tfjsUrl: MODELS_DIR + tfjsFile,
  };
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
