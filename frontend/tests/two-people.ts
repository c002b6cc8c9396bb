/** People before a camera, and the two networks as far as they matter to whom they follow. */
import type { CropRegion } from "../src/pose/calculators/crop-region";
import { CropFollower } from "../src/pose/filters/crop-follower";
import { bodyOf, distance } from "../src/pose/people/body";
import type { PatientLock, Verdict } from "../src/pose/people/patient-lock";
import type { Person } from "../src/pose/people/person";
import { type Keypoints, noKeypoints } from "../src/pose/pose";
import { IMAGE, randomNumbers } from "./body";

/** Who is in the picture at a time; a hidden one is found by no network. */
export interface Actor {
  readonly keypoints: Keypoints;
  readonly hidden?: boolean;
  /** MultiPose does not find this one. */
  readonly missed?: boolean;
}

export interface Film {
  readonly seconds: number;
  readonly fps?: number;
  readonly fromS?: number;
  /** The patient first. */
  readonly at: (s: number) => readonly Actor[];
  readonly noisePx?: number;
  /** Overrides whom the single-person network finds; `null` leaves it to the crop. */
  readonly single?: (s: number) => number | null;
  readonly multiPose?: boolean;
}

export interface Frame extends Verdict {
  readonly s: number;
  readonly looked: boolean;
  /** Index of the actor whose body the keypoints are; `null` where they are nobody's. */
  readonly whose: number | null;
}

/** Plays a film to the lock as the worker does. */
export function play(lock: PatientLock, film: Film): Frame[] {
  const { seconds, fps = 24, fromS = 0, at, multiPose = true } = film;
  const follower = new CropFollower();
  const noise = noiseOf(film.noisePx ?? 2);
  return Array.from({ length: Math.round(seconds * fps) }, (_, index) => {
    const s = fromS + index / fps;
    const timeUs = Math.round(s * 1e6);
    const actors = at(s);
    const looked = multiPose && lock.wantsLook(timeUs);
    if (looked) {
      const seen = actors.filter(({ hidden, missed }) => !hidden && !missed);
      lock.see(
        seen.map(({ keypoints }) => person(noise(keypoints))),
        timeUs,
        IMAGE,
      );
    }
    const crop = lock.crop(IMAGE) ?? follower.crop(IMAGE);
    const found = film.single?.(s) ?? mostCentral(actors, crop);
    const keypoints = found === null ? noKeypoints() : noise(actors[found]?.keypoints ?? []);
    const verdict = lock.judge(keypoints, timeUs, IMAGE);
    follower.apply(verdict.keypoints, IMAGE);
    return { ...verdict, s, looked, whose: whoseBody(verdict.keypoints, actors) };
  });
}

function person(keypoints: Keypoints): Person {
  return { keypoints, score: 0.6 };
}

/** MoveNet finds the one nearest the middle of what it sees. */
function mostCentral(actors: readonly Actor[], crop: CropRegion): number | null {
  const middle = (crop.xMin + crop.xMax) / 2;
  const inside = actors.flatMap(({ keypoints, hidden }, index) => {
    const x = centreX(keypoints);
    return hidden || x === null || x < crop.xMin || x > crop.xMax ? [] : [{ index, x }];
  });
  return inside.sort((a, b) => Math.abs(a.x - middle) - Math.abs(b.x - middle))[0]?.index ?? null;
}

function centreX(keypoints: Keypoints): number | null {
  const body = bodyOf(keypoints, IMAGE);
  return body === null ? null : body.centre.xPx / IMAGE.widthPx;
}

function whoseBody(keypoints: Keypoints, actors: readonly Actor[]): number | null {
  const body = bodyOf(keypoints, IMAGE);
  if (body === null) {
    return null;
  }
  const far = actors.map((actor) => {
    const theirs = bodyOf(actor.keypoints, IMAGE);
    return theirs === null ? Number.POSITIVE_INFINITY : distance(theirs, body, theirs.unitPx);
  });
  return far.indexOf(Math.min(...far));
}

function noiseOf(sdPx: number): (keypoints: Keypoints) => Keypoints {
  const random = randomNumbers(11);
  // Three uniform numbers: a variance of 1/4 about 1.5.
  const one = (): number => 2 * sdPx * (random() + random() + random() - 1.5);
  return (keypoints) =>
    keypoints.map((point) =>
      point === null
        ? null
        : {
            ...point,
            x: point.x + one() / IMAGE.widthPx,
            y: point.y + one() / IMAGE.heightPx,
          },
    );
}
