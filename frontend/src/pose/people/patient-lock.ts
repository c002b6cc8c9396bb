import { type CropRegion, nextCrop } from "../calculators/crop-region";
import { type Followed, type ImageSize, type Keypoints, noKeypoints } from "../pose";
import { type Body, bodyOf, distance, growth, isFoundTwice } from "./body";
import { Choice } from "./choice";
import { Company } from "./company";
import { Home } from "./home";
import type { Person } from "./person";
import { reachUnits } from "./reach";
import { CLEARLY, type Known, oddsForPatient, recognise, TOUCHING_UNITS } from "./recognition";
import type { Track } from "./track";

/** Whose keypoints were found in a frame, and what is to be kept of them. */
export interface Verdict {
  readonly followed: Followed;
  /** None where they are surely somebody else's. */
  readonly keypoints: Keypoints;
  /** They are MultiPose's: the single-person network looked at somebody else. */
  readonly substituted: boolean;
}

/** Seconds between two looks at everybody; at every frame while somebody touches the patient. */
const LOOK_EVERY_S = { choosing: 0.1, doubt: 0, lost: 0.25, near: 0.1, far: 0.25, alone: 0.5 };
/** A device that takes so long with a look does not look at two frames in a row. */
const SLOW_FRAME_US = 100_000;
const NEAR_UNITS = 3;
/** After so long without the patient it is in doubt where they are, and then they are lost. */
const IN_DOUBT_S = 0.3;
const LOST_S = 1.5;
/** The patient is not taken for who is seen farther than that from where they were expected. */
const FARTHEST_UNITS = 1.2;
const MAX_GROWTH = 1.5;
const MORE_GROWTH_PER_S = 0.2;
const OTHERS_UNITS = 0.5;
/** Two networks put most limbs of a body no farther apart. */
const MOST_LIMBS = 0.8;
const SAME_LIMBS_UNITS = 0.25;

interface Look {
  readonly timeUs: number;
  readonly bodies: readonly Body[];
  readonly patient: Body | null;
}

/**
 * Keeps the skeleton on the patient while others are in the picture.
 *
 * For every frame: where `wantsLook`, run MultiPose and `see` everybody; cut the picture at `crop`;
 * `judge` what the single-person network found there. Without any look there is nothing to tell
 * people apart by, and everything is taken for the patient's. How and why: `docs/adr/0014-whose-body-is-followed.md`.
 */
export class PatientLock {
  #choice = new Choice();
  #known: Known | null = null;
  #look: Look | null = null;
  #sure = true;
  #nowUs = 0;
  #image: ImageSize | null = null;

  /** Whether MultiPose should look at this frame. */
  wantsLook(timeUs: number): boolean {
    const lookedUs = this.#look?.timeUs ?? null;
    if (lookedUs === this.#nowUs && timeUs - lookedUs > SLOW_FRAME_US) {
      return false;
    }
    return (
      lookedUs === null ||
      timeUs < lookedUs ||
      (timeUs - lookedUs) / 1e6 >= this.#lookEveryS(timeUs)
    );
  }

