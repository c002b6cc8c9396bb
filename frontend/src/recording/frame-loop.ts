import { type FrameTick, startFrameClock } from "../camera/frame-clock";
import { DetectorBusyError, type PoseDetector } from "../pose/detector";
import type { RawPose } from "../pose/pose";

const RATE_WINDOW_MS = 2_000;
const MAX_FAILURES_IN_A_ROW = 10;
const SILENCE_MS = 6_000;

export interface FrameLoopListener {
  onPose(pose: RawPose): void;
  /** The detector failed frame after frame. */
  onDetectorFailure(error: unknown): void;
}

/** Hands camera frames to the detector and accounts for every one of them. */
export class FrameLoop {
  readonly #video: HTMLVideoElement;
  readonly #detector: PoseDetector;
  readonly #listener: FrameLoopListener;
  readonly #stopClock: () => void;
  #answeredAtMs: number[] = [];
  #failuresInARow = 0;
  #dropped = 0;
  #lastTickMs = performance.now();
  #stopped = false;

  constructor(video: HTMLVideoElement, detector: PoseDetector, listener: FrameLoopListener) {
    this.#video = video;
    this.#detector = detector;
    this.#listener = listener;
    this.#stopClock = startFrameClock(video, (tick) => this.#take(tick));
  }

  /** Camera frames so far that no inference saw. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Answers a second, over the last two seconds. */
  get framesPerSecond(): number {
    const [first] = this.#answeredAtMs;
    const last = this.#answeredAtMs.at(-1);
    if (first === undefined || last === undefined || last <= first) {
      return 0;
    }
    return ((this.#answeredAtMs.length - 1) / (last - first)) * 1_000;
  }

  /** Whether the camera has sent nothing for so long that something is wrong; a hidden page gets no frames. */
  isSilent(nowMs: number): boolean {
    if (document.visibilityState === "hidden") {
      this.#lastTickMs = nowMs;
    }
    return nowMs - this.#lastTickMs > SILENCE_MS;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopClock();
  }

  #take({ timeUs, missed }: FrameTick): void {
    this.#lastTickMs = performance.now();
    this.#dropped += missed;
    this.#detector.detect(this.#video, timeUs).then(
      (pose) => this.#answer(pose),
      (error: unknown) => this.#fail(error),
    );
  }

  #answer(pose: RawPose): void {
    if (this.#stopped) {
      return;
    }
    this.#failuresInARow = 0;
    const nowMs = performance.now();
    this.#answeredAtMs.push(nowMs);
    this.#answeredAtMs = this.#answeredAtMs.filter((atMs) => nowMs - atMs <= RATE_WINDOW_MS);
    this.#listener.onPose(pose);
  }

  #fail(error: unknown): void {
    this.#dropped += 1;
    if (this.#stopped || error instanceof DetectorBusyError) {
      return;
    }
    this.#failuresInARow += 1;
    if (this.#failuresInARow === MAX_FAILURES_IN_A_ROW) {
      this.#listener.onDetectorFailure(error);
    }
  }
}
