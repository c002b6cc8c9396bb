/**
 * The LiteRT worker: a classic one, because LiteRT loads its WASM script with `importScripts`.
 */
import { type CompiledModel, loadAndCompile, loadLiteRt } from "@litertjs/core";
import { decodeHeads, FIELD_CHANNELS } from "../decoding/decode";
import { FieldLayers, layerLength } from "../decoding/field-layers";
import { DetectorStartError, type EngineMemory } from "../detector";
import type { FileOnServer, MultiposeEntry } from "../model-manifest";
import { download } from "./download";
import { LiteRtModel } from "./litert-model";
import type { LiteRtStart } from "./messages";
import type { Network, NetworkAnswer, PeopleNetwork } from "./network";
import { serve } from "./serve";

/** MoveNet is small: more threads only wait for each other. */
const MAX_THREADS = 4;
/** Side of a map's cell in pixels of the network's input. */
const CELL_PX = 4;
/** The runtime's last words on its error stream, for the detail of a failure. */
const MAX_COMPLAINTS = 3;

/** Sizes of a cell's features and of what is made of them, in every MoveNet. */
const LAYER_SIZES = { features: 24, hidden: 96, channels: FIELD_CHANNELS };
const OUTPUTS = ["centre", "keypoint_heatmaps", "features"] as const;

/** LiteRT's WASM module, as far as it is looked at here. */
interface LiteRtModule {
  readonly liteRtWasm: { readonly HEAPU8?: Uint8Array };
}

/** The layers of the two maps that are computed only where they are read. */
interface Fields {
  readonly offsets: FieldLayers;
  readonly regression: FieldLayers;
}

type Compile = (file: Uint8Array<ArrayBuffer>) => Promise<CompiledModel>;

class LiteRtNetwork implements Network {
  readonly #model: LiteRtModel;
  readonly #runtime: LiteRtModule;
  readonly #compile: Compile;
  readonly #fields: Fields;

  constructor(model: LiteRtModel, fields: Fields, runtime: LiteRtModule, compile: Compile) {
    this.#model = model;
    this.#fields = fields;
    this.#runtime = runtime;
    this.#compile = compile;
  }

  get sidePx(): number {
    return this.#model.sidePx;
  }

  async run(rgba: Uint8Array<ArrayBuffer>): Promise<NetworkAnswer> {
    const startedMs = performance.now();
    const [centre, heatmaps, features] = await this.#model.run(rgba, OUTPUTS);
    const inferredMs = performance.now();
    const side = this.sidePx / CELL_PX;
    const offsets = this.#fields.offsets.fieldOf(features, side);
    const regression = this.#fields.regression.fieldOf(features, side);
    const keypoints = decodeHeads({ side, centre, heatmaps, offsets, regression });
    const decodingMs = performance.now() - inferredMs;
    return { keypoints, inferenceMs: inferredMs - startedMs, decodingMs };
  }

  async loadPeople({ full, inputSidePx }: MultiposeEntry): Promise<PeopleNetwork> {
    const model = new LiteRtModel(await this.#compile(await fetchWhole(full)), inputSidePx);
    return {
      sidePx: inputSidePx,
      run: async (rgba) => (await model.run(rgba, ["keypoints"]))[0],
    };
  }

  memory(): EngineMemory {
    const wasmBytes = this.#runtime.liteRtWasm.HEAPU8?.byteLength ?? 0;
    return { wasmBytes, tensors: this.#model.tensors };
  }
}

serve<LiteRtStart>(async (start, progress) => {
  const complaints: string[] = [];
  try {
    const runtime = startRuntime(start, complaints);
    const [file, layers] = await Promise.all([
      download(start.features, progress),
      fetchWhole(start.fieldLayers),
    ]);
    const module = await runtime;
    const compile = compiler(start);
    const model = new LiteRtModel(await compile(file), start.inputSidePx);
    return new LiteRtNetwork(model, fieldsOf(layers), module, compile);
  } catch (error) {
    const reason = error instanceof DetectorStartError ? error.reason : "start_failed";
    throw new DetectorStartError(reason, [String(error), ...complaints].join("; "));
  }
});

/** Of the file that `pose/movenet/fields.py` writes: the offsets' layers, then the regression's. */
function fieldsOf(file: Uint8Array<ArrayBuffer>): Fields {
  const numbers = new Float32Array(file.buffer);
  const length = layerLength(LAYER_SIZES);
  return {
    offsets: new FieldLayers(numbers.subarray(0, length), LAYER_SIZES),
    regression: new FieldLayers(numbers.subarray(length), LAYER_SIZES),
  };
}

function fetchWhole(file: FileOnServer): Promise<Uint8Array<ArrayBuffer>> {
  return download(file, () => undefined);
}

/** LiteRT falls back to WebAssembly by itself, and would be taken for what it is not. */
function compiler({ accelerator, threads }: LiteRtStart): Compile {
  const cores = navigator.hardwareConcurrency || 1;
  const numThreads = threads ? Math.min(MAX_THREADS, cores) : 1;
  return async (file) => {
    const model = await loadAndCompile(file, {
      accelerator,
      cpuOptions: { numThreads },
      // Half precision moves keypoints.
      gpuOptions: { precision: "fp32" },
    });
    const elsewhere = model.options.accelerator !== accelerator;
    if (elsewhere || (accelerator === "webgpu" && !model.isFullyAccelerated)) {
      throw new DetectorStartError("not_supported", `not all of it runs on ${accelerator}`);
    }
    return model;
  };
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
