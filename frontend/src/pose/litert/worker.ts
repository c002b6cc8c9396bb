/**
 * The LiteRT worker: a classic one, because LiteRT loads its WASM script with `importScripts`.
 * It holds the model, turns each small picture into RGBA and answers with MoveNet's output.
 */
import { type CompiledModel, loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import type { FromWorker, ToWorker } from "./messages";

type Start = Extract<ToWorker, { type: "start" }>;

/** MoveNet is small: more threads only wait for each other. */
const MAX_THREADS = 4;

/** The runtime's last words on its error stream, for the detail of a failure. */
const MAX_COMPLAINTS = 3;
let complaints: string[] = [];
let model: CompiledModel | null = null;
let canvas: OffscreenCanvasRenderingContext2D | null = null;
let sidePx = 0;

self.onmessage = (event: MessageEvent<ToWorker>): void => {
  const message = event.data;
  if (message.type === "start") {
    start(message).catch((error: unknown) => {
      const detail = [String(error), ...complaints].join("; ");
      say({ type: "failed", reason: "start_failed", detail });
    });
  } else {
    detect(message.picture)
      .then((output) => say({ type: "pose", id: message.id, output }))
      .catch((error: unknown) => {
        say({ type: "frame_failed", id: message.id, detail: String(error) });
      })
      .finally(() => message.picture.close());
  }
};

function say(message: FromWorker): void {
  self.postMessage(message);
}

async function start(options: Start): Promise<void> {
  sidePx = options.inputSidePx;
  const runtime = startRuntime(options);
  const bytes = await download(options);
  if ((await sha256(bytes)) !== options.modelSha256) {
    say({
      type: "failed",
      reason: "checksum",
      detail: `${options.modelUrl} is not what was built`,
    });
    return;
  }
  await runtime;
  const cores = navigator.hardwareConcurrency || 1;
  const numThreads = options.threads ? Math.min(MAX_THREADS, cores) : 1;
  model = await loadAndCompile(bytes, { accelerator: "wasm", cpuOptions: { numThreads } });
  const shape = [...(model.getInputDetails()[0]?.shape ?? [])].join("x");
  if (shape !== `1x${sidePx}x${sidePx}x4`) {
    throw new Error(`the model takes ${shape}, not 1x${sidePx}x${sidePx}x4`);
  }
  canvas = new OffscreenCanvas(sidePx, sidePx).getContext("2d", { willReadFrequently: true });
  say({ type: "started" });
}

/** LiteRT looks for its files beside this script, and hangs without a word when they are elsewhere: it is told. */
async function startRuntime({ runtimeDir, threads }: Start): Promise<void> {
  const script = threads ? "litert_wasm_threaded_internal.js" : "litert_wasm_internal.js";
  Object.assign(self, {
    Module: {
      locateFile: (file: string) => runtimeDir + file,
      mainScriptUrlOrBlob: runtimeDir + script,
      // It writes what is merely informative there too; a browser would show that as an error.
      printErr: (line: string) => {
        complaints = [...complaints, line].slice(-MAX_COMPLAINTS);
      },
    },
  });
  await loadLiteRt(runtimeDir, { threads });
}

async function download({ modelUrl, modelBytes }: Start): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(modelUrl);
  if (!response.ok || response.body === null) {
    throw new Error(`${modelUrl}: the server answered ${response.status}`);
  }
  const bytes = new Uint8Array(modelBytes);
  let received = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (received + part.value.length > modelBytes) {
      throw new Error(`${modelUrl} is longer than ${modelBytes} bytes`);
    }
    bytes.set(part.value, received);
    received += part.value.length;
    say({ type: "progress", fraction: received / modelBytes });
  }
  return bytes.subarray(0, received);
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function detect(picture: ImageBitmap): Promise<Float32Array> {
  if (model === null || canvas === null) {
    throw new Error("the worker has not started");
  }
  // Outside the camera's picture there is black, as in MoveNet's training.
  canvas.clearRect(0, 0, sidePx, sidePx);
  canvas.drawImage(picture, 0, 0, sidePx, sidePx);
  const rgba = canvas.getImageData(0, 0, sidePx, sidePx).data;
  const input = new Tensor(new Uint8Array(rgba.buffer), [1, sidePx, sidePx, 4]);
  let outputs: Tensor[] = [];
  try {
    outputs = await model.run(input);
    const output = outputs[0]?.toTypedArray();
    if (!(output instanceof Float32Array)) {
      throw new Error("the model did not answer with 32-bit floats");
    }
    return output.slice();
  } finally {
    input.delete();
    for (const tensor of outputs) {
      tensor.delete();
    }
  }
}
