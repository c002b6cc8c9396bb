import type { RawPose } from "./pose";

/** The runtimes as the wire's facts name them (`docs/datatypes.md`). */
export type RuntimeName = "litert-wasm-threads" | "litert-wasm" | "tfjs-wasm";

/** What can be handed to a detector. Closing a `VideoFrame` or `ImageBitmap` stays with the caller. */
export type FrameSource = HTMLVideoElement | VideoFrame | ImageBitmap | HTMLCanvasElement;

/** How far the start has come, 0 to 1, for a bar. */
export type ProgressListener = (fraction: number) => void;

/**
 * One MoveNet on one runtime.
 *
 * `load` once, then `detect` frame after frame, then `dispose`. `detect` may be called for the next
 * frame while an answer is outstanding: the next picture is then taken while the network still
 * works. Answers come in the order of the calls. More than two outstanding calls are refused with
 * `DetectorBusyError`, so that a slow device drops frames instead of falling behind.
 */
export interface PoseDetector {
  readonly runtime: RuntimeName;
  readonly runtimeVersion: string;
  readonly model: string;
  /** Checksum of the published weights, in hex. */
  readonly modelSha256: string;
  load(onProgress?: ProgressListener): Promise<void>;
  detect(frame: FrameSource, timeUs: number): Promise<RawPose>;
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
  | "manifest_missing"
  | "model_missing"
  | "checksum"
  | "start_timed_out"
  | "start_failed"
  | "self_test_failed";

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
  readonly reason: FallbackReason;
  readonly detail: string;
}
