/**
 * The page that `tests/benchmarks/detector_speed.py` opens: latency of our detector and of the stock
 * one, on the camera's picture. Results are read from `window.plumblineBench`.
 */
import { startCamera } from "../src/camera/camera";
import { createDetector } from "../src/pose/create-detector";
import type { PoseDetector, RuntimeName } from "../src/pose/detector";

interface Latencies {
  readonly runtime: RuntimeName;
  readonly latenciesMs: readonly number[];
}

declare global {
  interface Window {
    plumblineBench: {
      open(model: "movenet-lightning" | "movenet-thunder"): Promise<Record<string, unknown>>;
      alone(which: Which, frames: number): Promise<Latencies>;
      alternating(frames: number): Promise<Record<Which, Latencies>>;
      throughput(which: Which, seconds: number): Promise<number>;
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
