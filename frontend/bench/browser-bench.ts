/**
 * The page that `tests/benchmarks/browser_engine.py` opens: our engine beside stock `estimatePoses`,
 * on the same video in the same page. Everything is read from `window.plumblineBench`.
 */
import type { Keypoint, PoseDetector as StockDetector } from "@tensorflow-models/pose-detection";
import { createDetector } from "../src/pose/create-detector";
import type { ModelName, PoseDetector } from "../src/pose/detector";
import { fetchManifest, modelEntry } from "../src/pose/model-manifest";
import type { Keypoints, RawPose } from "../src/pose/pose";
import { createStock, cropOf } from "./stock-detector";

type Which = "ours" | "stock";

/** Pixels and score: x, y, score of each keypoint; empty where nobody was found. */
type Points = readonly (readonly number[])[];

interface Sample {
  readonly latencyMs: number;
  readonly stages: RawPose["stages"] | null;
}

declare global {
  interface Window {
    plumblineBench: typeof bench;
  }
}

const video = document.createElement("video");
// Shown small: drawing it on the screen without a graphics card is not what is measured.
video.style.width = "160px";
video.style.height = "120px";
document.body.append(video);
let ours: PoseDetector | null = null;
let stock: StockDetector | null = null;

function opened<T>(detector: T | null): T {
  if (detector === null) {
    throw new Error("open was not called");
  }
  return detector;
}

/** The time of the video's next frame, in microseconds, when the browser has shown it. */
function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback((_now, { mediaTime }) => resolve(mediaTime * 1e6));
  });
}

async function sample(which: Which, timeUs: number): Promise<Sample> {
  const startedMs = performance.now();
  if (which === "stock") {
    await opened(stock).estimatePoses(video, {}, timeUs / 1e3);
    return { latencyMs: performance.now() - startedMs, stages: null };
  }
  const { stages } = await opened(ours).detect(video, timeUs);
  return { latencyMs: performance.now() - startedMs, stages };
}

function ourPoints(keypoints: Keypoints): Points {
  return keypoints.map((point) =>
    point === null
      ? [Number.NaN, Number.NaN, 0]
      : [point.x * video.videoWidth, point.y * video.videoHeight, point.score],
  );
}

function stockPoints(keypoints: readonly Keypoint[]): Points {
  return keypoints.map(({ x, y, score = 0 }) => [x, y, score]);
}

const bench = {
  async open(model: ModelName, stockThreads: boolean) {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: true });
    video.muted = true;
    await video.play();
    // TF.js reads these attributes instead of the picture's own size.
    video.width = video.videoWidth;
    video.height = video.videoHeight;
    const entry = modelEntry(await fetchManifest(AbortSignal.timeout(10_000)), model);
    const created = await createDetector({ model });
    ours = created.detector;
    stock = await createStock({ model, entry, threads: stockThreads });
    return {
      runtime: ours.runtime,
      passedOver: created.passedOver,
      image: [video.videoWidth, video.videoHeight],
      crossOriginIsolated,
    };
  },

  /** Takes turns of `block` frames each until both have `frames`; every sample starts with a new frame. */
  async turns(frames: number, block: number): Promise<Record<Which, readonly Sample[]>> {
    const samples: Record<Which, Sample[]> = { ours: [], stock: [] };
    while (samples.stock.length < frames) {
      for (const which of ["ours", "stock"] as const) {
        for (let frame = 0; frame < block; frame += 1) {
          samples[which].push(await sample(which, await nextFrame()));
        }
      }
    }
    return samples;
  },

  /** Answers a second when the next picture is offered as soon as the detector takes it. */
  async throughput(which: Which, seconds: number): Promise<number> {
    const startedMs = performance.now();
    let answers = 0;
    const offer = async (): Promise<void> => {
      while (performance.now() < startedMs + seconds * 1_000) {
        await sample(which, performance.now() * 1e3);
        answers += 1;
      }
    };
    // Stock refuses a second frame; ours takes one while it works on another.
    await Promise.all(which === "ours" ? [offer(), offer()] : [offer()]);
    return answers / ((performance.now() - startedMs) / 1_000);
  },

  /** Both on the same frames, ours looking where stock looks. */
  async parity(frames: number): Promise<{ ours: Points; stock: Points }[]> {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context === null) {
      throw new Error("this browser has no canvas");
    }
    const pairs: { ours: Points; stock: Points }[] = [];
    while (pairs.length < frames) {
      const timeUs = await nextFrame();
      const frame = new VideoFrame(video, { timestamp: Math.round(timeUs) });
      context.drawImage(frame, 0, 0);
      const crop = cropOf(opened(stock));
      const [pose] = await opened(stock).estimatePoses(canvas, {}, timeUs / 1e3);
      const { keypoints } = await opened(ours).look(frame, crop);
      frame.close();
      if (pose !== undefined) {
        pairs.push({ ours: ourPoints(keypoints), stock: stockPoints(pose.keypoints) });
      }
    }
    return pairs;
  },
};

window.plumblineBench = bench;
