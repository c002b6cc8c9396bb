import { type GraphModel, loadGraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineMemory } from "../detector";
import type { Network, NetworkAnswer } from "./network";

/** MoveNet's published graph on a backend of TF.js that has been set. */
export class TfjsNetwork implements Network {
  readonly sidePx: number;
  readonly #model: GraphModel;
  readonly #rgb: Int32Array;

  private constructor(sidePx: number, model: GraphModel) {
    this.sidePx = sidePx;
    this.#model = model;
    this.#rgb = new Int32Array(sidePx * sidePx * 3);
  }

  static async load(
    graphUrl: string,
    sidePx: number,
    onProgress: (fraction: number) => void,
  ): Promise<TfjsNetwork> {
    const files = tf.io.http(graphUrl, { onProgress });
    return new TfjsNetwork(sidePx, await loadGraphModel(files));
  }

  async run(rgba: Uint8Array<ArrayBuffer>): Promise<NetworkAnswer> {
    const startedMs = performance.now();
    const rgb = this.#rgb;
    for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
      rgb[to] = rgba[from] as number;
      rgb[to + 1] = rgba[from + 1] as number;
      rgb[to + 2] = rgba[from + 2] as number;
    }
    const output = tf.tidy(() => {
      const picture = tf.tensor4d(rgb, [1, this.sidePx, this.sidePx, 3], "int32");
      return this.#model.execute(picture) as tf.Tensor;
    });
    try {
      const keypoints = (await output.data()) as Float32Array;
      return { keypoints, inferenceMs: performance.now() - startedMs, decodingMs: 0 };
    } finally {
      output.dispose();
    }
  }

  memory(): EngineMemory {
    return { wasmBytes: 0, tensors: tf.memory().numTensors };
  }
}
