/** The TF.js worker: MoveNet's published graph on WebAssembly, WebGL or WebGPU. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import type { TfjsStart } from "./messages";
import { serve } from "./serve";
import { TfjsNetwork } from "./tfjs-network";

serve<TfjsStart>(async ({ backend, runtimeDir, graphUrl, inputSidePx }, progress) => {
  setWasmPaths(runtimeDir);
  // Its threads start from a blob address, which the page's policy forbids.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  if (!(await tf.setBackend(backend))) {
    throw new Error(`TF.js could not start its backend ${backend}`);
  }
  await tf.ready();
  return TfjsNetwork.load(graphUrl, inputSidePx, progress);
});
