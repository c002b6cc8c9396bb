import type { LiveCount } from "../../pose/calculators/live-count";
import type { Cue } from "../voice/cue-scheduler";

/** What the patient can do next; the words are among the cues of the texts. */
export type CueKey = "lower" | "up" | "higher" | "down" | "lift" | "hold" | "again" | "lost";

const FAR: Readonly<Record<string, CueKey>> = { squat: "lower", shoulder_abduction: "higher" };
const BACK: Readonly<Record<string, CueKey>> = { squat: "up", shoulder_abduction: "down" };

/** The cue that applies now, or `null` when there is nothing to say. */
export function liveCue(protocol: string, live: LiveCount | null, isHold: boolean): CueKey | null {
  if (live === null) return null;
  if (live.signal === null) return "lost";
  if (isHold) {
    if (live.stage === "holding") return "hold";
    return live.touches > 0 ? "again" : "lift";
  }
  if (live.stage === "going") return FAR[protocol] ?? null;
  return live.stage === "far_enough" ? (BACK[protocol] ?? null) : null;
}

/** What is prescribed for the set. */
export interface Goal {
  readonly repetitions: number | null;
  readonly seconds: number | null;
}

/** What there is to say about a step forward. */
export type Milestone =
  | { readonly kind: "counted"; readonly count: number }
  | { readonly kind: "halfway"; readonly count: number }
  | { readonly kind: "last_one"; readonly count: number }
  | { readonly kind: "seconds_left"; readonly count: number };

const SECONDS_LEFT: readonly number[] = [10, 5, 3, 2, 1];
const LONG_SET = 6;

/** A repetition that was counted, or a second of a hold that is worth a word; `null` otherwise. */
export function milestone(
  before: LiveCount | null,
  now: LiveCount | null,
  goal: Goal,
): Milestone | null {
  if (now === null) return null;
  if (goal.seconds !== null)
    return holdMilestone(before?.holdingS ?? 0, now.holdingS, goal.seconds);
  const count = now.count;
  if (count === 0 || count <= (before?.count ?? 0)) return null;
  if (goal.repetitions !== null) {
    if (count === goal.repetitions - 1) return { kind: "last_one", count };
    const half = goal.repetitions >= LONG_SET && count === Math.floor(goal.repetitions / 2);
    if (half) return { kind: "halfway", count };
  }
  return { kind: "counted", count };
}

function holdMilestone(beforeS: number, nowS: number, goalS: number): Milestone | null {
  for (const left of SECONDS_LEFT) {
    const at = goalS - left;
    if (at > 0 && beforeS < at && nowS >= at) return { kind: "seconds_left", count: left };
  }
  return null;
}

/** A milestone as a cue that is said at once, and once. */
export function milestoneCue(found: Milestone): Cue {
  return { key: `${found.kind}-${found.count}`, urgent: true };
}
