import type { CropRegion } from "./calculators/crop-region";
import type { RawPose } from "./pose";

/** The runtimes as the wire's facts name them (`docs/datatypes.md`). */
export const RUNTIME_NAMES = [
  "litert-wasm-threads",
  "litert-wasm",
  "litert-webgpu",
  "tfjs-wasm",
  "tfjs-webgl",
  "tfjs-webgpu",
] as const;

export type RuntimeName = (typeof RUNTIME_NAMES)[number];

export type ModelName = "movenet-lightning" | "movenet-thunder";

/** What can be handed to a detector. Closing a `VideoFrame` or `ImageBitmap` stays with the caller. */
export type FrameSource = HTMLVideoElement | VideoFrame | ImageBitmap | HTMLCanvasElement;

/** How far the start has come, 0 to 1, for a bar. */
export type ProgressListener = (fraction: number) => void;

/** Where the time of one frame went, in milliseconds. */
export interface StageTimes {
  /** From the page, or the camera, to the moment that the worker began with it. */
  readonly waitMs: number;
  /** Reading, cutting and resizing the picture. */
  readonly cutMs: number;
  readonly inferenceMs: number;
  /** From the network's maps to keypoints; 0 where the network does it itself. */
  readonly decodingMs: number;
  /** Looking for everybody in the picture; 0 in most frames. */
  readonly peopleMs: number;
}

/** What a runtime holds. */
export interface EngineMemory {
  /** WebAssembly memory; 0 where it cannot be told. */
  readonly wasmBytes: number;
  /** Tensors alive between two frames; 0 where it cannot be told. */
  readonly tensors: number;
}

/** What a detector that follows a camera tells. */
export interface FollowListener {
  onPose(pose: RawPose): void;
  /** A frame failed, and the next one is tried; a `DetectorStartError` says that none will be. */
  onFailure(error: Error): void;
  /** No frame will come any more. */
  onEnded(): void;
}

/**
 * One MoveNet on one runtime, in a worker of its own.
 *
 * `load` once, then `detect` frame after frame or `follow` a camera, then `dispose`. `detect` may be
 * called for the next frame while an answer is outstanding. Answers come in the order of the calls.
 * More than two outstanding calls are refused with `DetectorBusyError`, so that a slow device drops
 * frames instead of falling behind.
 */
export interface PoseDetector {
  readonly runtime: RuntimeName;
  readonly runtimeVersion: string;
  readonly model: string;
  /** Checksum of the published weights, in hex. */
  readonly modelSha256: string;
  load(onProgress?: ProgressListener): Promise<void>;
  detect(frame: FrameSource, timeUs: number): Promise<RawPose>;
  /** Looks at that part of a picture, once; who is followed stays who is followed. */
  look(frame: FrameSource, crop: CropRegion): Promise<RawPose>;
  /**
   * Takes a camera's frames without the page between, the newest one each time; answers how to stop.
   *
   * @param frames Gives the camera's frames; asked again where another runtime has to go on.
   */
  follow(frames: () => ReadableStream<VideoFrame>, listener: FollowListener): () => void;
  /**
   * From now on tells the patient from other people in the picture, as soon as the network for that
   * has come. Where a runtime cannot, everything is taken for the patient's.
   */
  watchPeople(): void;
  /** What the runtime held after the last answer. */
  memory(): EngineMemory;
  /** Forgets the person that was followed; the next frame is searched as a whole. */
  reset(): void;
  dispose(): void;
}

/** A third frame was offered while two were still being worked on. Drop it. */
export class DetectorBusyError extends Error {
  override readonly name = "DetectorBusyError";
}

/** Why a runtime was passed over, for the log of the session and for support. */
export type FallbackReason =
  | "not_isolated"
  | "not_supported"
  | "manifest_missing"
  | "model_missing"
  | "checksum"
  | "start_timed_out"
  | "start_failed"
  | "self_test_failed"
  | "too_slow"
  | "stalled";

/** A detector could not be started. */
export class DetectorStartError extends Error {
  override readonly name = "DetectorStartError";

  constructor(
    readonly reason: FallbackReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One runtime that was tried and passed over. */
export interface PassedOver {
  readonly runtime: RuntimeName;
  /** The network that it was tried with. */
  readonly model: string;
  readonly reason: FallbackReason;
  readonly detail: string;
}

/** None of the runtimes that were tried works here. */
export class NoRuntimeWorks extends DetectorStartError {
  constructor(readonly passedOver: readonly PassedOver[]) {
    const told = passedOver.map((one) => `${one.runtime}: ${one.detail}`).join("; ");
    super(passedOver.at(-1)?.reason ?? "start_failed", `no runtime could start: ${told}`);
  }
}
