/**
 * The page that `tests/benchmarks/detector_speed.py` opens: latency of our detector and of the stock
 * one, on the camera's picture. Results are read from `window.plumblineBench`.
 */
import { startCamera } from "../src/camera/camera";
import { createDetector } from "../src/pose/create-detector";
import { DetectorBusyError, type PoseDetector, type RuntimeName } from "../src/pose/detector";
import type { Keypoints, RawPose } from "../src/pose/pose";
import figureUrl from "../src/pose/self-test/figure.png";

type ModelName = "movenet-lightning" | "movenet-thunder";

interface Latencies {
  readonly runtime: RuntimeName;
  readonly latenciesMs: readonly number[];
}

interface Trial {
  readonly runtime: RuntimeName;
  /** The last frame's keypoints, x and y in units of the picture. */
  readonly keypoints: Keypoints;
  readonly timesUs: readonly number[];
  /** TF.js tensors that the frames after the first left behind. */
  readonly tensorsLeft: number;
}

declare global {
  interface Window {
    plumblineBench: {
      open(model: ModelName): Promise<Record<string, unknown>>;
      alone(which: Which, frames: number): Promise<Latencies>;
      alternating(frames: number): Promise<Record<Which, Latencies>>;
      throughput(which: Which, seconds: number): Promise<number>;
      /** Starts that runtime alone, self-test included, and answers how it did on `frames` still pictures. */
      trial(runtime: RuntimeName, frames: number, model: ModelName): Promise<Trial>;
    };
  }
}

type Which = "ours" | "stock";

const video = document.createElement("video");
document.body.append(video);
let detectors: Record<Which, PoseDetector> | null = null;

function detector(which: Which): PoseDetector {
  if (detectors === null) {
    throw new Error("open was not called");
  }
  return detectors[which];
}

async function oneLatencyMs(which: Which): Promise<number> {
  const timeUs = await new Promise<number>((resolve) => {
    video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime * 1e6));
  });
  return (await detector(which).detect(video, timeUs)).latencyMs;
}

async function sampled(which: Which, frames: number): Promise<Latencies> {
  const latenciesMs: number[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    latenciesMs.push(await oneLatencyMs(which));
  }
  return { runtime: detector(which).runtime, latenciesMs };
}

/** The drawn figure, small and off the middle of a wide picture: the crop has to find and follow it. */
async function stillPicture(): Promise<ImageBitmap> {
  const figure = await createImageBitmap(await (await fetch(figureUrl)).blob());
  const canvas = new OffscreenCanvas(960, 540);
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("this browser has no canvas");
  }
  context.fillStyle = "#8a8f94";
  context.fillRect(0, 0, 960, 540);
  context.drawImage(figure, 480, 60, 420, 420);
  return canvas.transferToImageBitmap();
}

/** TF.js counts its tensors; LiteRT's live in its worker and are freed frame by frame. */
async function tensors(runtime: RuntimeName): Promise<number> {
  return runtime === "tfjs-wasm" ? (await import("@tensorflow/tfjs-core")).memory().numTensors : 0;
}

/** Two frames are offered at a time, as the exercise page does; a busy detector drops one. */
async function detected(
  one: PoseDetector,
  picture: ImageBitmap,
  frames: number,
): Promise<RawPose[]> {
  const poses: RawPose[] = [];
  for (let frame = 0; frame < frames; frame += 2) {
    const pair = [frame, frame + 1].map((number) => one.detect(picture, number * 1_000));
    for (const answer of await Promise.allSettled(pair)) {
      if (answer.status === "fulfilled") {
        poses.push(answer.value);
      } else if (!(answer.reason instanceof DetectorBusyError)) {
        throw answer.reason;
      }
    }
  }
  return poses;
}

window.plumblineBench = {
  async open(model) {
    const startedMs = performance.now();
    const camera = await startCamera(video);
    const ours = await createDetector({ model });
    const readyMs = performance.now() - startedMs;
    const stock = await createDetector({ model, runtimes: ["tfjs-wasm"] });
    detectors = { ours: ours.detector, stock: stock.detector };
    return { readyMs, passedOver: ours.passedOver, image: camera.size(), crossOriginIsolated };
  },
  alone: sampled,
  async alternating(frames) {
    const latencies: Record<Which, number[]> = { ours: [], stock: [] };
    for (let frame = 0; frame < frames; frame += 1) {
      for (const which of ["ours", "stock"] as const) {
        latencies[which].push(await oneLatencyMs(which));
      }
    }
    return {
      ours: { runtime: detector("ours").runtime, latenciesMs: latencies.ours },
      stock: { runtime: detector("stock").runtime, latenciesMs: latencies.stock },
    };
  },
  async trial(runtime, frames, model) {
    const { detector: one } = await createDetector({ model, runtimes: [runtime] });
    const picture = await stillPicture();
    await detected(one, picture, 10);
    const before = await tensors(runtime);
    const poses = await detected(one, picture, frames);
    const tensorsLeft = (await tensors(runtime)) - before;
    one.dispose();
    return {
      runtime: one.runtime,
      keypoints: poses.at(-1)?.keypoints ?? [],
      timesUs: poses.map((pose) => pose.timeUs),
      tensorsLeft,
    };
  },
  /** Answers a second when the next picture is offered as soon as the detector takes it. */
  async throughput(which, seconds) {
    const endMs = performance.now() + seconds * 1_000;
    let answers = 0;
    const offer = async (): Promise<void> => {
      while (performance.now() < endMs) {
        await detector(which).detect(video, performance.now() * 1e3);
        answers += 1;
      }
    };
    await Promise.all(which === "ours" ? [offer(), offer()] : [offer()]);
    return answers / seconds;
  },
};
