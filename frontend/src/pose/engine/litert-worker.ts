/**
 * The LiteRT worker: a classic one, because LiteRT loads its WASM script with `importScripts`.
 */
import { type CompiledModel, loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { decodeHeads, type HeadMaps } from "../decoding/decode";
import { DetectorStartError, type EngineMemory } from "../detector";
import { download } from "./download";
import type { LiteRtStart } from "./messages";
import type { Network, NetworkAnswer } from "./network";
import { serve } from "./serve";

/** MoveNet is small: more threads only wait for each other. */
const MAX_THREADS = 4;
/** Side of a map's cell in pixels of the network's input. */
const CELL_PX = 4;
/** The runtime's last words on its error stream, for the detail of a failure. */
const MAX_COMPLAINTS = 3;

/** LiteRT's WASM module, as far as it is looked at here. */
interface LiteRtModule {
  readonly liteRtWasm: { readonly HEAPU8?: Uint8Array };
}

class LiteRtNetwork implements Network {
  readonly sidePx: number;
  readonly #model: CompiledModel;
  readonly #runtime: LiteRtModule;
  #tensors = 0;

  constructor(sidePx: number, model: CompiledModel, runtime: LiteRtModule) {
    this.sidePx = sidePx;
    this.#model = model;
    this.#runtime = runtime;
  }

  async run(rgba: Uint8Array<ArrayBuffer>): Promise<NetworkAnswer> {
    const startedMs = performance.now();
    const held: Tensor[] = [];
    try {
      const input = new Tensor(rgba, [1, this.sidePx, this.sidePx, 4]);
      held.push(input);
      const outputs = await this.#model.run({ rgba: input });
      held.push(...Object.values(outputs));
      const maps = await this.#maps(outputs);
      const inferredMs = performance.now();
      const keypoints = decodeHeads(maps);
      return {
        keypoints,
        inferenceMs: inferredMs - startedMs,
        decodingMs: performance.now() - inferredMs,
      };
    } finally {
      for (const tensor of held) {
        tensor.delete();
      }
      this.#tensors = held.filter((tensor) => !tensor.deleted).length;
    }
  }

  async #maps(outputs: Readonly<Record<string, Tensor>>): Promise<HeadMaps> {
    const [centre, heatmaps, offsets, regression] = await Promise.all([
      floats(outputs.centre),
      floats(outputs.keypoint_heatmaps),
      floats(outputs.keypoint_offsets),
      floats(outputs.keypoint_regression),
    ]);
    return { side: this.sidePx / CELL_PX, centre, heatmaps, offsets, regression };
  }

  memory(): EngineMemory {
    const wasmBytes = this.#runtime.liteRtWasm.HEAPU8?.byteLength ?? 0;
    return { wasmBytes, tensors: this.#tensors };
  }
}

serve<LiteRtStart>(async (start, progress) => {
  const complaints: string[] = [];
  try {
    const runtime = startRuntime(start, complaints);
    const bytes = await download(start.heads, progress);
    const module = await runtime;
    const cores = navigator.hardwareConcurrency || 1;
    const numThreads = start.threads ? Math.min(MAX_THREADS, cores) : 1;
    const model = await loadAndCompile(bytes, {
      accelerator: start.accelerator,
      cpuOptions: { numThreads },
    });
    if (start.accelerator === "webgpu" && !onGraphicsCard(model)) {
      throw new DetectorStartError(
        "not_supported",
        "the network does not run on WebGPU as a whole",
      );
    }
    requireInput(model, start.inputSidePx);
    return new LiteRtNetwork(start.inputSidePx, model, module);
  } catch (error) {
    const reason = error instanceof DetectorStartError ? error.reason : "start_failed";
    throw new DetectorStartError(reason, [String(error), ...complaints].join("; "));
  }
});

async function floats(tensor: Tensor | undefined): Promise<Float32Array> {
  const values = await tensor?.data();
  if (!(values instanceof Float32Array)) {
    throw new Error("the model did not answer with its four maps in 32-bit floats");
  }
  return values;
}

/** LiteRT looks for its files beside this script, and hangs without a word when they are elsewhere: it is told. */
async function startRuntime(
  { runtimeDir, threads }: LiteRtStart,
  complaints: string[],
): Promise<LiteRtModule> {
  const script = threads ? "litert_wasm_threaded_internal.js" : "litert_wasm_internal.js";
  Object.assign(self, {
    Module: {
      locateFile: (file: string) => runtimeDir + file,
      mainScriptUrlOrBlob: runtimeDir + script,
      // It writes what is merely informative there too; a browser would show that as an error.
      printErr: (line: string) => {
        complaints.push(line);
        complaints.splice(0, complaints.length - MAX_COMPLAINTS);
      },
    },
  });
  return (await loadLiteRt(runtimeDir, { threads })) as unknown as LiteRtModule;
}

/** LiteRT falls back to WebAssembly by itself, and would be taken for what it is not. */
function onGraphicsCard(model: CompiledModel): boolean {
  return model.options.accelerator === "webgpu" && model.isFullyAccelerated;
}

function requireInput(model: CompiledModel, sidePx: number): void {
  const shape = [...(model.getInputDetails()[0]?.shape ?? [])].join("x");
  if (shape !== `1x${sidePx}x${sidePx}x4`) {
    throw new Error(`the model takes ${shape}, not 1x${sidePx}x${sidePx}x4`);
  }
}
