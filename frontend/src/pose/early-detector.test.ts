import { describe, expect, it } from "vitest";
import type { CreatedDetector } from "./create-detector";
import type { PoseDetector, ProgressListener } from "./detector";
import { EarlyDetector } from "./early-detector";

/** One start whose end the test decides. */
interface Start {
  readonly onProgress: ProgressListener;
  readonly resolve: (created: CreatedDetector) => void;
  readonly reject: (error: Error) => void;
}

const created = (): CreatedDetector => ({
  detector: {} as PoseDetector,
  passedOver: [],
  frameMs: 10,
});

function early(): { starts: Start[]; ready: () => number; detector: EarlyDetector } {
  const starts: Start[] = [];
  let ready = 0;
  const detector = new EarlyDetector(
    (onProgress) =>
      new Promise((resolve, reject) => {
        starts.push({ onProgress, resolve, reject });
      }),
    () => {
      ready += 1;
    },
  );
  return { starts, ready: () => ready, detector };
}

describe("an early detector", () => {
  it("starts before anybody asks, and is handed out ready", async () => {
    const { starts, ready, detector } = early();
    const one = created();
    starts[0]?.resolve(one);
    expect(await detector.take(() => undefined)).toBe(one);
    expect(starts).toHaveLength(1);
    expect(ready()).toBe(1);
  });

  it("tells who takes it how far it has come, and goes on telling", async () => {
    const { starts, detector } = early();
    const told: number[] = [];
    starts[0]?.onProgress(0.4);
    const taken = detector.take((fraction) => told.push(fraction));
    starts[0]?.onProgress(0.8);
    starts[0]?.resolve(created());
    await taken;
    expect(told).toEqual([0.4, 0.8]);
  });

  it("is given to one alone: the next gets another", async () => {
    const { starts, detector } = early();
    starts[0]?.resolve(created());
    const first = await detector.take(() => undefined);
    const second = detector.take(() => undefined);
    starts[1]?.resolve(created());
    expect(await second).not.toBe(first);
  });

  it("tries once more, when it is taken, what failed before", async () => {
    const { starts, ready, detector } = early();
    starts[0]?.reject(new Error("no network"));
    const taken = detector.take(() => undefined);
    await expect.poll(() => starts.length).toBe(2);
    const one = created();
    starts[1]?.resolve(one);
    expect(await taken).toBe(one);
    expect(ready()).toBe(1);
  });

  it("says so when it fails again", async () => {
    const { starts, detector } = early();
    starts[0]?.reject(new Error("no network"));
    const taken = detector.take(() => undefined);
    await expect.poll(() => starts.length).toBe(2);
    starts[1]?.reject(new Error("still no network"));
    await expect(taken).rejects.toThrow("still no network");
  });
});
