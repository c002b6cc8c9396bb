import { describe, expect, it } from "vitest";
import { raw, standing } from "../../../tests/body";
import { noKeypoints, type RawPose } from "../../pose/pose";
import { FrameFigures, WINDOW_MS } from "./frame-figures";
import { median } from "./median";

const pose = (latencyMs: number, change: Partial<RawPose> = {}): RawPose => ({
  ...raw(standing(), 0),
  latencyMs,
  stages: { ...raw(standing(), 0).stages, waitMs: 1, inferenceMs: latencyMs - 4 },
  ...change,
});

/** Answers that come steadily from `fromMs` on, and what is read at the end. */
function steady(figures: FrameFigures, everyMs: number, count: number, fromMs = 1_000): number {
  for (let frame = 0; frame < count; frame += 1) {
    figures.addPose(pose(20), fromMs + frame * everyMs);
  }
  return fromMs + (count - 1) * everyMs;
}

describe("the median", () => {
  it("is the one in the middle, or the mean of two", () => {
    expect(median([9, 1, 4])).toBe(4);
    expect(median([9, 1, 4, 6])).toBe(5);
    expect(median([])).toBeNull();
  });
});

describe("the figures of frames", () => {
  it("say nothing before the first answer", () => {
    const reading = new FrameFigures().read(5_000);
    expect(reading).toEqual({
      fps: 0,
      cameraFps: null,
      stages: null,
      person: false,
      measuredMs: 0,
    });
  });

  it.each([
    [40, 250],
    [125, 80],
    [1_000, 10],
  ])("give the rate of an answer every %i ms", (everyMs, count) => {
    const figures = new FrameFigures();
    const endMs = steady(figures, everyMs, count);
    expect(figures.read(endMs).fps).toBeCloseTo(1_000 / everyMs, 6);
  });

  it("give the rate from the first second on, without waiting for the window to fill", () => {
    const figures = new FrameFigures();
    const endMs = steady(figures, 50, 21);
    expect(figures.read(endMs).fps).toBeCloseTo(20, 6);
  });

  it("fall to nothing when no answer comes any more", () => {
    const figures = new FrameFigures();
    const endMs = steady(figures, 50, 200);
    expect(figures.read(endMs + WINDOW_MS / 2).fps).toBeCloseTo(10, 6);
    expect(figures.read(endMs + WINDOW_MS + 1).fps).toBe(0);
  });

  it("give medians, which one slow frame does not move", () => {
    const figures = new FrameFigures();
    for (const [at, latencyMs] of [20, 22, 900, 21, 23].entries()) {
      figures.addPose(pose(latencyMs), at * 100);
    }
    expect(figures.read(500).stages).toMatchObject({
      waitMs: 1,
      inferenceMs: 18,
      totalMs: 22,
    });
  });

  it("take the camera's rate from its time stamps, with the frames that nobody was shown", () => {
    const figures = new FrameFigures();
    // A camera of 25 frames a second, of which every second one is shown, late and unevenly.
    for (let frame = 0; frame <= 20; frame += 1) {
      figures.addCameraFrame(frame * 80_000, frame === 0 ? 0 : 1, frame * 80 + (frame % 3) * 15);
    }
    expect(figures.read(1_700).cameraFps).toBeCloseTo(25, 6);
  });

  it("do not invent a rate for a camera whose clock stands still", () => {
    const figures = new FrameFigures();
    figures.addCameraFrame(7, 0, 0);
    figures.addCameraFrame(7, 0, 33);
    expect(figures.read(40).cameraFps).toBeNull();
  });

  it("see a person where most pictures had one", () => {
    const figures = new FrameFigures();
    figures.addPose(pose(20, { keypoints: noKeypoints() }), 0);
    expect(figures.read(10).person).toBe(false);
    figures.addPose(pose(20), 40);
    figures.addPose(pose(20), 80);
    expect(figures.read(90).person).toBe(true);
    figures.addPose(pose(20, { keypoints: standing({}, 0.1) }), 120);
    figures.addPose(pose(20, { keypoints: standing({}, 0.1) }), 160);
    expect(figures.read(170).person).toBe(false);
  });

  it("begin anew with another runtime, and keep the camera's rate", () => {
    const figures = new FrameFigures();
    steady(figures, 50, 100);
    figures.addCameraFrame(0, 0, 5_900);
    figures.addCameraFrame(33_333, 0, 5_933);
    figures.restart();
    const reading = figures.read(6_000);
    expect([reading.fps, reading.stages, reading.measuredMs]).toEqual([0, null, 0]);
    expect(reading.cameraFps).toBeCloseTo(30, 3);
  });
});
