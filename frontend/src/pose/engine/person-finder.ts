import { cropInPixels, fromCrop } from "../calculators/crop-pixels";
import { type CropRegion, wholePicture } from "../calculators/crop-region";
import { SquareTurner, turnedBack } from "../calculators/turning";
import { CropFollower } from "../filters/crop-follower";
import { sizeOf } from "../frame-size";
import { PatientLock, type Verdict } from "../people/patient-lock";
import { decodePeople } from "../people/person";
import type { ImageSize, Keypoints } from "../pose";
import { type Answer, sharedNowMs } from "./messages";
import type { Network, PeopleNetwork } from "./network";
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

/** What tells the patient from others, once its network is there. */
interface People {
  readonly network: PeopleNetwork;
  readonly cutter: PictureCutter;
  readonly lock: PatientLock;
}

/** Frame after frame: cut, infer, decode, whose body it is, and where to look next. One frame at a time. */
export class PersonFinder {
  readonly #network: Network;
  readonly #cutter: PictureCutter;
  readonly #turner = new SquareTurner();
  readonly #follower = new CropFollower();
  #people: People | null = null;

  constructor(network: Network) {
    this.#network = network;
    this.#cutter = new PictureCutter(network.sidePx);
  }

  /** From the next frame on the patient is told from others. */
  watchPeople(network: PeopleNetwork): void {
    const cutter = new PictureCutter(network.sidePx);
    this.#people = { network, cutter, lock: new PatientLock() };
  }

  async find(search: PictureToSearch): Promise<Answer> {
    const { picture, timeUs, readyAtMs, crop: there } = search;
    const waitMs = sharedNowMs() - readyAtMs;
    const image = sizeOf(picture);
    const peopleMs = there === null ? await this.#lookForEverybody(picture, timeUs, image) : 0;
    const beganMs = performance.now();
    const crop = there ?? this.#people?.lock.crop(image) ?? this.#follower.crop(image);
    // What is looked at once is as it is: the self-test's picture.
    const turns = there === null ? this.#follower.quarterTurns : 0;
    const rgba = this.#turner.turn(
      await this.#cutter.cut(picture, crop),
      this.#network.sidePx,
      turns,
    );
    const cutMs = performance.now() - beganMs;
    const found = await this.#network.run(rgba);
    const { inferenceMs, decodingMs } = found;
    const upright = turnedBack(found.keypoints, turns);
    const inPicture = fromCrop(upright, cropInPixels(crop, image), image);
    const { keypoints, followed } =
      there === null ? this.#judge(inPicture, timeUs, image) : asFound(inPicture);
    const stages = { waitMs, cutMs, inferenceMs, decodingMs, peopleMs };
    const memory = this.#network.memory();
    return { keypoints, followed, image, timeUs, readyAtMs, stages, memory };
  }

  reset(): void {
    this.#follower.reset();
    this.#people?.lock.reset();
  }

  /** Milliseconds that it took; 0 where there was no need. */
  async #lookForEverybody(
    picture: VideoFrame | ImageBitmap,
    timeUs: number,
    image: ImageSize,
  ): Promise<number> {
    if (this.#people === null || !this.#people.lock.wantsLook(timeUs)) {
      return 0;
    }
    const beganMs = performance.now();
    const { network, cutter, lock } = this.#people;
    const whole = wholePicture(image);
    const output = await network.run(await cutter.cut(picture, whole));
    lock.see(decodePeople(output, cropInPixels(whole, image), image), timeUs, image);
    return performance.now() - beganMs;
  }

  #judge(inPicture: Keypoints, timeUs: number, image: ImageSize): Verdict {
    const verdict = this.#people?.lock.judge(inPicture, timeUs, image) ?? asFound(inPicture);
    this.#follower.apply(verdict.keypoints, image);
    return verdict;
  }
}

/** Where nobody else was looked for, what was found is the patient's. */
function asFound(keypoints: Keypoints): Verdict {
  return { followed: "patient", keypoints, substituted: false };
}
