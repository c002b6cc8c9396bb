import { describe, expect, it } from "vitest";
import { codeOf } from "./camera";
import { CameraError } from "./camera-error";
import { FrameTimer } from "./frame-clock";
import { inScreenAxes } from "./gravity";

describe("a camera error", () => {
  it.each([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "none"],
    ["OverconstrainedError", "none"],
    ["NotReadableError", "in_use"],
    ["AbortError", "in_use"],
    ["UnknownError", "failed"],
  ])("from the browser's %s is '%s'", (name, code) => {
    expect(codeOf(new DOMException("words", name))).toBe(code);
  });

  it("from anything else is 'failed', with the browser's own words kept", () => {
    expect(codeOf("words")).toBe("failed");
    expect(new CameraError("failed", "words").message).toBe("failed: words");
    expect(new CameraError("none").message).toBe("none");
  });
});

describe("the frame timer", () => {
  const frame = (presentedFrames: number, mediaTime: number, captureTime?: number) =>
    captureTime === undefined
      ? { presentedFrames, mediaTime }
      : { presentedFrames, mediaTime, captureTime };

  it("gives the media's own time in microseconds, and counts the frames it was not called for", () => {
    const timer = new FrameTimer();
    expect(timer.tick(frame(10, 1))).toEqual({ timeUs: 1_000_000, missed: 0 });
    expect(timer.tick(frame(11, 1.033_333))).toEqual({ timeUs: 1_033_333, missed: 0 });
    expect(timer.tick(frame(14, 1.133_333))).toEqual({ timeUs: 1_133_333, missed: 2 });
  });

  it("gives no tick for a frame that was there before", () => {
    const timer = new FrameTimer();
    timer.tick(frame(3, 1));
    expect(timer.tick(frame(3, 1))).toBeNull();
  });

  it("turns to the capture time for good where the media's time stands still", () => {
    const timer = new FrameTimer();
    const times = Array.from({ length: 12 }, (_, index) =>
      timer.tick(frame(index, index < 10 ? 5 : 6, 100 + index * 33)),
    );
    expect(times[4]?.timeUs).toBe(5_000_000);
    expect(times[8]?.timeUs).toBe((100 + 8 * 33) * 1_000);
    expect(times[11]?.timeUs).toBe((100 + 11 * 33) * 1_000);
  });

  it("stays with the media's time where there is no other", () => {
    const timer = new FrameTimer();
    const times = Array.from({ length: 12 }, (_, index) => timer.tick(frame(index, 5)));
    expect(times.every((tick) => tick?.timeUs === 5_000_000)).toBe(true);
  });
});

describe("gravity", () => {
  // A resting phone reads +9.8 m/s² along whichever of its axes points up.
  it("points down the screen of an upright phone", () => {
    expect(inScreenAxes([0, 9.8, 0], 0)).toEqual([0, 9.8, 0]);
  });

  it("points down the screen too when phone and screen are turned together", () => {
    // Turned counter-clockwise by 90 degrees the device's right edge is up, by 270 its left edge.
    for (const [reading, angleDeg] of [
      [[9.8, 0, 0], 90],
      [[0, -9.8, 0], 180],
      [[-9.8, 0, 0], 270],
    ] as const) {
      const [x, y, z] = inScreenAxes(reading, angleDeg);
      expect(x).toBeCloseTo(0);
      expect(y).toBeCloseTo(9.8);
      expect(z).toBeCloseTo(0);
    }
  });

  it("points to the right of a screen whose right edge hangs low, and into one that leans back", () => {
    const [right] = inScreenAxes([-1, 9.7, 0], 0);
    expect(right).toBeCloseTo(1);
    const [, , into] = inScreenAxes([0, 9.7, 1], 0);
    expect(into).toBeCloseTo(1);
  });
});
