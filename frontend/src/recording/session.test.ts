import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../tests/body";
import type { LiveCount } from "../pose/calculators/live-count";
import {
  COUNTDOWN_GRACE_MS,
  COUNTDOWN_S,
  currentSet,
  HOLD_EXTRA_S,
  LONGEST_SET_S,
  nextSession,
  PLACEMENT_MS,
  SETTLE_MS,
  startSession,
} from "./session";
import type {
  Phase,
  PhaseName,
  SessionEvent,
  SessionPlan,
  SessionState,
  SetPlan,
} from "./session-types";

const SQUAT: SetPlan = {
  itemId: "squat-item",
  protocol: "squat",
  title: "Squat",
  view: "side",
  side: null,
  setNumber: 1,
  sets: 2,
  repetitions: 10,
  seconds: null,
  restS: 60,
};
const STANCE: SetPlan = {
  ...SQUAT,
  itemId: "stance-item",
  protocol: "single_leg_stance",
  view: "front",
  side: "left",
  sets: 1,
  repetitions: null,
  seconds: 30,
  restS: 0,
};
const PLAN: SessionPlan = {
  sets: [SQUAT, { ...SQUAT, setNumber: 2 }, STANCE],
  painStopLimit: 6,
};

const NO_COUNT: LiveCount = {
  count: 0,
  stage: "waiting",
  signal: 0,
  reachedRatio: 0,
  heldS: 0,
  holdingS: 0,
  touches: 0,
};

const PHASES: Readonly<Record<PhaseName, Phase>> = {
  learn: { name: "learn" },
  place: { name: "place", advice: null, wellSinceMs: null, fill: 0 },
  countdown: {
    name: "countdown",
    endsAtMs: 3_000,
    remainingS: 3,
    anyway: false,
    unwellSinceMs: null,
  },
  perform: { name: "perform", startedAtMs: 0, elapsedS: 0, live: null, goalReachedAtMs: null },
  after: { name: "after", stopReason: "finished" },
  rest: { name: "rest", endsAtMs: 60_000, remainingS: 60 },
  done: { name: "done", ended: "complete" },
  problem: { name: "problem", code: "denied" },
};

const EVENTS: Readonly<Record<SessionEvent["type"], SessionEvent>> = {
  learned: { type: "learned" },
  show_again: { type: "show_again" },
  placement: { type: "placement", nowMs: 0, advice: [] },
  continue_anyway: { type: "continue_anyway", nowMs: 0 },
  tick: { type: "tick", nowMs: 0 },
  live: { type: "live", nowMs: 0, live: NO_COUNT },
  stop: { type: "stop", reason: "pain" },
  answered: { type: "answered", nowMs: 0, pain: 2 },
  skip_rest: { type: "skip_rest" },
  problem: { type: "problem", code: "in_use" },
  retry: { type: "retry" },
  entered_by_hand: { type: "entered_by_hand", nowMs: 0, pain: null },
  end_session: { type: "end_session" },
};

/** Every (phase, event) that leads to another phase; all others stay in their phase. */
const MOVES: Readonly<Record<PhaseName, Partial<Record<SessionEvent["type"], PhaseName>>>> = {
  learn: { learned: "place", problem: "problem", entered_by_hand: "rest", end_session: "done" },
  place: {
    show_again: "learn",
    continue_anyway: "countdown",
    problem: "problem",
    entered_by_hand: "rest",
    end_session: "done",
  },
  countdown: { stop: "place", problem: "problem", end_session: "done" },
  perform: { stop: "after", problem: "problem", end_session: "done" },
  after: { answered: "rest", end_session: "done" },
  rest: { skip_rest: "learn", end_session: "done" },
  done: {},
  problem: { retry: "place", entered_by_hand: "rest", end_session: "done" },
};

function inPhase(phase: Phase, setIndex = 0, plan = PLAN): SessionState {
  return { plan, setIndex, phase };
}

function following(state: SessionState, ...events: SessionEvent[]): SessionState {
  return events.reduce(nextSession, state);
}

const tick = (nowMs: number): SessionEvent => ({ type: "tick", nowMs });
const live = (nowMs: number, change: Partial<LiveCount>): SessionEvent => ({
  type: "live",
  nowMs,
  live: { ...NO_COUNT, ...change },
});

