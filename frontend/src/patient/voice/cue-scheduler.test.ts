import { describe, expect, test } from "vitest";
import { CueScheduler } from "./cue-scheduler";

const TIMES = { steadyMs: 500, coolDownMs: 2000, repeatMs: 5000 };
const scheduler = () => new CueScheduler(TIMES);
const lower = { key: "lower" };
const up = { key: "up" };

describe("cues", () => {
  test("a cue is said once it has stood for half a second", () => {
    const cues = scheduler();
    expect(cues.offer(lower, 0)).toBeNull();
    expect(cues.offer(lower, 499)).toBeNull();
    expect(cues.offer(lower, 500)).toBe("lower");
  });

  test("a cue that flickers is never said", () => {
    const cues = scheduler();
    const said = Array.from({ length: 100 }, (_, i) =>
      cues.offer(i % 3 === 0 ? null : lower, i * 200),
    );
    expect(said.every((cue) => cue === null)).toBe(true);
  });

  test("the next cue waits for the cool-down", () => {
    const cues = scheduler();
    cues.offer(lower, 0);
    cues.offer(lower, 500);
    cues.offer(up, 600);
    expect(cues.offer(up, 2499)).toBeNull();
    expect(cues.offer(up, 2500)).toBe("up");
  });

  test("the same cue is repeated only after five seconds", () => {
    const cues = scheduler();
    cues.offer(lower, 0);
    cues.offer(lower, 500);
    expect(cues.offer(lower, 5499)).toBeNull();
    expect(cues.offer(lower, 5500)).toBe("lower");
  });

  test("an urgent cue is said at once, and starts the cool-down", () => {
    const cues = scheduler();
    cues.offer(lower, 0);
    cues.offer(lower, 500);
    expect(cues.offer({ key: "count-3", urgent: true }, 510)).toBe("count-3");
    cues.offer(up, 520);
    expect(cues.offer(up, 2500)).toBeNull();
    expect(cues.offer(up, 2510)).toBe("up");
  });
});
