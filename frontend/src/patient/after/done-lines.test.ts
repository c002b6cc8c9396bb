import { beforeAll, describe, expect, test } from "vitest";
import type { SetPlan } from "../../recording/session-types";
import type { QueueView, UploadStatus } from "../../recording/upload-types";
import type { AssessmentOutcome, RecordingOutcome } from "../api/types";
import { startTexts } from "../text/i18n";
import { doneLines, isBeingScored } from "./done-lines";
import { mouthBend } from "./face";
import { resultSentence } from "./result-sentence";

beforeAll(() => startTexts("en"));

const set: SetPlan = {
  itemId: "item",
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
const queue = (status: UploadStatus, kind: "recording" | "manual" = "recording"): QueueView => ({
  items: [{ id: "r", kind, assessmentId: "a", itemId: "item", setNumber: 1, status }],
  waiting: 0,
  blockedBy: null,
});
const outcome = (changes: Partial<RecordingOutcome>): AssessmentOutcome => ({
  id: "a",
  recordings: [
    {
      id: "r",
      item: "item",
      set_number: 1,
      state: "scored",
      headline: null,
      refusal: null,
      ...changes,
    },
  ],
});
const only = (view: QueueView, result: AssessmentOutcome | null = null) =>
  doneLines("a", [set], view, result)[0];

describe("plain words for a result", () => {
  const headline = (key: string, value: number, unit = "{#}", side: "left" | null = null) => ({
    key,
    value,
    unit,
    side,
  });
  test.each([
    ["squat", headline("repetitions", 11), "You did 11 squats."],
    ["squat", headline("repetitions", 1), "You did 1 squat."],
    ["squat", headline("repetitions", 0), "No complete squat was seen."],
    ["chair_rise", headline("repetitions", 4), "You did it 4 times."],
    ["single_leg_stance", headline("hold_s", 29.9, "s"), "You stood on one leg for 29 seconds."],
    [
      "shoulder_abduction",
      headline("peak_abduction_deg", 151.6, "deg", "left"),
      "You raised your left arm to 152 degrees.",
    ],
    ["squat", headline("depth_ratio", 0.8, "1"), "Measured. Your therapist sees the result."],
    ["squat", null, "Measured. Your therapist sees the result."],
  ] as const)("%s", (protocol, given, words) => {
    expect(resultSentence(protocol, given)).toBe(words);
  });
});

describe("a line of the page Done", () => {
  test("a set whose answers were lost keeps its result and says so", () => {
    const measured = outcome({
      headline: { key: "repetitions", value: 11, unit: "{#}", side: null },
    });
    const line = only(queue({ kind: "sent", answersRefused: "invalid" }), measured);
    expect(line).toMatchObject({ state: "final", sentence: "You did 11 squats." });
    expect(line?.advice).toContain("call your clinic");
    expect(only(queue({ kind: "sent" }), measured)?.advice).toBeNull();
  });

  test("a recording that was given up is waited for again once it is sent", () => {
    expect(only(queue({ kind: "sent" }), outcome({ state: "abandoned" }))?.state).toBe("scoring");
  });

  test("a set says its number when there are several", () => {
    expect(only(queue({ kind: "sent" }))?.title).toBe("Squat, set 1");
  });

  test("what is kept says so, and the server is not asked about it", () => {
    const lines = doneLines("a", [set], queue({ kind: "kept", reason: "offline" }), null);
    expect(lines[0]).toMatchObject({
      state: "kept",
      sentence: "Kept on this device, will be sent",
    });
    expect(isBeingScored(lines)).toBe(false);
  });

  test("sent waits for the score; the score ends the waiting", () => {
    expect(only(queue({ kind: "sent" }), outcome({ state: "scoring" }))?.state).toBe("scoring");
    const scored = outcome({
      headline: { key: "repetitions", value: 10, unit: "{#}", side: null },
    });
    const line = only(queue({ kind: "sent" }), scored);
    expect(line).toMatchObject({ state: "final", sentence: "You did 10 squats." });
    expect(isBeingScored(line === undefined ? [] : [line])).toBe(false);
  });

  test("a refusal says what was wrong and what helps", () => {
    const refusal = {
      code: "half_person",
      message: "ankles outside",
      advice: "Step back.",
    };
    expect(only(queue({ kind: "sent" }), outcome({ state: "refused", refusal }))).toMatchObject({
      state: "refused",
      sentence: "Part of your body was outside the picture.",
      advice: "Step back.",
    });
  });

  test("a refusal that is new to this page is said in general words", () => {
    const refusal = { code: "from_the_future", message: "", advice: "" };
    const line = only(queue({ kind: "sent" }), outcome({ state: "refused", refusal }));
    expect(line?.sentence).toBe("This one could not be measured.");
  });

  test("a set entered by hand is final once it is sent", () => {
    expect(only(queue({ kind: "sent" }, "manual"))?.state).toBe("final");
  });

  test("another visit's recordings are not shown", () => {
    expect(doneLines("another", [set], queue({ kind: "sent" }), null)).toEqual([]);
  });
});

test("the faces go from a smile to its opposite, one step at a time", () => {
  const bends = Array.from({ length: 11 }, (_, pain) => mouthBend(pain));
  expect(bends[0]).toBeCloseTo(9);
  expect(bends[5]).toBeCloseTo(0);
  expect(bends[10]).toBeCloseTo(-9);
});
