import type { PoseDetector as StockDetector } from "@tensorflow-models/pose-detection";
import {
  DetectorBusyError,
  type FrameSource,
  type PoseDetector,
  type ProgressListener,
} from "../detector";
import { sizeOf } from "../frame-size";
import { KEYPOINT_COUNT } from "../keypoints";
import type { ModelEntry } from "../model-manifest";
import { type ImageSize, type Keypoints, noKeypoints, type RawPose } from "../pose";
import { TFJS_VERSION, TFJS_WASM_DIR } from "../runtime-paths";

/**
 * The reference: `@tensorflow-models/pose-detection` on TF.js's WASM backend, in the page's own
 * thread. The fallback where LiteRT cannot run. TF.js is fetched only when `load` is called.
 */
export class TfjsDetector implements PoseDetector {
  readonly runtime = "tfjs-wasm";
  readonly runtimeVersion = TFJS_VERSION;
  readonly model: string;
  readonly modelSha256: string;
  readonly #entry: ModelEntry;
  #stock: StockDetector | null = null;
  #canvas: CanvasRenderingContext2D | null = null;
  #busy = false;

  constructor(entry: ModelEntry) {
    this.model = entry.name;
    this.modelSha256 = entry.weightsSha256;
    this.#entry = entry;
  }

  async load(onProgress: ProgressListener = () => undefined): Promise<void> {
    const [tf, wasm, poseDetection] = await Promise.all([
      import("@tensorflow/tfjs-core"),
      import("@tensorflow/tfjs-backend-wasm"),
      import("@tensorflow-models/pose-detection"),
    ]);
    onProgress(0.3);
    wasm.setWasmPaths(TFJS_WASM_DIR);
    // Its threads start from a blob address, which the page's policy forbids.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    if (!(await tf.setBackend("wasm"))) {
      throw new Error("TF.js could not start its WASM backend");
    }
    onProgress(0.6);
    const { SINGLEPOSE_LIGHTNING, SINGLEPOSE_THUNDER } = poseDetection.movenet.modelType;
    this.#stock = await poseDetection.createDetector(poseDetection.SupportedModels.MoveNet, {
      modelType: this.#entry.inputSidePx === 256 ? SINGLEPOSE_THUNDER : SINGLEPOSE_LIGHTNING,
      modelUrl: this.#entry.tfjsUrl,
      enableSmoothing: false,
    });
    onProgress(1);
  }

  async detect(frame: FrameSource, timeUs: number): Promise<RawPose> {
    if (this.#stock === null) {
      throw new Error("the detector is not loaded");
    }
    if (this.#busy) {
      throw new DetectorBusyError("one frame is being worked on");
    }
    this.#busy = true;
    const startedMs = performance.now();
    try {
      const image = sizeOf(frame);
      const poses = await this.#stock.estimatePoses(this.#readable(frame, image), {}, timeUs / 1e3);
      const keypoints = relative(poses[0]?.keypoints ?? [], image);
      return { kind: "raw", timeUs, keypoints, latencyMs: performance.now() - startedMs };
    } finally {
      this.#busy = false;
    }
  }

  reset(): void {
    this.#stock?.reset();
  }

  dispose(): void {
    this.#stock?.dispose();
    this.#stock = null;
  }

  /** TF.js reads the attributes `width` and `height` of a video; a canvas has the picture's own size. */
  #readable(frame: FrameSource, { widthPx, heightPx }: ImageSize): HTMLCanvasElement {
    if (this.#canvas === null) {
      const canvas = document.createElement("canvas");
      this.#canvas = canvas.getContext("2d", { willReadFrequently: true });
    }
    if (this.#canvas === null) {
      throw new Error("this browser has no canvas");
    }
    const { canvas } = this.#canvas;
    if (canvas.width !== widthPx || canvas.height !== heightPx) {
      canvas.width = widthPx;
      canvas.height = heightPx;
    }
    this.#canvas.drawImage(frame, 0, 0, widthPx, heightPx);
    return canvas;
  }
}

interface StockKeypoint {
  readonly x: number;
  readonly y: number;
  readonly score?: number;
}

/** From pixels to units of the picture; nobody found is 17 missing keypoints. */
function relative(points: readonly StockKeypoint[], image: ImageSize): Keypoints {
  if (points.length !== KEYPOINT_COUNT) {
    return noKeypoints();
  }
  return points.map(({ x, y, score }) => ({
    x: x / image.widthPx,
    y: y / image.heightPx,
    score: score ?? 0,
  }));
}
