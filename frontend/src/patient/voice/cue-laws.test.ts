/** Laws of the cues, on many random minutes of an exercise with a clock of the test's own. */
import { describe, expect, test } from "vitest";
import { randomNumbers } from "../../../tests/body";
import { CALM_TIMES, type Cue, type CueKind, CueScheduler } from "./cue-scheduler";
import { spokenMs } from "./spoken-length";

const FRAME_MS = 33;
const MINUTE_MS = 60_000;
const MINUTES = 60;
const RANK: Readonly<Record<CueKind, number>> = { safety: 0, framing: 1, movement: 2, count: 3 };
const INSTRUCTIONS: readonly Cue[] = [
  { key: "hold_on", kind: "safety", lengthMs: 1_300 },
  { key: "feet_outside", kind: "framing", lengthMs: 2_400 },
  { key: "lost", kind: "framing", lengthMs: 1_100 },
  { key: "lower", kind: "movement", lengthMs: 600 },
  { key: "up", kind: "movement", lengthMs: 700 },
];

interface Said {
  readonly cue: Cue;
  readonly atMs: number;
  /** Since when it had been offered without a break, and what else was. */
  readonly standingMs: number;
  readonly offered: readonly Cue[];
}

interface Counted {
  readonly key: string;
  readonly atMs: number;
}

interface Minute {
  readonly said: readonly Said[];
  readonly counted: readonly Counted[];
}

/** Plays one minute: cues come and go at random, a repetition is counted every 0.6 to 4 s. */
function minute(seed: number): Minute {
  const random = randomNumbers(seed);
  const scheduler = new CueScheduler();
  const until = new Map<string, number>();
  const since = new Map<string, number>();
  const said: Said[] = [];
  const counted: Counted[] = [];
  let nextCountMs = 1_000;
  for (let nowMs = 0; nowMs < MINUTE_MS; nowMs += FRAME_MS) {
    const standing = INSTRUCTIONS.filter((cue) => {
      const rare = cue.kind === "safety" ? 0.0005 : 0.004;
      if (random() < rare) until.set(cue.key, nowMs + random() * 6_000);
      const stands = (until.get(cue.key) ?? -1) > nowMs;
      if (!stands) since.delete(cue.key);
      else if (!since.has(cue.key)) since.set(cue.key, nowMs);
      return stands;
    });
    const counts: Cue[] = [];
    if (nowMs >= nextCountMs) {
      const key = `counted-${counted.length + 1}`;
      counts.push({ key, kind: "count", urgent: true, lengthMs: 450 });
      counted.push({ key, atMs: nowMs });
      nextCountMs = nowMs + 600 + random() * 3_400;
    }
    const offered = [...standing, ...counts];
    const cue = scheduler.choose(offered, nowMs);
    if (cue !== null) {
      said.push({ cue, atMs: nowMs, standingMs: nowMs - (since.get(cue.key) ?? nowMs), offered });
    }
  }
  return { said, counted };
}

const minutes = Array.from({ length: MINUTES }, (_, seed) => minute(seed));
const all = minutes.flatMap(({ said }) => said);
const kind = (one: Said) => one.cue.kind ?? "movement";
const pairs = (said: readonly Said[]) =>
  said.slice(1).map((after, index) => [said[index] as Said, after] as const);

describe("in every minute of an exercise", () => {
  test("there is something of every kind to say, so that the laws say something", () => {
    for (const wanted of Object.keys(RANK)) {
      expect(all.filter((one) => kind(one) === wanted).length).toBeGreaterThan(MINUTES / 4);
    }
  });

  test("nothing is said over another; only a word about safety cuts one off", () => {
    for (const { said } of minutes) {
      for (const [before, after] of pairs(said)) {
        const free = before.atMs + (before.cue.lengthMs ?? 0) <= after.atMs;
        expect(free || kind(after) === "safety").toBe(true);
      }
    }
  });

  test("an instruction comes no sooner than the cool-down after what was said before", () => {
    for (const { said } of minutes) {
      for (const [before, after] of pairs(said)) {
        if (kind(after) === "framing" || kind(after) === "movement") {
          expect(after.atMs - before.atMs).toBeGreaterThanOrEqual(CALM_TIMES.coolDownMs);
        }
      }
    }
  });

  test("the same cue is not repeated within its own, longer time", () => {
    for (const { said } of minutes) {
      const last = new Map<string, number>();
      for (const { cue, atMs } of said) {
        expect(atMs - (last.get(cue.key) ?? -1e9)).toBeGreaterThanOrEqual(CALM_TIMES.repeatMs);
        last.set(cue.key, atMs);
      }
    }
  });

  test("no instruction is said that has not stood, but for safety, which is said at once", () => {
    for (const one of all) {
      if (kind(one) === "framing" || kind(one) === "movement") {
        expect(one.standingMs).toBeGreaterThanOrEqual(CALM_TIMES.steadyMs);
      }
    }
    const first = all.filter((one) => kind(one) === "safety").map((one) => one.standingMs);
    expect(Math.min(...first)).toBe(0);
  });

  test("what is said is the most important instruction that applies", () => {
    for (const one of all) {
      if (kind(one) === "count") continue;
      const best = Math.min(
        ...one.offered.filter((cue) => !cue.urgent).map((cue) => RANK[cue.kind ?? "movement"]),
      );
      expect(RANK[kind(one)]).toBe(best);
    }
  });

  test("a count is said within 0.7 s or not at all, and never twice", () => {
    for (const { said, counted } of minutes) {
      const counts = said.filter((one) => kind(one) === "count");
      expect(new Set(counts.map((one) => one.cue.key)).size).toBe(counts.length);
      for (const { cue, atMs } of counts) {
        const at = counted.find((one) => one.key === cue.key)?.atMs ?? Number.NaN;
        expect(atMs - at).toBeGreaterThanOrEqual(0);
        expect(atMs - at).toBeLessThanOrEqual(CALM_TIMES.lateMs ?? 0);
      }
    }
  });

  test("a number that was passed is not said after the next one", () => {
    for (const { said } of minutes) {
      const numbers = said
        .filter((one) => kind(one) === "count")
        .map((one) => Number(one.cue.key.split("-")[1]));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  test("seventeen of twenty counts are said though instructions come between", () => {
    const counted = minutes.flatMap((one) => one.counted).length;
    const said = all.filter((one) => kind(one) === "count").length;
    expect(said / counted).toBeGreaterThan(0.85);
  });
});

describe("a voice", () => {
  const lower: Cue = { key: "lower", lengthMs: 600 };
  const count: Cue = { key: "counted-1", kind: "count", urgent: true, lengthMs: 400 };

  test("that still speaks is waited for, and a count with it", () => {
    const scheduler = new CueScheduler();
    scheduler.occupy(1_000);
    expect(scheduler.choose([count], 500)).toBeNull();
    expect(scheduler.choose([], 999)).toBeNull();
    expect(scheduler.choose([], 1_000)?.key).toBe("counted-1");
  });

  test("that says it speaks long after it should have ended is no longer believed", () => {
    const scheduler = new CueScheduler();
    scheduler.choose([lower], 0);
    expect(scheduler.choose([lower], 900)?.key).toBe("lower");
    // 600 ms to say, believed for twice that and half a second: until 2.6 s.
    expect(scheduler.choose([count], 2_500, true)).toBeNull();
    expect(scheduler.choose([], 2_600, true)?.key).toBe("counted-1");
  });

  test("takes a breath and 65 ms a letter", () => {
    expect(spokenMs("Lower")).toBe(250 + 5 * 65);
    expect(spokenMs("")).toBe(0);
  });
});