describe("the session", () => {
  const pairs = (Object.keys(PHASES) as PhaseName[]).flatMap((phase) =>
    (Object.keys(EVENTS) as SessionEvent["type"][]).map((event) => [phase, event] as const),
  );

  it.each(pairs)("in %s goes where the table says on %s", (phase, event) => {
    const state = inPhase(PHASES[phase]);
    const next = nextSession(state, EVENTS[event]);
    expect(next.phase.name).toBe(MOVES[phase][event] ?? phase);
    expect(state).toEqual(inPhase(PHASES[phase]));
  });

  it("begins with learning, or is done when nothing is due", () => {
    expect(startSession(PLAN).phase).toEqual({ name: "learn" });
    expect(startSession({ ...PLAN, sets: [] }).phase).toEqual({ name: "done", ended: "complete" });
    expect(currentSet(startSession({ ...PLAN, sets: [] }))).toBeNull();
  });

  it("walks through a whole routine: every set once, in order", () => {
    let state = startSession(PLAN);
    const performed: string[] = [];
    let nowMs = 0;
    for (let step = 0; step < 400 && state.phase.name !== "done"; step += 1) {
      nowMs += 1_000;
      const set = currentSet(state);
      switch (state.phase.name) {
        case "learn":
          state = following(state, { type: "learned" });
          break;
        case "place":
          state = following(state, { type: "placement", nowMs, advice: [] });
          break;
        case "perform":
          performed.push(`${set?.itemId} ${set?.setNumber}`);
          state = following(state, { type: "stop", reason: "finished" });
          break;
        case "after":
          state = following(state, { type: "answered", nowMs, pain: 2 });
          break;
        default:
          state = following(state, tick(nowMs));
      }
    }
    expect(performed).toEqual(["squat-item 1", "squat-item 2", "stance-item 1"]);
    expect(state.phase).toEqual({ name: "done", ended: "complete" });
  });
});

describe("placing", () => {
  const well = (nowMs: number): SessionEvent => ({ type: "placement", nowMs, advice: [] });
  const unwell = (nowMs: number): SessionEvent => ({
    type: "placement",
    nowMs,
    advice: ["step_back"],
  });

  it("fills the ring while all is well, and counts down when it is full", () => {
    const half = following(inPhase(PHASES.place), well(100), well(100 + PLACEMENT_MS / 2));
    expect(half.phase).toMatchObject({ name: "place", fill: 0.5, advice: [] });
    const full = following(half, well(100 + PLACEMENT_MS));
    expect(full.phase).toMatchObject({ name: "countdown", remainingS: COUNTDOWN_S, anyway: false });
  });

  it("empties the ring as soon as something is wrong", () => {
    const state = following(
      inPhase(PHASES.place),
      well(0),
      well(1_900),
      unwell(1_950),
      well(2_000),
    );
    expect(state.phase).toMatchObject({ name: "place", fill: 0 });
    expect(following(state, unwell(2_050)).phase).toMatchObject({ advice: ["step_back"] });
  });

  it("goes back when something stays wrong during the countdown, and forgives a moment", () => {
    const counting = inPhase(PHASES.countdown);
    const moment = following(
      counting,
      unwell(0),
      well(500),
      unwell(900),
      unwell(900 + COUNTDOWN_GRACE_MS - 1),
    );
    expect(moment.phase.name).toBe("countdown");
    const gone = following(moment, unwell(900 + COUNTDOWN_GRACE_MS));
    expect(gone.phase).toMatchObject({ name: "place", advice: ["step_back"], fill: 0 });
  });

  it("asks no more questions after 'continue anyway'", () => {
    const state = following(
      inPhase(PHASES.place),
      { type: "continue_anyway", nowMs: 0 },
      unwell(100),
      unwell(2_900),
      tick(3_000),
    );
    expect(state.phase).toMatchObject({ name: "perform", startedAtMs: 3_000 });
  });

  it("counts down in whole seconds", () => {
    const seconds = [0, 999, 1_000, 1_001, 2_000, 2_999].map((nowMs) => {
      const { phase } = following(inPhase(PHASES.countdown), tick(nowMs));
      return phase.name === "countdown" ? phase.remainingS : null;
    });
    expect(seconds).toEqual([3, 3, 2, 2, 1, 1]);
    expect(following(inPhase(PHASES.countdown), tick(3_000)).phase.name).toBe("perform");
  });
});

