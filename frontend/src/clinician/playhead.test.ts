import { describe, expect, it } from "vitest";
import { Playhead } from "./playhead";

function made() {
  const ticks: ((now_ms: number) => void)[] = [];
  const head = new Playhead(1, 3, (tick) => ticks.push(tick));
  const run = (now_ms: number) => ticks.shift()?.(now_ms);
  return { head, run, ticks };
}

describe("Playhead", () => {
  it("seeks within the recording and tells who follows", () => {
    const { head } = made();
    const seen: number[] = [];
    head.subscribe(() => seen.push(head.time_s));
    head.seek(2);
    head.seek(-5);
    head.seek(99);
    expect(seen).toEqual([2, 1, 3]);
  });

  it("plays by the clock at its rate", () => {
    const { head, run } = made();
    head.setRate(0.5);
    head.play();
    run(1000);
    run(1400);
    expect(head.time_s).toBeCloseTo(1.2, 12);
  });

  it("stops at the end and starts over from there", () => {
    const { head, run, ticks } = made();
    head.play();
    run(0);
    run(5000);
    expect([head.time_s, head.playing, ticks.length]).toEqual([3, false, 0]);
    head.toggle();
    expect([head.time_s, head.playing]).toEqual([1, true]);
  });

  it("does not run on after a pause", () => {
    const { head, run } = made();
    head.play();
    run(0);
    head.toggle();
    run(1000);
    expect(head.time_s).toBe(1);
  });
});
