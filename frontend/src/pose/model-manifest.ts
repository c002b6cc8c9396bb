import { DetectorStartError } from "./detector";
import { MODELS_DIR } from "./runtime-paths";

/** A file that must be what the manifest says. */
export interface FileOnServer {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** One single-person model of `models/manifest.json`, written by `pose/movenet/build.py`. */
export interface ModelEntry {
  readonly name: string;
  readonly inputSidePx: number;
  /** Checksum of the published weights, in hex: what the recording's facts name. */
  readonly weightsSha256: string;
  /** The network that ends in probabilities and features: decoding is ours. */
  readonly features: FileOnServer;
  /** The layers from features to offsets and regression, applied where these are read. */
  readonly fieldLayers: FileOnServer;
  readonly tfjsUrl: string;
}

/** The network that finds several people. */
export interface MultiposeEntry {
  readonly inputSidePx: number;
  readonly full: FileOnServer;
}

/**
 * Reads the manifest.
 *
 * @throws DetectorStartError `manifest_missing`.
 */
export async function fetchManifest(signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(`${MODELS_DIR}manifest.json`, { signal });
    if (!response.ok) {
      throw new Error(`the server answered ${response.status}`);
    }
    return await response.json();
  } catch (error) {
    throw new DetectorStartError("manifest_missing", `models/manifest.json: ${String(error)}`, {
      cause: error,
    });
  }
}

/**
 * The entry of a single-person model in a manifest.
 *
 * @throws DetectorStartError `model_missing`.
 */
export function modelEntry(manifest: unknown, name: string): ModelEntry {
  const entry = field(field(manifest, "models"), name);
  const features = fileOf(entry, "features");
  const fieldLayers = fileOf(entry, "field_layers");
  const weightsSha256 = field(entry, "weights_sha256");
  const inputSidePx = field(entry, "input_side_px");
  const tfjsFile = field(field(entry, "tfjs"), "file");
  if (
    features === null ||
    fieldLayers === null ||
    typeof weightsSha256 !== "string" ||
    typeof inputSidePx !== "number" ||
    typeof tfjsFile !== "string"
  ) {
    throw new DetectorStartError("model_missing", `models/manifest.json does not describe ${name}`);
  }
  const tfjsUrl = MODELS_DIR + tfjsFile;
  return { name, inputSidePx, weightsSha256, features, fieldLayers, tfjsUrl };
}

/** The entry of the network that finds several people; `null` where the manifest has none. */
export function multiposeEntry(manifest: unknown): MultiposeEntry | null {
  const entry = field(field(manifest, "models"), "movenet-multipose");
  const full = fileOf(entry, "full");
  const inputSidePx = field(entry, "input_side_px");
  return full === null || typeof inputSidePx !== "number" ? null : { inputSidePx, full };
}

function fileOf(entry: unknown, key: string): FileOnServer | null {
  const described = field(entry, key);
  const file = field(described, "file");
  const sha256 = field(described, "sha256");
  const bytes = field(described, "bytes");
  return typeof file === "string" && typeof sha256 === "string" && typeof bytes === "number"
    ? { url: MODELS_DIR + file, sha256, bytes }
    : null;
}

function field(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
