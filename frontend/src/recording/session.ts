import type { LiveCount } from "../pose/calculators/live-count";
import type { Phase, SessionEvent, SessionPlan, SessionState, SetPlan } from "./session-types";

/** How long all must be well before the countdown starts: the ring's time. */
export const PLACEMENT_MS = 2_000;
/** How long something may be wrong during the countdown before it goes back. */
export const COUNTDOWN_GRACE_MS = 1_000;
export const COUNTDOWN_S = 3;
/** After the last prescribed repetition, so that its return is recorded whole. */
export const SETTLE_MS = 1_500;
/** A hold may take this much longer than prescribed: to get ready, and to try again. */
export const HOLD_EXTRA_S = 30;
/** Under the server's ten minutes. */
export const LONGEST_SET_S = 540;

type PhaseOf<Name extends Phase["name"]> = Extract<Phase, { name: Name }>;
type EventOf<Type extends SessionEvent["type"]> = Extract<SessionEvent, { type: Type }>;

/** The beginning of a session: what to do first, or `done` when nothing is due. */
export function startSession(plan: SessionPlan): SessionState {
  return {
    plan,
    setIndex: 0,
    phase: plan.sets.length === 0 ? { name: "done", ended: "complete" } : { name: "learn" },
  };
}

/** The set that is being done, or that follows a rest; `null` when nothing is due. */
export function currentSet({ plan, setIndex }: SessionState): SetPlan | null {
  return plan.sets[setIndex] ?? null;
}

/**
 * What follows from an event: pure, so that every path can be tested without a browser.
 * The same state object comes back when the event changes nothing.
 */
export function nextSession(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "end_session":
      return state.phase.name === "done" ? state : phase(state, { name: "done", ended: "patient" });
    case "problem":
      return problem(state, event);
    case "entered_by_hand":
      return canEnterByHand(state) ? afterSet(state, event) : state;
    default:
      return withinPhase(state, event);
  }
}

function withinPhase(state: SessionState, event: SessionEvent): SessionState {
  const now = state.phase;
  switch (now.name) {
    case "learn":
      return event.type === "learned" ? phase(state, PLACE) : state;
    case "place":
      return place(state, now, event);
    case "countdown":
      return countdown(state, now, event);
    case "perform":
      return perform(state, now, event);
    case "after":
      return event.type === "answered" ? afterSet(state, event) : state;
    case "rest":
      return rest(state, now, event);
    case "problem":
      return event.type === "retry" ? phase(state, PLACE) : state;
    case "done":
      return state;
  }
}

const PLACE: PhaseOf<"place"> = { name: "place", advice: null, wellSinceMs: null, fill: 0 };

function phase(state: SessionState, next: Phase): SessionState {
  return { ...state, phase: next };
}

function place(state: SessionState, now: PhaseOf<"place">, event: SessionEvent): SessionState {
  switch (event.type) {
    case "show_again":
      return phase(state, { name: "learn" });
    case "continue_anyway":
      return phase(state, counting(event.nowMs, true));
    case "placement":
      return placement(state, now, event);
    default:
      return state;
  }
}

function placement(
  state: SessionState,
  now: PhaseOf<"place">,
  { nowMs, advice }: EventOf<"placement">,
): SessionState {
  if (advice.length > 0) {
    return phase(state, { name: "place", advice, wellSinceMs: null, fill: 0 });
  }
  const wellSinceMs = now.wellSinceMs ?? nowMs;
  const fill = Math.min(1, (nowMs - wellSinceMs) / PLACEMENT_MS);
  return phase(
    state,
    fill < 1 ? { name: "place", advice, wellSinceMs, fill } : counting(nowMs, false),
  );
}

function counting(nowMs: number, anyway: boolean): PhaseOf<"countdown"> {
  return {
    name: "countdown",
    endsAtMs: nowMs + COUNTDOWN_S * 1_000,
    remainingS: COUNTDOWN_S,
    anyway,
    unwellSinceMs: null,
  };
}

function countdown(
  state: SessionState,
  now: PhaseOf<"countdown">,
  event: SessionEvent,
): SessionState {
  switch (event.type) {
    case "stop":
      return phase(state, PLACE);
    case "placement":
      return now.anyway ? state : stillWell(state, now, event);
    case "tick": {
      const remainingS = Math.max(0, Math.ceil((now.endsAtMs - event.nowMs) / 1_000));
      if (event.nowMs >= now.endsAtMs) {
        return phase(state, performing(event.nowMs));
      }
      return remainingS === now.remainingS ? state : phase(state, { ...now, remainingS });
    }
    default:
      return state;
  }
}

