/**
 * The page that `tests/benchmarks/soak.py` opens: the camera, the engine and the drawing of the exercise
 * page, for as long as wanted. Results are read from `window.plumblineSoak`.
 */
import { startCamera } from "../src/camera/camera";
import { drawSkeleton } from "../src/patient/stage/overlay";
import { createDetector } from "../src/pose/create-detector";
import type { RuntimeName } from "../src/pose/detector";
import { sharedNowMs } from "../src/pose/engine/messages";
import { KeypointFilter } from "../src/pose/filters/keypoint-filter";
import type { RawPose } from "../src/pose/pose";
import { SteadyDetector } from "../src/pose/steady-detector";
import { FrameLoop } from "../src/recording/frame-loop";

declare global {
  interface Window {
    plumblineSoak: typeof soak;
  }
}

const LONG_TASK_MS = 50;
const COLOURS = { left: "#5ab4e8", right: "#f58a3c", middle: "#fff", edge: "#000" };

const video = document.createElement("video");
const canvas = document.createElement("canvas");
canvas.width = 1280;
canvas.height = 960;
document.body.append(video, canvas);

/** From a frame's own time stamp to when it came, at best: what is over that is waiting. */
let quickestMs = Number.POSITIVE_INFINITY;
let oldestMs = 0;
let shown = 0;
let longTasksMs: number[] = [];
let loop: FrameLoop | null = null;
let detector: SteadyDetector | null = null;

function show(pose: RawPose, filter: KeypointFilter, context: CanvasRenderingContext2D): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const { keypoints } = filter.apply(pose, pose.image);
  drawSkeleton(context, keypoints, { x: 0, y: 0, width, height }, COLOURS);
  const stampMs = pose.timeUs / 1_000;
  quickestMs = Math.min(quickestMs, sharedNowMs() - pose.latencyMs - stampMs);
  oldestMs = Math.max(oldestMs, sharedNowMs() - stampMs - quickestMs);
  shown += 1;
}

const soak = {
  async start(runtime: RuntimeName) {
    await startCamera(video);
    const created = await createDetector({ model: "movenet-lightning", runtimes: [runtime] });
    const steady = new SteadyDetector(created.detector);
    detector = steady;
    steady.watchPeople();
    const context = canvas.getContext("2d");
    if (context === null) {
      throw new Error("this browser has no canvas");
    }
    const filter = new KeypointFilter();
    new PerformanceObserver((list) => {
      longTasksMs.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "longtask" });
    loop = new FrameLoop(video, steady, {
      onPose: (pose) => show(pose, filter, context),
      onDetectorFailure: (error) => {
        throw error;
      },
    });
    return { runtime: steady.runtime, passedOver: created.passedOver };
  },

  /** What happened since the last time that it was asked. */
  sample() {
    const memory = detector?.memory();
    const found = {
      shown,
      dropped: loop?.dropped ?? 0,
      framesPerSecond: loop?.framesPerSecond ?? 0,
      oldestMs,
      wasmBytes: memory?.wasmBytes ?? 0,
      tensors: memory?.tensors ?? 0,
      replaced: detector?.failed ?? [],
      longTasksMs: longTasksMs.filter((durationMs) => durationMs > LONG_TASK_MS),
    };
    shown = 0;
    oldestMs = 0;
    longTasksMs = [];
    return found;
  },
};

window.plumblineSoak = soak;
