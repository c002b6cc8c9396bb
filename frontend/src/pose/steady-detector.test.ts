import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { raw, standing } from "../../tests/body";
import type { CreatedDetector } from "./create-detector";
import {
  DetectorStartError,
  type FollowListener,
  type PassedOver,
  type PoseDetector,
  type RuntimeName,
} from "./detector";
import { SteadyDetector } from "./steady-detector";

/** A runtime as the page sees it: it answers, fails or says nothing, as a test tells it. */
class ScriptedDetector implements PoseDetector {
  readonly runtimeVersion = "1";
  readonly model = "movenet-lightning";
  readonly modelSha256 = "bf97";
  listener: FollowListener | null = null;
  disposed = false;
  right = true;

  constructor(readonly runtime: RuntimeName) {}

  load = () => Promise.resolve();
  detect = (_frame: unknown, timeUs: number) =>
    this.right ? Promise.resolve(raw(standing(), timeUs)) : Promise.reject(new Error("no answer"));
  look = () => this.detect(null, 0);
  memory = () => ({ wasmBytes: 0, tensors: 0 });
  reset = () => undefined;
  watchPeople = () => undefined;

  follow(_frames: unknown, listener: FollowListener): () => void {
    this.listener = listener;
    return () => {
      this.listener = null;
    };
  }

  dispose(): void {
    this.disposed = true;
    this.listener = null;
  }

  answer(timeUs: number): void {
    this.listener?.onPose(raw(standing(), timeUs));
  }
}

class Followed implements FollowListener {
  readonly timesUs: number[] = [];
  readonly failures: Error[] = [];

  onPose: FollowListener["onPose"] = ({ timeUs }) => {
    this.timesUs.push(timeUs);
  };
  onFailure: FollowListener["onFailure"] = (error) => this.failures.push(error);
  onEnded = () => undefined;
}

const frames = () => new ReadableStream<VideoFrame>();
const check = (detector: PoseDetector) => detector.look(null as never, null as never);

function started(second: ScriptedDetector | null) {
  const first = new ScriptedDetector("litert-wasm-threads");
  const replaced: PassedOver[] = [];
  const steady = new SteadyDetector(first, {
    check,
    createNext: () =>
      second === null
        ? Promise.reject(new DetectorStartError("start_failed", "nothing left"))
        : Promise.resolve({ detector: second, passedOver: [], frameMs: 10 } as CreatedDetector),
    onReplaced: (failed) => replaced.push(failed),
  });
  const followed = new Followed();
  steady.follow(frames, followed);
  return { first, steady, followed, replaced };
}

describe("a detector that stays", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("document", { visibilityState: "visible" });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("replaces a runtime that falls silent, and follows the camera on", async () => {
    const second = new ScriptedDetector("tfjs-wasm");
    const { first, steady, followed, replaced } = started(second);
    first.answer(1_000);
    first.right = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(first.disposed).toBe(true);
    second.answer(9_000);
    expect(followed.timesUs).toEqual([1_000, 9_000]);
    expect(steady.runtime).toBe("tfjs-wasm");
    expect(replaced).toMatchObject([
      { runtime: "litert-wasm-threads", model: "movenet-lightning", reason: "stalled" },
    ]);
    expect(followed.failures).toEqual([]);
  });

  it("keeps a runtime that is right while only the camera is silent", async () => {
    const { first, steady } = started(new ScriptedDetector("tfjs-wasm"));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(first.disposed).toBe(false);
    expect(steady.failed).toEqual([]);
  });

  it("looks again every minute, and replaces a runtime whose answer became wrong", async () => {
    const second = new ScriptedDetector("litert-wasm");
    const { first, steady } = started(second);
    first.look = () => Promise.reject(new DetectorStartError("self_test_failed", "keypoint 3"));
    for (let second_ = 0; second_ < 59; second_ += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      first.answer(second_);
    }
    expect(first.disposed).toBe(false);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(first.disposed).toBe(true);
    expect(steady.failed).toMatchObject([{ reason: "self_test_failed" }]);
  });

  it("looks at once when frames fail in a row", async () => {
    const { first, steady } = started(new ScriptedDetector("tfjs-wasm"));
    first.right = false;
    for (let frame = 0; frame < 3; frame += 1) {
      first.listener?.onFailure(new Error("lost context"));
    }
    await vi.advanceTimersByTimeAsync(0);
    expect(steady.runtime).toBe("tfjs-wasm");
  });

  it("is not judged while the page is hidden, where browsers stop what they like", async () => {
    const { first } = started(new ScriptedDetector("tfjs-wasm"));
    vi.stubGlobal("document", { visibilityState: "hidden" });
    first.right = false;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(first.disposed).toBe(false);
  });

  it("says so when no runtime is left, and refuses further pictures", async () => {
    const { first, steady, followed } = started(null);
    first.right = false;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(followed.failures.at(-1)).toBeInstanceOf(DetectorStartError);
    await expect(steady.detect(null as never, 0)).rejects.toThrow("nothing left");
  });

  it("closes a runtime that arrives after it was closed itself", async () => {
    const second = new ScriptedDetector("tfjs-wasm");
    const { first, steady } = started(second);
    first.right = false;
    await vi.advanceTimersByTimeAsync(4_500);
    steady.dispose();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(first.disposed).toBe(true);
    expect(second.listener).toBeNull();
  });
});
