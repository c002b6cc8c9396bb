import type { CropRegion } from "../calculators/crop-region";
import {
  DetectorBusyError,
  DetectorStartError,
  type EngineMemory,
  type FollowListener,
  type FrameSource,
  type PoseDetector,
  type ProgressListener,
  type RuntimeName,
} from "../detector";
import type { MultiposeEntry } from "../model-manifest";
import type { RawPose } from "../pose";
import { TimeLimitError, withTimeLimit } from "../time-limit";
import { type Answer, type FromWorker, sharedNowMs, type ToWorker } from "./messages";

const MAX_OUTSTANDING = 2;
const FRAME_LIMIT_MS = 5_000;

/** What a runtime is called, and how its worker starts. */
export interface WorkerRuntime<Start> {
  readonly runtime: RuntimeName;
  readonly runtimeVersion: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly start: Start;
  /** The network for several people, where the server has it. */
  readonly people: MultiposeEntry | null;
  /** The bundler must see each worker's address where it is written. */
  createWorker(): Worker;
}

interface Outstanding {
  readonly resolve: (pose: RawPose) => void;
  readonly reject: (error: Error) => void;
}

/** A MoveNet in a worker: the page hands frames over, or the camera, and gets poses. */
export class WorkerDetector<Start> implements PoseDetector {
  readonly runtime: RuntimeName;
  readonly runtimeVersion: string;
  readonly model: string;
  readonly modelSha256: string;
  readonly #options: WorkerRuntime<Start>;
  readonly #startLimitMs: number;
  readonly #outstanding = new Map<number, Outstanding>();
  #worker: Worker | null = null;
  #following: FollowListener | null = null;
  #nextId = 0;
  #busy = 0;
  #memory: EngineMemory = { wasmBytes: 0, tensors: 0 };

  constructor(options: WorkerRuntime<Start>, startLimitMs: number) {
    this.runtime = options.runtime;
    this.runtimeVersion = options.runtimeVersion;
    this.model = options.model;
    this.modelSha256 = options.modelSha256;
    this.#options = options;
    this.#startLimitMs = startLimitMs;
  }

  async load(onProgress: ProgressListener = () => undefined): Promise<void> {
    const worker = this.#options.createWorker();
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
    this.#tell({ type: "start", start: this.#options.start });
    try {
      await withTimeLimit(started, this.#startLimitMs, `starting ${this.runtime}`);
    } catch (error) {
      this.dispose();
      throw error instanceof TimeLimitError
        ? new DetectorStartError("start_timed_out", error.message, { cause: error })
        : error;
    }
    worker.onmessage = (event: MessageEvent<FromWorker>) => this.#hear(event.data);
    worker.onerror = (event) => this.#failAll(new Error(event.message));
  }

  detect(frame: FrameSource, timeUs: number): Promise<RawPose> {
    return this.#ask(frame, timeUs, null);
  }

  look(frame: FrameSource, crop: CropRegion): Promise<RawPose> {
    return this.#ask(frame, 0, crop);
  }

  async #ask(frame: FrameSource, timeUs: number, crop: CropRegion | null): Promise<RawPose> {
    if (this.#busy >= MAX_OUTSTANDING) {
      throw new DetectorBusyError("two frames are being worked on");
    }
    this.#busy += 1;
    const sentAtMs = sharedNowMs();
    const id = this.#nextId;
    this.#nextId += 1;
    try {
      const picture = await transferable(frame, timeUs);
      const answer = new Promise<RawPose>((resolve, reject) => {
        this.#outstanding.set(id, { resolve, reject });
      });
      this.#tell({ type: "detect", id, picture, timeUs, sentAtMs, crop }, [picture]);
      return await withTimeLimit(answer, FRAME_LIMIT_MS, "one frame");
    } finally {
      this.#outstanding.delete(id);
      this.#busy -= 1;
    }
  }

  follow(frames: () => ReadableStream<VideoFrame>, listener: FollowListener): () => void {
    this.#following = listener;
    const stream = frames();
    this.#tell({ type: "follow", frames: stream }, [stream]);
    return () => {
      if (this.#following === listener) {
        this.#following = null;
        this.#worker?.postMessage({ type: "unfollow" } satisfies ToWorker<Start>);
      }
    };
  }

  watchPeople(): void {
    const { people } = this.#options;
    if (people !== null) {
      this.#tell({ type: "people", entry: people });
    }
  }

  memory(): EngineMemory {
    return this.#memory;
  }

  reset(): void {
    this.#tell({ type: "reset" });
  }

  dispose(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#following = null;
    this.#failAll(new Error("the detector was closed"));
  }

  #tell(message: ToWorker<Start>, transfer: Transferable[] = []): void {
    if (this.#worker === null) {
      throw new Error("the detector is not loaded");
    }
    this.#worker.postMessage(message, transfer);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case "answer":
        this.#outstanding.get(message.id)?.resolve(this.#pose(message.answer));
        return;
      case "frame_failed":
        this.#outstanding.get(message.id)?.reject(new Error(message.detail));
        return;
      case "followed":
        this.#following?.onPose(this.#pose(message.answer));
        return;
      case "follow_failed":
        this.#following?.onFailure(new Error(message.detail));
        return;
      case "follow_ended":
        this.#following?.onEnded();
        return;
      default:
    }
  }

  #pose({ keypoints, followed, image, timeUs, readyAtMs, stages, memory }: Answer): RawPose {
    this.#memory = memory;
    const latencyMs = sharedNowMs() - readyAtMs;
    return { kind: "raw", timeUs, keypoints, followed, image, latencyMs, stages };
  }

  #failAll(error: Error): void {
    for (const { reject } of this.#outstanding.values()) {
      reject(error);
    }
    this.#outstanding.clear();
    this.#following?.onFailure(error);
  }
}

/** A picture that can be handed to a worker, without a copy where the browser has `VideoFrame`. */
async function transferable(frame: FrameSource, timeUs: number): Promise<VideoFrame | ImageBitmap> {
  if ("displayWidth" in frame) {
    return frame.clone();
  }
  if ("videoWidth" in frame && "VideoFrame" in globalThis) {
    return new VideoFrame(frame, { timestamp: Math.round(timeUs) });
  }
  return createImageBitmap(frame);
}
