import type { CameraErrorCode } from "../camera/camera-error";
import type { LiveCount } from "../pose/calculators/live-count";
import type { PlacementCode } from "../pose/calculators/placement-types";
import type { StopReason } from "./upload-types";

export type Side = "left" | "right" | "both";

/** One set to do. An item with three sets is three of these. */
export interface SetPlan {
  readonly itemId: string;
  readonly protocol: string;
  readonly title: string;
  readonly view: "front" | "side";
  readonly side: Side | null;
  /** From 1. */
  readonly setNumber: number;
  readonly sets: number;
  readonly repetitions: number | null;
  readonly seconds: number | null;
  readonly restS: number;
}

/** The sets that are still to do today, in order. */
export interface SessionPlan {
  readonly sets: readonly SetPlan[];
  /** Pain at or above this ends the session; `null` for no limit. */
  readonly painStopLimit: number | null;
}

/** Why an exercise cannot go on. */
export type ProblemCode = CameraErrorCode | "detector" | "storage";

/**
 * Where the patient is. Times are milliseconds on one monotonic clock (`performance.now()`).
 * - `learn`: what to do, shown and said. - `place`: stand where the camera sees all; `fill` is the ring.
 * - `countdown`. - `perform`: recording. - `after`: pain and effort. - `rest`: until the next set.
 * - `done`. - `problem`: the camera or the detector cannot go on; retry, or enter by hand.
 */
export type Phase =
  | { readonly name: "learn" }
  | {
      readonly name: "place";
      readonly advice: readonly PlacementCode[] | null;
      readonly wellSinceMs: number | null;
      /** 0 to 1; the countdown starts at 1. */
      readonly fill: number;
    }
  | {
      readonly name: "countdown";
      readonly endsAtMs: number;
      readonly remainingS: number;
      readonly anyway: boolean;
      readonly unwellSinceMs: number | null;
    }
  | {
      readonly name: "perform";
      readonly startedAtMs: number;
      readonly elapsedS: number;
      readonly live: LiveCount | null;
      readonly goalReachedAtMs: number | null;
    }
  | { readonly name: "after"; readonly stopReason: StopReason }
  | { readonly name: "rest"; readonly endsAtMs: number; readonly remainingS: number }
  | { readonly name: "done"; readonly ended: "complete" | "pain_limit" | "patient" }
  | { readonly name: "problem"; readonly code: ProblemCode };

export type PhaseName = Phase["name"];

/** The whole state of a session: the plan, which set, and where in it. */
export interface SessionState {
  readonly plan: SessionPlan;
  /** Index into `plan.sets`: the set being done, or in `rest` the one that follows. */
  readonly setIndex: number;
  readonly phase: Phase;
}

/** What can happen. An event that makes no sense in a phase changes nothing. */
export type SessionEvent =
  /** The patient has understood and walks to the place. */
  | { readonly type: "learned" }
  | { readonly type: "show_again" }
  | {
      readonly type: "placement";
      readonly nowMs: number;
      readonly advice: readonly PlacementCode[];
    }
  /** The patient or a helper passes over the placement check. */
  | { readonly type: "continue_anyway"; readonly nowMs: number }
  | { readonly type: "tick"; readonly nowMs: number }
  | { readonly type: "live"; readonly nowMs: number; readonly live: LiveCount }
  | { readonly type: "stop"; readonly reason: StopReason }
  | { readonly type: "answered"; readonly nowMs: number; readonly pain: number | null }
  | { readonly type: "skip_rest" }
  | { readonly type: "problem"; readonly code: ProblemCode }
  | { readonly type: "retry" }
  /** The set was entered by hand and counts as done. */
  | { readonly type: "entered_by_hand"; readonly nowMs: number; readonly pain: number | null }
  | { readonly type: "end_session" };
