import { describe, expect, test } from "vitest";
import de from "../../locales/de.json";
import en from "../../locales/en.json";
import type { LiveCount } from "../../pose/calculators/live-count";
import type { PlacementCode } from "../../pose/calculators/placement-types";
import { protocolKeys, protocolRow } from "../../pose/live/protocol-table";
import { coachCues, liveCue, milestone } from "./live-cue";

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

describe("words for every protocol", () => {
  const spoken = [en, de].map((texts) => texts.perform.cue as Readonly<Record<string, string>>);

  test.each([...protocolKeys()])(
    "%s: what is asked for has words in both languages",
    (protocol) => {
      for (const stage of ["waiting", "going", "far_enough", "returning", "holding"] as const) {
        for (const touches of [0, 1, 3]) {
          const cue = liveCue(protocol, live({ stage, touches }), false);
          for (const words of spoken) {
            expect(cue === null || words[cue]).toBeTruthy();
          }
        }
      }
    },
  );

  test("every repetition has words for the way out and for the way back", () => {
    for (const protocol of protocolKeys()) {
      if (protocolRow(protocol)?.kind !== "repetitions") continue;
      const [out, back] = (["going", "far_enough"] as const).map((stage) =>
        liveCue(protocol, live({ stage }), false),
      );
      expect(out, protocol).not.toBeNull();
      expect(back, protocol).not.toBeNull();
      expect(out, protocol).not.toBe(back);
    }
  });

  test("one who straightens a knee is not asked to bend it, nor one who starts standing to stand up", () => {
    expect(liveCue("knee_flexion", live({ stage: "going" }), false)).toBe("bend");
    expect(liveCue("seated_knee_extension", live({ stage: "going" }), false)).toBe("straighten");
    expect(liveCue("sit_to_stand", live({ stage: "going" }), false)).toBe("stand");
    expect(liveCue("sit_to_stand", live({ stage: "going", turned: true }), false)).toBe("sit");
  });

  test("a chair stand for thirty seconds is no hold", () => {
    expect(liveCue("chair_stand_30s", live({ stage: "going" }), true)).toBe("stand");
  });

  test("whose foot came down three times is told to hold on", () => {
    expect(liveCue("single_leg_stance", live({ touches: 2 }), true)).toBe("again");
    expect(liveCue("single_leg_stance", live({ touches: 3 }), true)).toBe("hold_on");
    expect(liveCue("tandem_stance", live({ touches: 3 }), true)).toBe("hold_on");
  });
});

describe("what the coach has to say", () => {
  const going = live({ stage: "going" });

  test("the picture comes before the movement, and one thing of it at a time", () => {
    const cues = coachCues("squat", going, false, ["feet_outside", "sides_outside"]);
    expect(cues.map(({ key, kind }) => `${kind} ${key}`)).toEqual([
      "framing feet_outside",
      "movement lower",
    ]);
  });

  test("safety comes before the picture", () => {
    const cues = coachCues("single_leg_stance", live({ touches: 3 }), true, ["feet_outside"]);
    expect(cues.map(({ kind }) => kind)).toEqual(["safety", "framing"]);
  });

  test("what the movement itself brings about is not complained of", () => {
    for (const code of ["hold_still", "turn_sideways", "face_camera", "step_closer"] as const) {
      expect(coachCues("squat", live({}), false, [code])).toEqual([]);
    }
  });

  test("who walks towards the camera is not asked back", () => {
    expect(coachCues("timed_up_and_go", live({}), false, ["feet_outside"])).toEqual([]);
  });

  test("every cue names a text of both languages", () => {
    const codes = Object.keys(en.place.advice) as PlacementCode[];
    expect(Object.keys(de.place.advice)).toEqual(codes);
    for (const code of codes) {
      for (const { textKey } of coachCues("squat", live({}), false, [code])) {
        expect(textKey).toBe(`place.advice.${code}`);
      }
    }
  });
});
