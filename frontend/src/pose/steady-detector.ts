import type { CropRegion } from "./calculators/crop-region";
import { type CreatedDetector, createDetector, reasonOf } from "./create-detector";
import {
  DetectorBusyError,
  DetectorStartError,
  type EngineMemory,
  type FollowListener,
  type FrameSource,
  type ModelName,
  type PassedOver,
  type PoseDetector,
  type RuntimeName,
} from "./detector";
import type { RawPose } from "./pose";
import { forgetChoice, rememberQuicker } from "./runtime-memory";
import { PREFERRED } from "./runtime-search";
import { checkKnownPicture } from "./self-test";

/** This many frames in a row without an answer, and the runtime is looked at again. */
const MAX_FAILURES_IN_A_ROW = 3;
const SILENCE_MS = 4_000;
const WATCH_EVERY_MS = 1_000;
const CHECK_EVERY_MS = 60_000;

export interface SteadyOptions {
  /** Starts another detector in the place of those that failed. */
  readonly createNext?: (failed: readonly PassedOver[]) => Promise<CreatedDetector>;
  /** Looks at the known picture, and throws where the answer is wrong or does not come. */
  readonly check?: (detector: PoseDetector) => Promise<unknown>;
  readonly onReplaced?: (failed: PassedOver) => void;
}

/** A camera that is being followed. */
interface Following {
  readonly frames: () => ReadableStream<VideoFrame>;
  readonly listener: FollowListener;
  stop: () => void;
}

/**
 * A detector that stays: a runtime that fails, falls silent, or gets the known picture wrong when it
 * is looked at again is replaced by another, and the camera is followed on.
 */
export class SteadyDetector implements PoseDetector {
  readonly #options: Required<SteadyOptions>;
  readonly #failed: PassedOver[] = [];
  #current: PoseDetector;
  #following: Following | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;
  #failuresInARow = 0;
  #answeredAtMs = performance.now();
  #checkedAtMs = performance.now();
  #checking = false;
  #lost: DetectorStartError | null = null;
  #watchesPeople = false;
  #closed = false;

  constructor(first: PoseDetector, options: SteadyOptions = {}) {
    this.#current = first;
    const createNext = (failed: readonly PassedOver[]) => anotherThan(failed, first.model);
    this.#options = {
      createNext,
      check: checkInUse,
      onReplaced: () => undefined,
      ...options,
    };
  }

  get runtime(): RuntimeName {
    return this.#current.runtime;
  }

  get runtimeVersion(): string {
    return this.#current.runtimeVersion;
  }

  get model(): string {
    return this.#current.model;
  }

  get modelSha256(): string {
    return this.#current.modelSha256;
  }

  /** Runtimes that were right at first and failed later. */
  get failed(): readonly PassedOver[] {
    return this.#failed;
  }

  /** It was loaded before it was given. */
  load(): Promise<void> {
    return Promise.resolve();
  }

  async detect(frame: FrameSource, timeUs: number): Promise<RawPose> {
    if (this.#lost !== null) {
      throw this.#lost;
    }
    if (this.#checking) {
      throw new DetectorBusyError("the runtime is being looked at");
    }
    try {
      const pose = await this.#current.detect(frame, timeUs);
      this.#answered();
      return pose;
    } catch (error) {
      if (!(error instanceof DetectorBusyError)) {
        this.#failedOnce();
      }
      throw error;
    }
  }

  look(frame: FrameSource, crop: CropRegion): Promise<RawPose> {
    return this.#current.look(frame, crop);
  }

  follow(frames: () => ReadableStream<VideoFrame>, listener: FollowListener): () => void {
    const following = { frames, listener, stop: () => undefined };
    this.#following = following;
    this.#answered();
    this.#followOn(following);
    this.#watch ??= setInterval(() => this.#look(), WATCH_EVERY_MS);
    return () => {
      following.stop();
      if (this.#following === following) {
        this.#following = null;
      }
    };
  }

  watchPeople(): void {
    this.#watchesPeople = true;
    this.#current.watchPeople();
  }

  memory(): EngineMemory {
    return this.#current.memory();
  }

  reset(): void {
    this.#current.reset();
  }

  dispose(): void {
    this.#closed = true;
    clearInterval(this.#watch);
    this.#following = null;
    this.#current.dispose();
  }

  #followOn(following: Following): void {
    const { listener } = following;
    following.stop = this.#current.follow(following.frames, {
      onPose: (pose) => {
        this.#answered();
        listener.onPose(pose);
      },
      onFailure: (error) => {
        this.#failedOnce();
        listener.onFailure(error);
      },
      onEnded: () => listener.onEnded(),
    });
  }

  #answered(): void {
    this.#failuresInARow = 0;
    this.#answeredAtMs = performance.now();
  }

  #failedOnce(): void {
    this.#failuresInARow += 1;
    if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW) {
      void this.#check();
    }
  }

  /** Silence may be the camera's: only the known picture tells whose it is. */
  #look(): void {
    const nowMs = performance.now();
    if (document.visibilityState === "hidden") {
      this.#answeredAtMs = nowMs;
      return;
    }
    const silent = this.#following !== null && nowMs - this.#answeredAtMs > SILENCE_MS;
    if (silent || nowMs - this.#checkedAtMs > CHECK_EVERY_MS) {
      void this.#check();
    }
  }

  async #check(): Promise<void> {
    if (this.#checking || this.#closed) {
      return;
    }
    this.#checking = true;
    this.#checkedAtMs = performance.now();
    try {
      await this.#options.check(this.#current);
      this.#answered();
    } catch (error) {
      await this.#replace(error);
    } finally {
      this.#checking = false;
    }
  }

  async #replace(error: unknown): Promise<void> {
    if (this.#closed) {
      return;
    }
    const { runtime, model } = this.#current;
    const reason = error instanceof DetectorStartError ? error.reason : "stalled";
    const failed = { runtime, model, reason, detail: String(error) };
    this.#failed.push(failed);
    this.#current.dispose();
    forgetChoice();
    try {
      const { detector } = await this.#options.createNext(this.#failed);
      this.#adopt(detector, failed);
    } catch (nothingLeft) {
      this.#lost = new DetectorStartError(reasonOf(nothingLeft), String(nothingLeft));
      this.#following?.listener.onFailure(this.#lost);
    }
  }

  #adopt(detector: PoseDetector, failed: PassedOver): void {
    if (this.#closed) {
      detector.dispose();
      return;
    }
    this.#current = detector;
    if (this.#watchesPeople) {
      detector.watchPeople();
    }
    this.#answered();
    if (this.#following !== null) {
      this.#followOn(this.#following);
    }
    this.#options.onReplaced(failed);
  }
}

async function checkInUse(detector: PoseDetector): Promise<void> {
  rememberQuicker(detector, await checkKnownPicture(detector));
}

/** The best of the runtimes that have not failed here, with the same network. */
function anotherThan(failed: readonly PassedOver[], model: string): Promise<CreatedDetector> {
  const names = new Set(failed.map(({ runtime }) => runtime));
  return createDetector({
    model: model as ModelName,
    runtimes: PREFERRED.filter((runtime) => !names.has(runtime)),
  });
}
