import type { CropRegion } from "../calculators/crop-region";
import type { EngineMemory, FallbackReason, StageTimes } from "../detector";
import type { FileOnServer, MultiposeEntry } from "../model-manifest";
import type { Followed, ImageSize, Keypoints } from "../pose";

/** How LiteRT is to run MoveNet. */
export interface LiteRtStart {
  readonly accelerator: "wasm" | "webgpu";
  readonly runtimeDir: string;
  /** Whether the runtime with threads is loaded. */
  readonly threads: boolean;
  /** The network that ends in probabilities and features. */
  readonly features: FileOnServer;
  readonly fieldLayers: FileOnServer;
  readonly inputSidePx: number;
}

/** How TF.js is to run MoveNet. */
export interface TfjsStart {
  readonly backend: "wasm" | "webgl" | "webgpu";
  readonly runtimeDir: string;
  readonly graphUrl: string;
  readonly inputSidePx: number;
}

/** What the page says to a worker whose runtime starts from `Start`. */
export type ToWorker<Start> =
  | { readonly type: "start"; readonly start: Start }
  /** One picture; the answer has the same number. The worker closes it. */
  | {
      readonly type: "detect";
      readonly id: number;
      readonly picture: VideoFrame | ImageBitmap;
      readonly timeUs: number;
      readonly sentAtMs: number;
      /** Where to look, once; `null`: where the followed person is. */
      readonly crop: CropRegion | null;
    }
  /** The camera's own frames, without the page between. */
  | { readonly type: "follow"; readonly frames: ReadableStream<VideoFrame> }
  | { readonly type: "unfollow" }
  /** Tell the patient from other people. */
  | { readonly type: "people"; readonly entry: MultiposeEntry }
  /** Forget the person that was followed. */
  | { readonly type: "reset" };

/** What became of one frame. */
export interface Answer {
  /** In units of the whole picture. */
  readonly keypoints: Keypoints;
  readonly followed: Followed;
  readonly image: ImageSize;
  readonly timeUs: number;
  /** When the frame came to the page or the worker, on the clock that both have. */
  readonly readyAtMs: number;
  readonly stages: StageTimes;
  readonly memory: EngineMemory;
}

/** What a worker says to the page. */
export type FromWorker =
  | { readonly type: "progress"; readonly fraction: number }
  | { readonly type: "started" }
  | { readonly type: "failed"; readonly reason: FallbackReason; readonly detail: string }
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly type: "frame_failed"; readonly id: number; readonly detail: string }
  /** Of a frame of the camera that it follows. */
  | { readonly type: "followed"; readonly answer: Answer }
  | { readonly type: "follow_failed"; readonly detail: string }
  | { readonly type: "follow_ended" };

/** Milliseconds on a clock that page and worker share. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}
