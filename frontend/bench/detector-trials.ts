/** The page that `tests/functional/test_detectors.py` opens: each runtime on a still picture. */
import { createDetector } from "../src/pose/create-detector";
import {
  DetectorBusyError,
  type ModelName,
  type PassedOver,
  type PoseDetector,
  type RuntimeName,
} from "../src/pose/detector";
import { fetchManifest, modelEntry } from "../src/pose/model-manifest";
import type { Keypoints, RawPose } from "../src/pose/pose";
import figureUrl from "../src/pose/self-test/figure.png";
import { createStock, cropOf } from "./stock-detector";

interface Trial {
  readonly runtime: RuntimeName;
  /** The last frame's keypoints, x and y in units of the picture. */
  readonly keypoints: Keypoints;
  readonly timesUs: readonly number[];
  /** Tensors that the frames after the first left behind. */
  readonly tensorsLeft: number;
}

declare global {
  interface Window {
    plumblineTrials: typeof trials;
  }
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

const trials = {
  /** Offers still pictures until everybody was looked for in one, and answers that pose. */
  async withPeople(runtime: RuntimeName): Promise<RawPose> {
    const { detector } = await createDetector({ model: "movenet-lightning", runtimes: [runtime] });
    detector.watchPeople();
    const picture = await stillPicture();
    let pose = await detector.detect(picture, 0);
    for (let frame = 1; pose.stages.peopleMs === 0; frame += 1) {
      pose = await detector.detect(picture, frame * 33_333);
    }
    detector.dispose();
    return pose;
  },
  /** Starts that runtime alone, self-test included, and answers how long a frame takes it. */
  async start(runtime: RuntimeName, model: ModelName): Promise<number> {
    const { detector, frameMs } = await createDetector({ model, runtimes: [runtime] });
    detector.dispose();
    return frameMs;
  },
  /** What the product would choose here, and what it passed over. */
  async choose(): Promise<{ runtime: RuntimeName; passedOver: readonly PassedOver[] }> {
    const { detector, passedOver } = await createDetector();
    detector.dispose();
    return { runtime: detector.runtime, passedOver };
  },
  /** What the stock detector answers for the last of `frames` still pictures, and what ours does for the same crop of it. */
  async besideStock(
    frames: number,
    model: ModelName,
  ): Promise<Record<"ours" | "stock", Keypoints>> {
    const entry = modelEntry(await fetchManifest(AbortSignal.timeout(10_000)), model);
    const stock = await createStock({ model, entry, threads: false });
    const picture = await stillPicture();
    const canvas = document.createElement("canvas");
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    for (let frame = 1; frame < frames; frame += 1) {
      await stock.estimatePoses(canvas);
    }
    const crop = cropOf(stock);
    const [found] = await stock.estimatePoses(canvas);
    const { detector } = await createDetector({ model });
    const { keypoints: ours } = await detector.look(picture, crop);
    detector.dispose();
    stock.dispose();
    const theirs = (found?.keypoints ?? []).map(({ x, y, score = 0 }) => ({
      x: x / picture.width,
      y: y / picture.height,
      score,
    }));
    return { ours, stock: theirs };
  },
  /** Starts that runtime alone, self-test included, and answers how it did on `frames` still pictures. */
  async trial(runtime: RuntimeName, frames: number, model: ModelName): Promise<Trial> {
    const { detector: one } = await createDetector({ model, runtimes: [runtime] });
    const picture = await stillPicture();
    await detected(one, picture, 10);
    const before = one.memory().tensors;
    const poses = await detected(one, picture, frames);
    const tensorsLeft = one.memory().tensors - before;
    one.dispose();
    return {
      runtime: one.runtime,
      keypoints: poses.at(-1)?.keypoints ?? [],
      timesUs: poses.map((pose) => pose.timeUs),
      tensorsLeft,
    };
  },
};

window.plumblineTrials = trials;
