import type { LiveCount } from "../../pose/calculators/live-count";
import type { PlacementCode } from "../../pose/calculators/placement-types";
import { type ProtocolRow, protocolRow } from "../../pose/live/protocol-table";
import type { Cue, CueKind } from "../voice/cue-scheduler";

/** What the patient can do next; the words are among the cues of the texts. */
export type CueKey =
  | "lower"
  | "up"
  | "higher"
  | "down"
  | "further"
  | "back"
  | "bend"
  | "straighten"
  | "stand"
  | "sit"
  | "lift"
  | "feet"
  | "hold"
  | "again"
  | "hold_on"
  | "lost";

/** Words for the way out and the way back, by what is counted; the protocols' table says what that is. */
const WAYS: Readonly<Record<string, readonly [far: CueKey, back: CueKey]>> = {
  hip_drop: ["lower", "up"],
  chest_drop: ["lower", "up"],
  hip_height: ["stand", "sit"],
  bridge: ["higher", "down"],
  body_rise: ["higher", "down"],
  shoulder_abduction: ["higher", "down"],
  shoulder_flexion: ["higher", "down"],
  shoulder_scaption: ["higher", "down"],
  shoulder_extension: ["further", "back"],
  thigh_inclination: ["higher", "down"],
  hip_abduction: ["further", "back"],
  hip_extension: ["further", "back"],
  trunk_side_bend: ["further", "back"],
  elbow_flexion: ["bend", "straighten"],
  knee_flexion: ["bend", "straighten"],
};
const REACH: readonly [CueKey, CueKey] = ["further", "back"];
/** Whose foot came down so often had better hold on to something. */
const UNSTEADY_TOUCHES = 3;

/** The cue that applies now, or `null` when there is nothing to say. */
export function liveCue(protocol: string, live: LiveCount | null, isHold: boolean): CueKey | null {
  if (live === null) return null;
  if (live.signal === null) return "lost";
  const row = protocolRow(protocol);
  switch (row?.kind ?? (isHold ? "hold" : "repetitions")) {
    case "hold":
      return balanceCue(live, live.touches > 0 ? "again" : "lift");
    case "stance":
    case "stages":
      return balanceCue(live, "feet");
    case "phases":
      return null;
    default:
      return wayCue(row, live);
  }
}

function balanceCue(live: LiveCount, toBegin: CueKey): CueKey {
  if (live.stage === "holding") return "hold";
  return live.touches >= UNSTEADY_TOUCHES ? "hold_on" : toBegin;
}

function wayCue(row: ProtocolRow | null, live: LiveCount): CueKey | null {
  const ways = waysOf(row);
  if (ways === null) return null;
  const [far, back] = live.turned === true ? [ways[1], ways[0]] : ways;
  if (live.stage === "going") return far;
  return live.stage === "far_enough" ? back : null;
}

function waysOf(row: ProtocolRow | null): readonly [CueKey, CueKey] | null {
  if (row?.kind === "reach") return REACH;
  if (row?.kind !== "repetitions") return null;
  const ways = WAYS[row.signal.measure] ?? null;
  return ways !== null && row.signal.lowers ? [ways[1], ways[0]] : ways;
}

/** What is worth a word about the picture while an exercise is done; its movement causes the others itself. */
const WHILE_MOVING: readonly PlacementCode[] = [
  "nobody",
  "second_person",
  "head_outside",
  "feet_outside",
  "sides_outside",
  "more_light",
];

/** A cue with the key of its text. */
export interface CoachCue extends Cue {
  readonly kind: CueKind;
  readonly textKey: string;
}

/** Everything that applies now, most important first: safety, the picture, the movement. */
export function coachCues(
  protocol: string,
  live: LiveCount | null,
  isHold: boolean,
  advice: readonly PlacementCode[],
): readonly CoachCue[] {
  // Who walks towards the camera is not to stop and step back.
  const walks = protocolRow(protocol)?.kind === "phases";
  const framing = advice
    .filter((code) => !walks && WHILE_MOVING.includes(code))
    .slice(0, 1)
    .map((code) => coachCue(code, "framing", `place.advice.${code}`));
  const cue = liveCue(protocol, live, isHold);
  if (cue === null) return framing;
  const own = coachCue(cue, kindOf(cue), `perform.cue.${cue}`);
  return own.kind === "movement" ? [...framing, own] : [own, ...framing];
}

function coachCue(key: string, kind: CueKind, textKey: string): CoachCue {
  return { key, kind, textKey };
}

function kindOf(cue: CueKey): CueKind {
  if (cue === "hold_on") return "safety";
  return cue === "lost" ? "framing" : "movement";
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
  return { key: `${found.kind}-${found.count}`, kind: "count", urgent: true };
}
