import { midpointPx, type PointPx, torsoPx } from "../calculators/angles";
import { type PlacementWish, placementOf } from "../calculators/placement";
import type { PlacementCode, PlacementReport } from "../calculators/placement-types";
import type { ImageSize, RawPose } from "../pose";

const WINDOW_US = 500_000;
const JUMP_WINDOW_US = 2_000_000;
/** Nobody moves their hips this far between two frames: the network went over to another person. */
const JUMP_TORSO = 0.8;
const JUMP_WITHIN_US = 200_000;
const MIN_JUMPS = 2;
/** So long it may be uncertain whose body is followed: longer than choosing between two takes. */
const UNCERTAIN_US = 1_500_000;
const MAX_SPEED_TORSO_S = 0.8;
/** One who was asked to hold still does so below this share of it. */
const CALM_SHARE = 0.75;

/** More than half of the window begins an advice, and less than a quarter ends it. */
const BEGINS_SHARE = 0.5;
const ENDS_SHARE = 0.25;
/** An advice that was given stays the first for so long while it holds, for nobody follows two at once. */
const FIRST_FOR_US = 1_500_000;

/** Most useful first. */
const ORDER: readonly PlacementCode[] = [
  "nobody",
  "second_person",
  "lie_down",
  "step_back",
  "camera_back",
  "head_outside",
  "feet_outside",
  "hands_outside",
  "sides_outside",
  "step_closer",
  "camera_closer",
  "face_camera",
  "turn_sideways",
  "turn_left_side",
  "turn_right_side",
  "more_light",
  "hold_still",
];

interface Sample {
  readonly timeUs: number;
  readonly report: PlacementReport;
  readonly hips: PointPx | null;
  readonly torso: number | null;
}

/** Without a person, or with two, no other advice is of use. */
const AT_ONCE: readonly PlacementCode[] = ["nobody", "second_person"];

/**
 * Looks at the last half second, so that one bad frame neither asks for nor hides anything; what was
 * advised stands until it is clearly better, so that advice does not flicker.
 */
export class PlacementWindow {
  readonly #wish: PlacementWish;
  #standing: ReadonlySet<PlacementCode> = new Set();
  #first: { readonly code: PlacementCode; readonly sinceUs: number } | null = null;
  #samples: Sample[] = [];
  #jumpsUs: number[] = [];
  #uncertainSinceUs: number | null = null;
  #isUncertain = false;

  constructor(wish: PlacementWish) {
    this.#wish = wish;
  }

  /** Takes raw keypoints: a filter would smooth away the jump from one person to another. */
  apply(
    { keypoints, timeUs, followed }: Pick<RawPose, "keypoints" | "timeUs" | "followed">,
    image: ImageSize,
  ): PlacementReport {
    const isPatient = (followed ?? "patient") === "patient";
    this.#uncertainSinceUs = isPatient ? null : (this.#uncertainSinceUs ?? timeUs);
    this.#isUncertain = timeUs - (this.#uncertainSinceUs ?? timeUs) >= UNCERTAIN_US;
    const report = placementOf(keypoints, image, this.#wish, this.#standing);
    const hips = midpointPx(keypoints, "hip", image);
    const sample: Sample = { timeUs, report, hips, torso: torsoPx(keypoints, image) };
    this.#noteJump(sample);
    this.#samples = [...this.#samples, sample].filter((one) => timeUs - one.timeUs <= WINDOW_US);
    const advice = ORDER.filter((code) => this.#holds(code));
    this.#standing = new Set(advice);
    return { ...report, advice: this.#withFirst(advice, timeUs) };
  }

  reset(): void {
    this.#samples = [];
    this.#jumpsUs = [];
    this.#uncertainSinceUs = null;
    this.#isUncertain = false;
    this.#standing = new Set();
    this.#first = null;
  }

  /** The advice that is being followed comes first for a while. */
  #withFirst(advice: readonly PlacementCode[], timeUs: number): readonly PlacementCode[] {
    const before = this.#first;
    const best = advice[0];
    const keeps =
      before !== null &&
      advice.includes(before.code) &&
      timeUs - before.sinceUs < FIRST_FOR_US &&
      !(best !== undefined && AT_ONCE.includes(best));
    const code = keeps ? before.code : best;
    if (code === undefined) {
      this.#first = null;
      return advice;
    }
    if (before?.code !== code) {
      this.#first = { code, sinceUs: timeUs };
    }
    return [code, ...advice.filter((other) => other !== code)];
  }

  #holds(code: PlacementCode): boolean {
    if (code === "second_person") {
      return this.#isUncertain || this.#jumpsUs.length >= MIN_JUMPS;
    }
    if (code === "nobody" && this.#isUncertain) {
      return false; // Somebody is there, of whom nothing is shown.
    }
    if (code === "hold_still") {
      return this.#speedTorsoS() > MAX_SPEED_TORSO_S * (this.#standing.has(code) ? CALM_SHARE : 1);
    }
    const times = this.#samples.filter((sample) => sample.report.advice.includes(code)).length;
    const share = this.#standing.has(code) ? ENDS_SHARE : BEGINS_SHARE;
    return times > share * this.#samples.length;
  }

  #noteJump(sample: Sample): void {
    const before = this.#samples.at(-1);
    if (
      before !== undefined &&
      isPerson(before) &&
      isPerson(sample) &&
      sample.timeUs - before.timeUs <= JUMP_WITHIN_US &&
      movedTorso(before, sample) > JUMP_TORSO
    ) {
      this.#jumpsUs.push(sample.timeUs);
    }
    this.#jumpsUs = this.#jumpsUs.filter((timeUs) => sample.timeUs - timeUs <= JUMP_WINDOW_US);
  }

  /** The least speed from any older sample of the window to any newer one: a misread frame moves nobody. */
  #speedTorsoS(): number {
    const half = Math.floor(this.#samples.length / 2);
    const speeds = this.#samples.slice(0, half).flatMap((before) =>
      this.#samples
        .slice(half)
        .filter((after) => after.timeUs - before.timeUs >= WINDOW_US / 4)
        .map((after) => movedTorso(before, after) / ((after.timeUs - before.timeUs) / 1e6)),
    );
    return speeds.length === 0 ? 0 : Math.min(...speeds);
  }
}

function isPerson({ report }: Sample): boolean {
  return !report.advice.includes("nobody");
}

/** How far the hips moved, in torso lengths; 0 where that is not known. */
function movedTorso(a: Sample, b: Sample): number {
  if (a.hips === null || b.hips === null || !a.torso || !b.torso) {
    return 0;
  }
  const distance = Math.hypot(a.hips.xPx - b.hips.xPx, a.hips.yPx - b.hips.yPx);
  return distance / Math.max(a.torso, b.torso);
}
