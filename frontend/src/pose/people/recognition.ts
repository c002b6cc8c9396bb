import type { ImageSize } from "../pose";
import { type Body, growth } from "./body";
import type { Company } from "./company";
import type { Home } from "./home";
import { reachUnits } from "./reach";
import type { Track } from "./track";

/** Times that nobody grows or shrinks between two sightings, the second by another network. */
const MAX_GROWTH = 1.6;
/** After an absence nobody is known again farther from where they were expected. */
const FARTHEST_ALONE_UNITS = 3;
const FARTHEST_UNITS = 1.5;
/** So much more surprise (minus twice the logarithm of odds of about 6 to 1) decides between two people. */
export const CLEARLY = 3.5;
/** Where somebody may be hidden in or behind the body, it must be where it was expected. */
const FIRMLY_SPREADS = 1.5;
/** Who is hidden is not farther away. */
export const TOUCHING_UNITS = 1.2;
const USUAL_SPREADS = 2;

/** Who is known, and how they are placed at a frame. */
export interface Known {
  readonly patient: Track;
  readonly home: Home;
  readonly company: Company;
}

export interface Recognition {
  /** `null` where the patient is not seen, or it is not clear who of them is. */
  readonly patient: Body | null;
  /** Those who are not the patient; who may be is not among them. */
  readonly others: readonly Body[];
}

/** Who of everybody in the picture is the patient. */
export function recognise(
  bodies: readonly Body[],
  known: Known,
  timeUs: number,
  image: ImageSize,
): Recognition {
  const { patient, home, company } = known;
  const most = company.isEmpty ? FARTHEST_ALONE_UNITS : FARTHEST_UNITS;
  const reach = reachUnits(patient.unseenS(timeUs), most);
  const expected = patient.predicted(timeUs, image);
  const claims = bodies
    .filter((body) => growth(expected, body) <= MAX_GROWTH)
    .map((body) => ({ body, far: patient.far(body, timeUs, image) }))
    .filter(({ body, far }) => far <= reach || home.fits(body))
    .map((claim) => ({ ...claim, odds: oddsForPatient(claim.body, bodies, known, timeUs, image) }))
    .filter(({ odds }) => odds > 0)
    .sort((a, b) => a.far - b.far);
  const [first, second] = claims;
  const isOne =
    first !== undefined &&
    first.odds >= CLEARLY &&
    (second === undefined ||
      surpriseMore(patient, first.body, second.body, timeUs, image) >= CLEARLY);
  if (isOne) {
    return { patient: first.body, others: bodies.filter((body) => body !== first.body) };
  }
  const maybe = new Set(claims.map(({ body }) => body));
  return { patient: null, others: bodies.filter((body) => !maybe.has(body)) };
}

/**
 * How much more a body is to be expected of the patient than of anybody else who is known, all who
 * were seen in the picture considered: minus twice the logarithm of the odds; infinite where
 * nobody else is.
 */
export function oddsForPatient(
  body: Body,
  seen: readonly Body[],
  { patient, company }: Known,
  timeUs: number,
  image: ImageSize,
): number {
  const own = patient.surprise(body, timeUs, image);
  const isFirm = patient.far(body, timeUs, image) <= FIRMLY_SPREADS * patient.spread(timeUs);
  const odds = company.people.map((person) => {
    const theirs = person.surprise(body, timeUs, image) - own;
    const elsewhere = whereElse(person, body, seen, timeUs, image);
    if (elsewhere !== null) {
      // Both are seen: exchanged, both must be less to be expected.
      return (
        surpriseMore(patient, body, elsewhere, timeUs, image) +
        surpriseMore(person, elsewhere, body, timeUs, image)
      );
    }
    const hiddenUnits = TOUCHING_UNITS + person.spread(timeUs);
    const maybeHidden = person.far(body, timeUs, image) <= hiddenUnits;
    return maybeHidden && !isFirm ? Math.min(theirs, 0) : theirs;
  });
  return Math.min(Number.POSITIVE_INFINITY, ...odds);
}

/** Where a person is seen, other than in that body. */
function whereElse(
  person: Track,
  body: Body,
  seen: readonly Body[],
  timeUs: number,
  image: ImageSize,
): Body | null {
  const usual = USUAL_SPREADS * person.spread(timeUs);
  const nearest = seen
    .filter((other) => other !== body)
    .map((other) => ({ other, far: person.far(other, timeUs, image) }))
    .sort((a, b) => a.far - b.far)[0];
  return nearest !== undefined && nearest.far <= usual ? nearest.other : null;
}

function surpriseMore(
  track: Track,
  body: Body,
  than: Body,
  timeUs: number,
  image: ImageSize,
): number {
  return track.surprise(than, timeUs, image) - track.surprise(body, timeUs, image);
}
