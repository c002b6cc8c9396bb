import { describe, expect, it } from "vitest";
import { CHANGE_AFTER_MS, judge, MEASURE_MS, outcomeOf, SteadyVerdict } from "./verdict";

const LIGHTNING = "movenet-lightning";
const THUNDER = "movenet-thunder";

describe("the verdict", () => {
  it.each([
    [29, 30, LIGHTNING, "good"],
    [20, 30, THUNDER, "good"],
    [19.9, 30, LIGHTNING, "slow"],
    [19.9, 30, THUNDER, "slow_model"],
    [14.8, 15, THUNDER, "slow_camera"],
    [8, null, LIGHTNING, "slow"],
    [7.9, 30, LIGHTNING, "too_slow"],
    // However dark it is: what cannot be scored cannot be scored.
    [7, 7.5, LIGHTNING, "too_slow"],
  ] as const)("of %f frames a second, camera %s, %s is %s", (fps, cameraFps, model, verdict) => {
    expect(judge({ fps, cameraFps, model })).toBe(verdict);
  });

  it("becomes what the code can say", () => {
    expect(
      ["good", "slow_camera", "too_slow", "in_use"].map((one) => outcomeOf(one as "good")),
    ).toEqual(["good", "slow", "detector", "in_use"]);
  });
});

describe("a steady verdict", () => {
  it("waits until enough was measured", () => {
    const steady = new SteadyVerdict();
    expect(steady.take("slow", MEASURE_MS - 1, 0)).toBe(false);
    expect(steady.standing).toBeNull();
    expect(steady.take("good", MEASURE_MS, 1)).toBe(true);
    expect(steady.standing).toBe("good");
  });

  it("is not changed by figures that go to and fro", () => {
    const steady = new SteadyVerdict();
    steady.take("good", MEASURE_MS, 0);
    for (let nowMs = 0; nowMs < 60_000; nowMs += 1_000) {
      const verdict = nowMs % 4_000 < 2_000 ? "slow" : "good";
      expect(steady.take(verdict, MEASURE_MS + nowMs, nowMs)).toBe(false);
    }
    expect(steady.standing).toBe("good");
  });

  it("is changed by what lasts", () => {
    const steady = new SteadyVerdict();
    steady.take("good", MEASURE_MS, 0);
    expect(steady.take("slow", MEASURE_MS, 1_000)).toBe(false);
    expect(steady.take("slow", MEASURE_MS, 1_000 + CHANGE_AFTER_MS)).toBe(true);
    expect(steady.standing).toBe("slow");
  });

  it("begins anew when it is reset", () => {
    const steady = new SteadyVerdict();
    steady.take("good", MEASURE_MS, 0);
    steady.reset();
    expect(steady.standing).toBeNull();
    expect(steady.take("slow", MEASURE_MS - 1, 1)).toBe(false);
    expect(steady.take("slow", MEASURE_MS, 2)).toBe(true);
  });
});