  /** Takes everybody whom MultiPose saw in this frame. */
  see(people: readonly Person[], timeUs: number, image: ImageSize): void {
    this.#begin(timeUs, image);
    const bodies = onceEach(people, image);
    if (this.#known === null) {
      this.#look = { timeUs, bodies, patient: null };
      this.#lock(this.#choice.offer(bodies, timeUs, image));
      return;
    }
    const { patient, others } = recognise(bodies, this.#known, timeUs, image);
    this.#known.company.see(others, timeUs, image, patient !== null);
    this.#look = { timeUs, bodies, patient };
  }

  /** Where the single-person network should look now; `null` where it may follow as usual. */
  crop(image: ImageSize): CropRegion | null {
    if (this.#known === null) {
      const candidate = this.#choice.candidate;
      const isAlone = (this.#look?.bodies.length ?? 0) < 2;
      return candidate === null || isAlone ? null : nextCrop(candidate.body.keypoints, image);
    }
    const { patient } = this.#known;
    const isLost = patient.unseenS(this.#nowUs) > LOST_S;
    if (isLost || (this.#sure && this.#companyUnits(image) > NEAR_UNITS)) {
      return null;
    }
    return nextCrop(patient.predicted(this.#nowUs, image).keypoints, image);
  }

  /** Says whose keypoints the single-person network found in this frame, in units of the picture. */
  judge(keypoints: Keypoints, timeUs: number, image: ImageSize): Verdict {
    this.#begin(timeUs, image);
    const body = bodyOf(keypoints, image);
    const followed = this.#followed(body, timeUs, image);
    this.#sure = followed === "patient";
    const seen = this.#look?.timeUs === timeUs ? this.#look.patient : null;
    if (this.#known === null || seen === null) {
      this.#follow(this.#sure ? body : null, timeUs);
      const kept = followed === "other" ? noKeypoints() : keypoints;
      return { followed, keypoints: kept, substituted: false };
    }
    // Both networks have seen this frame. Close to the patient, MultiPose mixes people up later.
    const isTouched = this.#companyUnits(image) <= TOUCHING_UNITS;
    const mayBeMixed = isTouched && (body === null || !this.#agree(body, seen, timeUs));
    this.#follow(isTouched || !this.#sure ? seen : body, timeUs);
    return this.#sure && body !== null && !mayBeMixed
      ? { followed, keypoints, substituted: false }
      : { followed: "patient", keypoints: seen.keypoints, substituted: true };
  }

  /** Starts anew: nobody is locked. */
  reset(): void {
    this.#choice = new Choice();
    this.#known = null;
    this.#look = null;
    this.#sure = true;
  }

  /** A picture of another size, or time that goes backwards, is another film. */
  #begin(timeUs: number, image: ImageSize): void {
    const { widthPx, heightPx } = this.#image ?? image;
    if (timeUs < this.#nowUs || widthPx !== image.widthPx || heightPx !== image.heightPx) {
      this.reset();
    }
    this.#nowUs = timeUs;
    this.#image = image;
  }

  #lock(chosen: Track | null): void {
    if (chosen !== null) {
      this.#known = { patient: chosen, home: new Home(), company: new Company() };
    }
  }

  #followed(body: Body | null, timeUs: number, image: ImageSize): Followed {
    if (this.#look === null || body === null) {
      return "patient";
    }
    if (this.#known === null) {
      return this.#whileChoosing(body, this.#look, timeUs, image);
    }
    return this.#whose(body, this.#known, timeUs, image);
  }

  #follow(body: Body | null, timeUs: number): void {
    if (body !== null) {
      this.#known?.patient.update(body, timeUs);
      this.#known?.home.update(body, timeUs);
    }
  }

  /** MultiPose misses some who lie or are small: then the one who was found is the only one. */
  #whileChoosing(body: Body, look: Look, timeUs: number, image: ImageSize): Followed {
    if (look.bodies.length === 0) {
      this.#lock(this.#choice.offer([body], timeUs, image));
      return "patient";
    }
    const candidate = this.#choice.candidate;
    if (candidate === null || look.bodies.length > 1) {
      return "uncertain";
    }
    const far = candidate.far(body, timeUs, image);
    return far <= reachUnits(candidate.unseenS(timeUs)) ? "patient" : "uncertain";
  }

  #whose(body: Body, known: Known, timeUs: number, image: ImageSize): Followed {
    const { patient, company } = known;
    const unseenS = patient.unseenS(timeUs);
    const far = patient.far(body, timeUs, image);
    const size = growth(patient.predicted(timeUs, image), body);
    const odds = oddsForPatient(body, [], known, timeUs, image);
    const mostGrowth = MAX_GROWTH + MORE_GROWTH_PER_S * Math.min(unseenS, 1);
    if (size <= mostGrowth && far <= reachUnits(unseenS, FARTHEST_UNITS)) {
      return odds >= CLEARLY ? "patient" : "uncertain";
    }
    const isOther = company.people.some(
      (person) =>
        person.besidePatient && person.far(body, timeUs, image) <= Math.min(far, OTHERS_UNITS),
    );
    return isOther ? "other" : "uncertain";
  }

  /** Whether the networks put most limbs in the same places, and everybody is seen. */
  #agree(body: Body, seen: Body, timeUs: number): boolean {
    const isSomebodyHidden = this.#known?.company.people.some((one) => one.unseenS(timeUs) > 0);
    return !isSomebodyHidden && distance(body, seen, seen.unitPx, MOST_LIMBS) <= SAME_LIMBS_UNITS;
  }

  /** How far away the nearest of the others is. */
  #companyUnits(image: ImageSize): number {
    return this.#known === null
      ? Number.POSITIVE_INFINITY
      : this.#known.company.far(this.#known.patient.body, this.#nowUs, image);
  }

  #lookEveryS(timeUs: number): number {
    if (this.#known === null || this.#image === null) {
      return LOOK_EVERY_S.choosing;
    }
    const unseenS = this.#known.patient.unseenS(timeUs);
    if (unseenS > LOST_S) {
      return LOOK_EVERY_S.lost;
    }
    if (!this.#sure || unseenS > IN_DOUBT_S) {
      return LOOK_EVERY_S.doubt;
    }
    if (this.#known.company.isEmpty) {
      return LOOK_EVERY_S.alone;
    }
    const units = this.#companyUnits(this.#image);
    if (units <= TOUCHING_UNITS) {
      return LOOK_EVERY_S.doubt;
    }
    return units <= NEAR_UNITS ? LOOK_EVERY_S.near : LOOK_EVERY_S.far;
  }
}

/** The bodies of a look; MultiPose finds some twice, the better sighting counts. */
function onceEach(people: readonly Person[], image: ImageSize): Body[] {
  const bodies: Body[] = [];
  for (const person of [...people].sort((a, b) => b.score - a.score)) {
    const body = bodyOf(person.keypoints, image, person.score);
    if (body !== null && !bodies.some((one) => isFoundTwice(one, body))) {
      bodies.push(body);
    }
  }
  return bodies;
}
