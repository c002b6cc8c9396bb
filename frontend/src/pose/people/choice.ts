import type { ImageSize } from "../pose";
import { type Body, growth } from "./body";
import { reachUnits } from "./reach";
import { EXERCISER, Track } from "./track";

/** Who is to be the patient stands out for so long, in so many looks. */
const HELD_S = 1;
const MIN_LOOKS = 3;
/** Somebody else takes over only where they stand out so much more. */
const MUCH_MORE = 1.25;
/** Half way from the middle to the edge leaves a third of a body's size: a helper may stand nearer the camera. */
const AWAY_POWER = 1.5;
const FORGOTTEN_S = 0.6;
const MAX_GROWTH = 1.6;

/** Chooses the patient while they take their place: the one who is largest and nearest the middle, for about a second. */
export class Choice {
  #track: Track | null = null;
  #sinceUs = 0;
  #looks = 0;

  /** Who stands out so far. */
  get candidate(): Track | null {
    return this.#track;
  }

  /** Everybody who is in the picture now; answers who is chosen, once somebody is. */
  offer(bodies: readonly Body[], timeUs: number, image: ImageSize): Track | null {
    const best = bodies
      .filter(({ isSure }) => isSure)
      .sort((a, b) => standsOut(b, image) - standsOut(a, image))[0];
    const same = this.#track === null ? undefined : seenAgain(this.#track, bodies, timeUs, image);
    if (this.#track !== null && same !== undefined && best !== undefined) {
      if (standsOut(best, image) <= MUCH_MORE * standsOut(same, image)) {
        this.#track.update(same, timeUs);
        this.#looks += 1;
        return this.#isHeld(timeUs) ? this.#track : null;
      }
    }
    if (best !== undefined) {
      this.#track = new Track(best, timeUs, EXERCISER);
      this.#sinceUs = timeUs;
      this.#looks = 1;
    } else if (this.#track !== null && this.#track.unseenS(timeUs) > FORGOTTEN_S) {
      this.#track = null;
    }
    return null;
  }

  #isHeld(timeUs: number): boolean {
    return (timeUs - this.#sinceUs) / 1e6 >= HELD_S && this.#looks >= MIN_LOOKS;
  }
}

function seenAgain(
  track: Track,
  bodies: readonly Body[],
  timeUs: number,
  image: ImageSize,
): Body | undefined {
  const expected = track.predicted(timeUs, image);
  const reach = reachUnits(track.unseenS(timeUs));
  return bodies
    .filter((body) => growth(expected, body) <= MAX_GROWTH)
    .map((body) => ({ body, far: track.far(body, timeUs, image) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far)[0]?.body;
}

/** Size of a body, less for who is away from the middle. */
function standsOut({ unitPx, centre }: Body, { widthPx }: ImageSize): number {
  const aside = Math.min(1, Math.abs(centre.xPx / widthPx - 0.5) * 2);
  return unitPx * (1 - aside) ** AWAY_POWER;
}
