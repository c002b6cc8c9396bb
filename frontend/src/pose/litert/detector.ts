import { cropInPixels, fromCrop, type PixelRect } from "../calculators/crop-pixels";
import {
  DetectorBusyError,
  DetectorStartError,
  type FrameSource,
  type PoseDetector,
  type ProgressListener,
  type RuntimeName,
} from "../detector";
import { CropFollower } from "../filters/crop-follower";
import { sizeOf } from "../frame-size";
import type { ModelEntry } from "../model-manifest";
import type { RawPose } from "../pose";
import { LITERT_DIR, LITERT_VERSION } from "../runtime-paths";
import { TimeLimitError, withTimeLimit } from "../time-limit";
import type { FromWorker, ToWorker } from "./messages";

const MAX_OUTSTANDING = 2;
const FRAME_LIMIT_MS = 5_000;

interface Waiting {
  readonly resolve: (output: Float32Array) => void;
  readonly reject: (error: Error) => void;
}

/** MoveNet on LiteRT's WASM runtime (XNNPACK) in a worker; with threads where the page is cross-origin isolated. */
export class LiteRtDetector implements PoseDetector {
  readonly runtime: RuntimeName;
  readonly runtimeVersion = LITERT_VERSION;
  readonly model: string;
  readonly modelSha256: string;
  readonly #entry: ModelEntry;
  readonly #startLimitMs: number;
  readonly #follower = new CropFollower();
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 0;
  #outstanding = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(entry: ModelEntry, options: { threads: boolean; startLimitMs: number }) {
    this.runtime = options.threads ? "litert-wasm-threads" : "litert-wasm";
    this.model = entry.name;
    this.modelSha256 = entry.weightsSha256;
    this.#entry = entry;
    this.#startLimitMs = options.startLimitMs;
  }

  async load(onProgress: ProgressListener = () => undefined): Promise<void> {
    const worker = new Worker(new URL("./worker.ts", import.meta.url));
    this.#worker = worker;
    const started = new Promise<void>((resolve, reject) => {
      worker.onerror = (event) => {
        reject(new DetectorStartError("start_failed", event.message || "the worker did not load"));
      };
      worker.onmessage = (event: MessageEvent<FromWorker>) => {
        const message = event.data;
        if (message.type === "progress") {
          onProgress(message.fraction);
        } else if (message.type === "started") {
          resolve();
        } else if (message.type === "failed") {
          reject(new DetectorStartError(message.reason, message.detail));
        }
      };
    });
    this.#tell(this.#startMessage());
    try {
      await withTimeLimit(started, this.#startLimitMs, `starting ${this.runtime}`);
    } catch (error) {
      this.dispose();
      throw error instanceof TimeLimitError
        ? new DetectorStartError("start_timed_out", error.message, { cause: error })
        : error;
    }
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#settle(event.data);
    worker.onerror = (event) => this.#failAll(new Error(event.message));
  }

  async detect(frame: FrameSource, timeUs: number): Promise<RawPose> {
    if (this.#outstanding >= MAX_OUTSTANDING) {
      throw new DetectorBusyError("two frames are being worked on");
    }
    this.#outstanding += 1;
    const startedMs = performance.now();
    try {
      const image = sizeOf(frame);
      const rect = cropInPixels(this.#follower.crop(image), image);
      const output = await this.#infer(await this.#grab(frame, rect));
      const keypoints = fromCrop(output, rect, image);
      this.#follower.apply(keypoints, image);
      return { kind: "raw", timeUs, keypoints, latencyMs: performance.now() - startedMs };
    } finally {
      this.#outstanding -= 1;
    }
  }

  reset(): void {
    this.#follower.reset();
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#failAll(new Error("the detector was closed"));
  }

  /** Takes the picture now, while the network may still work on the one before. */
  #grab(frame: FrameSource, rect: PixelRect): Promise<ImageBitmap> {
    const side = this.#entry.inputSidePx;
    return createImageBitmap(frame, rect.x, rect.y, rect.width, rect.height, {
      resizeWidth: side,
      resizeHeight: side,
      resizeQuality: "low",
    });
  }

  async #infer(picture: ImageBitmap): Promise<Float32Array> {
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = new Promise<Float32Array>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
    });
    this.#tell({ type: "detect", id, picture }, [picture]);
    // Answers are handed out in the order of the pictures, which is the worker's own.
    const inOrder = Promise.all([answer, this.#last]).then(([output]) => output);
    this.#last = inOrder.catch(() => undefined);
    try {
      return await withTimeLimit(inOrder, FRAME_LIMIT_MS, "one frame");
    } finally {
      this.#waiting.delete(id);
    }
  }

  #startMessage(): ToWorker {
    const { tflite, inputSidePx } = this.#entry;
    return {
      type: "start",
      runtimeDir: new URL(LITERT_DIR, location.href).href,
      threads: this.runtime === "litert-wasm-threads",
      modelUrl: new URL(tflite.url, location.href).href,
      modelSha256: tflite.sha256,
      modelBytes: tflite.bytes,
      inputSidePx,
    };
  }

  #tell(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.#worker === null) {
      throw new Error("the detector is not loaded");
    }
    this.#worker.postMessage(message, transfer);
  }

  #settle(message: FromWorker): void {
    if (message.type === "pose") {
      this.#waiting.get(message.id)?.resolve(message.output);
    } else if (message.type === "frame_failed") {
      this.#waiting.get(message.id)?.reject(new Error(message.detail));
    }
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) {
      reject(error);
    }
    this.#waiting.clear();
  }
}
