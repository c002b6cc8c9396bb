import { describe, expect, test } from "vitest";
import type { LiveCount } from "../../pose/calculators/live-count";
import { liveCue, milestone } from "./live-cue";

const live = (changes: Partial<LiveCount>): LiveCount => ({
  count: 0,
  stage: "waiting",
  signal: 1,
  reachedRatio: 0,
  heldS: 0,
  holdingS: 0,
  touches: 0,
  ...changes,
});

describe("what still counts", () => {
  test.each([
    ["squat", "going", "lower"],
    ["squat", "far_enough", "up"],
    ["squat", "returning", null],
    ["squat", "waiting", null],
    ["shoulder_abduction", "going", "higher"],
    ["shoulder_abduction", "far_enough", "down"],
  ] as const)("%s while %s: %s", (protocol, stage, cue) => {
    expect(liveCue(protocol, live({ stage }), false)).toBe(cue);
  });

  test("a hold asks for the foot, then to hold, then to lift it again", () => {
    expect(liveCue("single_leg_stance", live({}), true)).toBe("lift");
    expect(liveCue("single_leg_stance", live({ stage: "holding" }), true)).toBe("hold");
    expect(liveCue("single_leg_stance", live({ touches: 1 }), true)).toBe("again");
  });

  test("somebody out of sight is asked back; nothing is said before anything was seen", () => {
    expect(liveCue("squat", live({ signal: null }), false)).toBe("lost");
    expect(liveCue("squat", null, false)).toBeNull();
  });
});

describe("milestones", () => {
  const ten = { repetitions: 10, seconds: null };

  test("each repetition is counted once", () => {
    expect(milestone(live({ count: 1 }), live({ count: 2 }), ten)).toEqual({
      kind: "counted",
      count: 2,
    });
    expect(milestone(live({ count: 2 }), live({ count: 2 }), ten)).toBeNull();
    expect(milestone(null, live({ count: 0 }), ten)).toBeNull();
  });

  test("half way of a long set, and the last one before the end, have words of their own", () => {
    expect(milestone(live({ count: 4 }), live({ count: 5 }), ten)?.kind).toBe("halfway");
    expect(milestone(live({ count: 8 }), live({ count: 9 }), ten)?.kind).toBe("last_one");
    const four = { repetitions: 4, seconds: null };
    expect(milestone(live({ count: 1 }), live({ count: 2 }), four)?.kind).toBe("counted");
  });

  test("the seconds that are left of a hold are said as they pass", () => {
    const thirty = { repetitions: null, seconds: 30 };
    const at = (before: number, now: number) =>
      milestone(live({ holdingS: before }), live({ holdingS: now }), thirty);
    expect(at(19.9, 20.1)).toEqual({ kind: "seconds_left", count: 10 });
    expect(at(20.1, 20.2)).toBeNull();
    expect(at(28.95, 29.05)).toEqual({ kind: "seconds_left", count: 1 });
  });

  test("a hold of ten seconds does not begin with ten seconds left", () => {
    expect(
      milestone(live({}), live({ holdingS: 0.1 }), { repetitions: null, seconds: 10 }),
    ).toBeNull();
  });
});
