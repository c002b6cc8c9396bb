import type { ImageSize } from "../pose";
import type { Body } from "./body";
import { reachUnits } from "./reach";
import { PASSER, Track } from "./track";

/** Somebody who was not seen for so long has left, or was never there. */
const GONE_S = 1.2;
const FARTHEST_UNITS = 1.5;
/** What was seen in one look alone may be furniture. */
const MIN_LOOKS = 2;

/** Everybody else: who they are, and where. */
export class Company {
  #tracks: Track[] = [];

  get isEmpty(): boolean {
    return this.#tracks.length === 0;
  }

  /** Those who were seen often enough to be somebody. */
  get people(): readonly Track[] {
    return this.#tracks.filter((track) => track.sightings >= MIN_LOOKS);
  }

  /** Those of a look who are not the patient; `besidePatient` where the patient was seen in it too. */
  see(bodies: readonly Body[], timeUs: number, image: ImageSize, besidePatient: boolean): void {
    const free = new Set(this.#tracks);
    const unknown = new Set(bodies);
    for (const { track, body } of this.#pairs(bodies, timeUs, image)) {
      if (free.has(track) && unknown.has(body)) {
        free.delete(track);
        unknown.delete(body);
        track.update(body, timeUs);
        track.besidePatient ||= besidePatient;
      }
    }
    const came = [...unknown]
      .filter(({ isSure }) => isSure)
      .map((body) => {
        const track = new Track(body, timeUs, PASSER);
        track.besidePatient = besidePatient;
        return track;
      });
    this.#tracks = [...this.#tracks, ...came].filter((track) => track.unseenS(timeUs) <= GONE_S);
  }

  /** How far the nearest of them is from a body; infinite where nobody is. */
  far(body: Body, timeUs: number, image: ImageSize): number {
    return Math.min(...this.people.map((track) => track.far(body, timeUs, image)));
  }

  /** Pairs of somebody known and somebody seen that may be the same, nearest first. */
  #pairs(bodies: readonly Body[], timeUs: number, image: ImageSize) {
    return this.#tracks
      .flatMap((track) => {
        const reach = reachUnits(track.unseenS(timeUs), FARTHEST_UNITS);
        return bodies
          .map((body) => ({ track, body, far: track.far(body, timeUs, image) }))
          .filter(({ far }) => far <= reach);
      })
      .sort((a, b) => a.far - b.far);
  }
}
