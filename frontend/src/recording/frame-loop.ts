import { type FrameTick, startFrameClock } from "../camera/frame-clock";
import { framesOf } from "../camera/track-frames";
import { DetectorBusyError, DetectorStartError, type PoseDetector } from "../pose/detector";
import type { RawPose } from "../pose/pose";

const RATE_WINDOW_MS = 2_000;
const MAX_FAILURES_IN_A_ROW = 10;
const SILENCE_MS = 6_000;

export interface FrameLoopListener {
  onPose(pose: RawPose): void;
  /** The detector failed frame after frame. */
  onDetectorFailure(error: unknown): void;
}

/**
 * Joins a camera and a detector and accounts for every frame. Where the browser can hand the camera's
 * frames to the detector's worker, the page is not between them; elsewhere it offers each frame that
 * the video shows.
 */
export class FrameLoop {
  readonly #video: HTMLVideoElement;
  readonly #detector: PoseDetector;
  readonly #listener: FrameLoopListener;
  readonly #stopFrames: () => void;
  #answeredAtMs: number[] = [];
  #failuresInARow = 0;
  readonly #follows: boolean;
  #shown = 0;
  #answered = 0;
  #offered = 0;
  #lastFrameMs = performance.now();
  #stopped = false;

  constructor(video: HTMLVideoElement, detector: PoseDetector, listener: FrameLoopListener) {
    this.#video = video;
    this.#detector = detector;
    this.#listener = listener;
    const frames = framesOf(video);
    this.#follows = frames !== null;
    const stopFollowing = frames === null ? () => undefined : this.#follow(frames);
    const stopClock = startFrameClock(video, (tick) => {
      // What the video shows tells whether the camera is alive, whatever the detector does.
      this.#lastFrameMs = performance.now();
      this.#shown += 1 + tick.missed;
      if (frames === null) {
        this.#offer(tick);
      }
    });
    this.#stopFrames = () => {
      stopFollowing();
      stopClock();
    };
  }

  /** Camera frames so far, as the video showed them, that no inference saw. */
  get dropped(): number {
    const underWay = this.#follows ? 1 : this.#offered;
    return Math.max(0, this.#shown - this.#answered - underWay);
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
      this.#lastFrameMs = nowMs;
    }
    return nowMs - this.#lastFrameMs > SILENCE_MS;
  }

  stop(): void {
    this.#stopped = true;
    this.#stopFrames();
  }

  #follow(frames: () => ReadableStream<VideoFrame>): () => void {
    return this.#detector.follow(frames, {
      onPose: (pose) => this.#answer(pose),
      onFailure: (error) => this.#fail(error),
      // The camera says by itself that it ended.
      onEnded: () => undefined,
    });
  }

  #offer({ timeUs }: FrameTick): void {
    this.#offered += 1;
    this.#detector.detect(this.#video, timeUs).then(
      (pose) => {
        this.#offered -= 1;
        this.#answer(pose);
      },
      (error: unknown) => {
        this.#offered -= 1;
        if (!(error instanceof DetectorBusyError)) {
          this.#fail(error);
        }
      },
    );
  }

  #answer(pose: RawPose): void {
    if (this.#stopped) {
      return;
    }
    this.#failuresInARow = 0;
    this.#answered += 1;
    const nowMs = performance.now();
    this.#answeredAtMs.push(nowMs);
    this.#answeredAtMs = this.#answeredAtMs.filter((atMs) => nowMs - atMs <= RATE_WINDOW_MS);
    this.#listener.onPose(pose);
  }

  #fail(error: unknown): void {
    if (this.#stopped) {
      return;
    }
    this.#failuresInARow += 1;
    const final = error instanceof DetectorStartError;
    if (final || this.#failuresInARow === MAX_FAILURES_IN_A_ROW) {
      this.#listener.onDetectorFailure(error);
    }
  }
}
