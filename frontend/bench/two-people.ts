/**
 * The page that `tests/benchmarks/two_people.py` opens: the engine as the product has it, on films
 * of two people, picture by picture, so that no frame is dropped and every run is the same.
 */
import { createDetector } from "../src/pose/create-detector";
import type { PoseDetector } from "../src/pose/detector";
import type { RawPose } from "../src/pose/pose";

interface Seen {
  readonly followed: RawPose["followed"];
  /** 17 x [x, y, score] in units of the picture; `null` where one was not found. */
  readonly keypoints: readonly (readonly [number, number, number] | null)[];
  readonly looked: boolean;
}

declare global {
  interface Window {
    plumblineTwoPeople: typeof twoPeople;
  }
}

let detector: PoseDetector | null = null;

function opened(): PoseDetector {
  if (detector === null) {
    throw new Error("open was not called");
  }
  return detector;
}

async function pictureAt(url: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetch(url)).blob());
}

const twoPeople = {
  /** Starts a detector; one that tells people apart has everything loaded when this resolves. */
  async open(tellsPeopleApart: boolean): Promise<string> {
    detector?.dispose();
    const created = await createDetector({
      model: "movenet-lightning",
      runtimes: ["litert-wasm-threads"],
    });
    detector = created.detector;
    if (tellsPeopleApart) {
      detector.watchPeople();
      const picture = new OffscreenCanvas(640, 480);
      picture.getContext("2d");
      const empty = picture.transferToImageBitmap();
      for (let frame = 0; ; frame += 1) {
        const { stages } = await detector.detect(empty, frame * 33_333);
        if (stages.peopleMs > 0) {
          break;
        }
      }
    }
    return detector.runtime;
  },
  /** What became of each picture of a film. */
  async play(urls: readonly string[], frameUs: number): Promise<Seen[]> {
    const seen: Seen[] = [];
    opened().reset();
    for (const [frame, url] of urls.entries()) {
      const picture = await pictureAt(url);
      const { followed, keypoints, stages } = await opened().detect(picture, frame * frameUs);
      picture.close();
      seen.push({
        followed: followed ?? "patient",
        keypoints: keypoints.map((point) => point && [point.x, point.y, point.score]),
        looked: stages.peopleMs > 0,
      });
    }
    return seen;
  },
};

window.plumblineTwoPeople = twoPeople;