function stillWell(
  state: SessionState,
  now: PhaseOf<"countdown">,
  { nowMs, advice }: EventOf<"placement">,
): SessionState {
  if (advice.length === 0) {
    return now.unwellSinceMs === null ? state : phase(state, { ...now, unwellSinceMs: null });
  }
  const unwellSinceMs = now.unwellSinceMs ?? nowMs;
  if (nowMs - unwellSinceMs >= COUNTDOWN_GRACE_MS) {
    return phase(state, { ...PLACE, advice });
  }
  return unwellSinceMs === now.unwellSinceMs ? state : phase(state, { ...now, unwellSinceMs });
}

function performing(nowMs: number): PhaseOf<"perform"> {
  return { name: "perform", startedAtMs: nowMs, elapsedS: 0, live: null, goalReachedAtMs: null };
}

function perform(state: SessionState, now: PhaseOf<"perform">, event: SessionEvent): SessionState {
  switch (event.type) {
    case "stop":
      return phase(state, { name: "after", stopReason: event.reason });
    case "live": {
      const reached = now.goalReachedAtMs !== null || goalReached(currentSet(state), event.live);
      const goalReachedAtMs = reached ? (now.goalReachedAtMs ?? event.nowMs) : null;
      return phase(state, { ...now, live: event.live, goalReachedAtMs });
    }
    case "tick":
      return performTick(state, now, event.nowMs);
    default:
      return state;
  }
}

function performTick(state: SessionState, now: PhaseOf<"perform">, nowMs: number): SessionState {
  if (now.goalReachedAtMs !== null && nowMs - now.goalReachedAtMs >= SETTLE_MS) {
    return phase(state, { name: "after", stopReason: "finished" });
  }
  const elapsedS = Math.max(0, (nowMs - now.startedAtMs) / 1_000);
  if (elapsedS >= longestS(currentSet(state))) {
    return phase(state, { name: "after", stopReason: "time" });
  }
  return phase(state, { ...now, elapsedS });
}

function goalReached(set: SetPlan | null, live: LiveCount): boolean {
  if (set === null) {
    return false;
  }
  if (set.repetitions !== null) {
    return live.count >= set.repetitions;
  }
  return set.seconds !== null && live.heldS >= set.seconds;
}

/** How long a set may take: repetitions until they are done, holds a while longer than prescribed. */
function longestS(set: SetPlan | null): number {
  const seconds = set?.repetitions === null ? set.seconds : null;
  return seconds === null ? LONGEST_SET_S : Math.min(LONGEST_SET_S, seconds + HOLD_EXTRA_S);
}

function rest(state: SessionState, now: PhaseOf<"rest">, event: SessionEvent): SessionState {
  if (event.type === "skip_rest") {
    return beginSet(state);
  }
  if (event.type !== "tick") {
    return state;
  }
  if (event.nowMs >= now.endsAtMs) {
    return beginSet(state);
  }
  const remainingS = Math.ceil((now.endsAtMs - event.nowMs) / 1_000);
  return remainingS === now.remainingS ? state : phase(state, { ...now, remainingS });
}

function problem(state: SessionState, { code }: EventOf<"problem">): SessionState {
  const { name } = state.phase;
  return name === "done" || name === "after" || name === "rest"
    ? state
    : phase(state, { name: "problem", code });
}

function canEnterByHand({ phase: { name } }: SessionState): boolean {
  return name === "problem" || name === "learn" || name === "place";
}

/** The set is done: ends the session at the pain limit, else rests, else begins the next set. */
function afterSet(
  state: SessionState,
  { nowMs, pain }: EventOf<"answered"> | EventOf<"entered_by_hand">,
): SessionState {
  const { painStopLimit, sets } = state.plan;
  if (pain !== null && painStopLimit !== null && pain >= painStopLimit) {
    return phase(state, { name: "done", ended: "pain_limit" });
  }
  const restS = currentSet(state)?.restS ?? 0;
  const setIndex = state.setIndex + 1;
  if (setIndex >= sets.length) {
    return phase(state, { name: "done", ended: "complete" });
  }
  const next = { ...state, setIndex };
  if (restS <= 0) {
    return beginSet(next);
  }
  return phase(next, { name: "rest", endsAtMs: nowMs + restS * 1_000, remainingS: restS });
}

/** A further set of the same exercise is known already; another exercise is learnt first. */
function beginSet(state: SessionState): SessionState {
  const before = state.plan.sets[state.setIndex - 1];
  const same = before !== undefined && before.itemId === currentSet(state)?.itemId;
  return phase(state, same ? PLACE : { name: "learn" });
}
