/**
 * The peer: `@tensorflow-models/pose-detection` as its documentation says to use it, on TF.js's WASM
 * backend, in the page's own thread.
 */
import "@tensorflow/tfjs-backend-wasm";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import {
  createDetector,
  movenet,
  type PoseDetector as StockPoseDetector,
  SupportedModels,
} from "@tensorflow-models/pose-detection";
import type { CropRegion } from "../src/pose/calculators/crop-region";
import type { ModelName } from "../src/pose/detector";
import type { ModelEntry } from "../src/pose/model-manifest";
import { TFJS_WASM_DIR } from "../src/pose/runtime-paths";

export interface StockOptions {
  readonly model: ModelName;
  readonly entry: ModelEntry;
  /** Whether TF.js may start threads, which a page with a strict policy cannot let it. */
  readonly threads: boolean;
}

/** The stock detector, ready; without smoothing, which would make its keypoints later ones. */
export async function createStock({
  model,
  entry,
  threads,
}: StockOptions): Promise<StockPoseDetector> {
  setWasmPaths(TFJS_WASM_DIR);
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", threads);
  if (!(await tf.setBackend("wasm"))) {
    throw new Error("TF.js could not start its WASM backend");
  }
  const { SINGLEPOSE_LIGHTNING, SINGLEPOSE_THUNDER } = movenet.modelType;
  return createDetector(SupportedModels.MoveNet, {
    modelType: model === "movenet-thunder" ? SINGLEPOSE_THUNDER : SINGLEPOSE_LIGHTNING,
    modelUrl: entry.tfjsUrl,
    enableSmoothing: false,
  });
}

/** Where the stock detector will look in the next picture: its own field, which it does not show. */
export function cropOf(stock: StockPoseDetector): CropRegion {
  const crop: unknown = Reflect.get(stock, "cropRegion");
  if (typeof crop !== "object" || crop === null || !("xMin" in crop)) {
    throw new Error("the stock detector has not looked at a picture yet");
  }
  return crop as CropRegion;
}