describe("performing", () => {
  it("ends by itself a moment after the last prescribed repetition", () => {
    const reached = following(
      inPhase(PHASES.perform),
      live(20_000, { count: 9 }),
      live(22_000, { count: 10 }),
    );
    expect(following(reached, tick(22_000 + SETTLE_MS - 1)).phase.name).toBe("perform");
    const ended = following(reached, live(23_000, { count: 11 }), tick(22_000 + SETTLE_MS));
    expect(ended.phase).toEqual({ name: "after", stopReason: "finished" });
  });

  it("ends a hold when it was held long enough", () => {
    const holding = inPhase(PHASES.perform, 2);
    const short = following(holding, live(31_000, { heldS: 29.9 }), tick(33_000));
    expect(short.phase.name).toBe("perform");
    const held = following(short, live(33_100, { heldS: 30 }), tick(33_100 + SETTLE_MS));
    expect(held.phase).toEqual({ name: "after", stopReason: "finished" });
  });

  it("ends by time, a hold sooner than repetitions", () => {
    const limitMs = (30 + HOLD_EXTRA_S) * 1_000;
    const holding = inPhase(PHASES.perform, 2);
    expect(following(holding, tick(limitMs - 1)).phase).toMatchObject({ name: "perform" });
    expect(following(holding, tick(limitMs)).phase).toEqual({ name: "after", stopReason: "time" });
    const squatting = inPhase(PHASES.perform);
    expect(following(squatting, tick(limitMs)).phase).toMatchObject({
      name: "perform",
      elapsedS: 60,
    });
    expect(following(squatting, tick(LONGEST_SET_S * 1_000)).phase).toMatchObject({
      stopReason: "time",
    });
  });

  it("keeps the patient's reason for stopping", () => {
    for (const reason of ["pain", "dizzy", "tired", "unwell", "patient"] as const) {
      const { phase } = following(inPhase(PHASES.perform), { type: "stop", reason });
      expect(phase).toEqual({ name: "after", stopReason: reason });
    }
  });

  it("is not bound by a goal that was not prescribed", () => {
    const free: SessionPlan = { ...PLAN, sets: [{ ...SQUAT, repetitions: null, seconds: null }] };
    const state = following(
      inPhase(PHASES.perform, 0, free),
      live(1, { count: 999, heldS: 999 }),
      tick(9_000),
    );
    expect(state.phase.name).toBe("perform");
  });
});

describe("after a set", () => {
  const answered = (pain: number | null): SessionEvent => ({
    type: "answered",
    nowMs: 1_000,
    pain,
  });

  it("rests as prescribed, then goes on with the same exercise without teaching it again", () => {
    const resting = following(inPhase(PHASES.after), answered(3));
    expect(resting).toMatchObject({ setIndex: 1, phase: { name: "rest", remainingS: 60 } });
    expect(following(resting, tick(1_000)).phase).toEqual(resting.phase);
    expect(following(resting, tick(31_000)).phase).toMatchObject({ remainingS: 30 });
    expect(following(resting, tick(61_000)).phase.name).toBe("place");
    expect(following(resting, { type: "skip_rest" }).phase.name).toBe("place");
  });

  it("teaches another exercise first", () => {
    const next = following(inPhase(PHASES.after, 1), answered(0), { type: "skip_rest" });
    expect(next).toMatchObject({ setIndex: 2, phase: { name: "learn" } });
  });

  it("does not rest where none is prescribed", () => {
    const plan: SessionPlan = { ...PLAN, sets: [STANCE, SQUAT] };
    expect(following(inPhase(PHASES.after, 0, plan), answered(0))).toMatchObject({
      setIndex: 1,
      phase: { name: "learn" },
    });
  });

  it("ends the session at the pain limit, and only there", () => {
    for (const pain of [0, 5, null]) {
      expect(following(inPhase(PHASES.after), answered(pain)).phase.name).toBe("rest");
    }
    for (const pain of [6, 10]) {
      expect(following(inPhase(PHASES.after), answered(pain)).phase).toEqual({
        name: "done",
        ended: "pain_limit",
      });
    }
    const unlimited = { ...PLAN, painStopLimit: null };
    expect(following(inPhase(PHASES.after, 0, unlimited), answered(10)).phase.name).toBe("rest");
  });

  it("is complete after the last set, recorded or entered by hand", () => {
    const complete = { name: "done", ended: "complete" };
    expect(following(inPhase(PHASES.after, 2), answered(1)).phase).toEqual(complete);
    const byHand: SessionEvent = { type: "entered_by_hand", nowMs: 0, pain: 1 };
    expect(following(inPhase(PHASES.problem, 2), byHand).phase).toEqual(complete);
  });
});

describe("any session", () => {
  const phases = Object.values(PHASES);
  const events = (nowMs: number): SessionEvent[] => [
    ...Object.values(EVENTS).filter((event) => event.type !== "end_session"),
    tick(nowMs),
    tick(nowMs),
    { type: "placement", nowMs, advice: [] },
    { type: "continue_anyway", nowMs },
    live(nowMs, { count: 10, heldS: 30 }),
  ];

  it("goes forward only, stays in its plan, and never changes the state it was given", () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const random = randomNumbers(seed);
      let state = deepFrozen(startSession(PLAN));
      for (let step = 0, nowMs = 0; step < 200; step += 1) {
        nowMs += random() * 3_000;
        const choices = events(nowMs);
        const event = choices[Math.floor(random() * choices.length)] as SessionEvent;
        const next = deepFrozen(nextSession(state, event));
        expect(next.setIndex - state.setIndex).toBeGreaterThanOrEqual(0);
        expect(next.setIndex - state.setIndex).toBeLessThanOrEqual(1);
        expect(currentSet(next)).not.toBeNull();
        expect(phases.map(({ name }) => name)).toContain(next.phase.name);
        if (state.phase.name === "done") {
          expect(next).toBe(state);
        }
        state = next;
      }
    }
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFrozen);
  }
  return value;
}
