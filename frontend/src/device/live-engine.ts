import { startFrameClock } from "../camera/frame-clock";
import type { EngineMemory, ModelName, PassedOver, PoseDetector } from "../pose/detector";
import { KeypointFilter } from "../pose/filters/keypoint-filter";
import type { FilteredPose, ImageSize, RawPose } from "../pose/pose";
import { SteadyDetector } from "../pose/steady-detector";
import { FrameLoop } from "../recording/frame-loop";
import { FrameFigures, type FrameReading } from "./measure/frame-figures";
import type { Pairing } from "./trials/trial-table";

/** What is drawn over the picture. */
export interface DrawnFrame {
  readonly image: ImageSize;
  /** `null`: nothing is looked for at the moment. */
  readonly pose: FilteredPose | null;
}

export interface EngineListener {
  onFrame(frame: DrawnFrame): void;
  /** A runtime failed while it was used; another took its place. */
  onReplaced(failed: PassedOver): void;
  /** None is left. */
  onFailure(): void;
}

/** A detector on the running camera, with figures of what it does; one can take another's place. */
export class LiveEngine {
  readonly #video: HTMLVideoElement;
  readonly #listener: EngineListener;
  readonly #figures = new FrameFigures();
  readonly #filter = new KeypointFilter();
  readonly #stopClock: () => void;
  #detector: PoseDetector | null = null;
  #loop: FrameLoop | null = null;

  /** @param video The camera plays into it already. */
  constructor(video: HTMLVideoElement, listener: EngineListener) {
    this.#video = video;
    this.#listener = listener;
    this.#stopClock = startFrameClock(video, ({ timeUs, missed }) => {
      this.#figures.addCameraFrame(timeUs, missed, performance.now());
    });
  }

  /** What runs, or would if it were not paused. */
  get pairing(): Pairing | null {
    const detector = this.#detector;
    return detector && { runtime: detector.runtime, model: detector.model as ModelName };
  }

  get memory(): EngineMemory {
    return this.#detector?.memory() ?? { wasmBytes: 0, tensors: 0 };
  }

  /** Camera frames that this runtime did not look at, since it began. */
  get dropped(): number {
    return this.#loop?.dropped ?? 0;
  }

  /** Whether the camera has sent nothing for so long that something is wrong. */
  isSilent(nowMs: number): boolean {
    return this.#loop?.isSilent(nowMs) ?? false;
  }

  read(nowMs: number): FrameReading {
    return this.#figures.read(nowMs);
  }

  /** Measures anew. */
  restart(): void {
    this.#figures.restart();
  }

  /** Goes on with this detector, which was started; the one before is closed. */
  adopt(started: PoseDetector): void {
    this.pause();
    this.#detector?.dispose();
    this.#detector = new SteadyDetector(started, {
      onReplaced: (failed) => {
        this.restart();
        this.#listener.onReplaced(failed);
      },
    });
    this.resume();
  }

  /** Stops looking at the camera, so that another runtime can be tested undisturbed. */
  pause(): void {
    this.#loop?.stop();
    this.#loop = null;
    const image = { widthPx: this.#video.videoWidth, heightPx: this.#video.videoHeight };
    this.#listener.onFrame({ image, pose: null });
  }

  resume(): void {
    const detector = this.#detector;
    if (detector === null || this.#loop !== null) {
      return;
    }
    this.#figures.restart();
    this.#filter.reset();
    detector.reset();
    this.#loop = new FrameLoop(this.#video, detector, {
      onPose: (pose) => this.#take(pose),
      onDetectorFailure: () => this.#listener.onFailure(),
    });
  }

  close(): void {
    this.pause();
    this.#stopClock();
    this.#detector?.dispose();
    this.#detector = null;
  }

  #take(pose: RawPose): void {
    this.#figures.addPose(pose, performance.now());
    this.#listener.onFrame({ image: pose.image, pose: this.#filter.apply(pose, pose.image) });
  }
}
