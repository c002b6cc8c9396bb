import { cropInPixels, fromCrop } from "../calculators/crop-pixels";
import type { CropRegion } from "../calculators/crop-region";
import { CropFollower } from "../filters/crop-follower";
import { sizeOf } from "../frame-size";
import { type Answer, sharedNowMs } from "./messages";
import type { Network } from "./network";
import { PictureCutter } from "./picture-cutter";

/** One picture in which the person is to be found. */
export interface PictureToSearch {
  readonly picture: VideoFrame | ImageBitmap;
  readonly timeUs: number;
  /** When it was handed over, on the shared clock. */
  readonly readyAtMs: number;
  /** Where to look, once; `null`: where the followed person is. */
  readonly crop: CropRegion | null;
}

/** Frame after frame: cut, infer, decode, and where to look next. One frame at a time. */
export class PersonFinder {
  readonly #network: Network;
  readonly #cutter: PictureCutter;
  readonly #follower = new CropFollower();

  constructor(network: Network) {
    this.#network = network;
    this.#cutter = new PictureCutter(network.sidePx);
  }

  async find({ picture, timeUs, readyAtMs, crop: there }: PictureToSearch): Promise<Answer> {
    const waitMs = sharedNowMs() - readyAtMs;
    const beganMs = performance.now();
    const image = sizeOf(picture);
    const crop = there ?? this.#follower.crop(image);
    const rgba = await this.#cutter.cut(picture, crop);
    const cutMs = performance.now() - beganMs;
    const found = await this.#network.run(rgba);
    const { inferenceMs, decodingMs } = found;
    const keypoints = fromCrop(found.keypoints, cropInPixels(crop, image), image);
    if (there === null) {
      this.#follower.apply(keypoints, image);
    }
    const stages = { waitMs, cutMs, inferenceMs, decodingMs };
    return { keypoints, image, timeUs, readyAtMs, stages, memory: this.#network.memory() };
  }

  reset(): void {
    this.#follower.reset();
  }
}
