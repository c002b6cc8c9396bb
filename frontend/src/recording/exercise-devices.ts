import { type Camera, startCamera } from "../camera/camera";
import { CameraError } from "../camera/camera-error";
import type { PassedOver, PoseDetector } from "../pose/detector";
import type { EarlyDetector } from "../pose/early-detector";
import type { ImageSize, RawPose } from "../pose/pose";
import { SteadyDetector } from "../pose/steady-detector";
import { FrameLoop } from "./frame-loop";
import type { ProblemCode } from "./session-types";

export type CameraState = "off" | "starting" | "on" | "failed";
export type DetectorState = "off" | "loading" | "ready" | "failed";

export interface DevicesListener {
  onPose(pose: RawPose, image: ImageSize): void;
  onProblem(code: ProblemCode): void;
  onChange(): void;
}

/** The camera, and a detector that may have started before it, joined by the frame loop once both are there. */
export class ExerciseDevices {
  cameraState: CameraState = "off";
  detectorState: DetectorState = "off";
  detectorProgress = 0;
  passedOver: readonly PassedOver[] = [];
  /** What keeps camera or detector from running, until a start is tried again. */
  problem: ProblemCode | null = null;
  readonly #video: HTMLVideoElement;
  readonly #early: EarlyDetector;
  readonly #listener: DevicesListener;
  #camera: Camera | null = null;
  #detector: PoseDetector | null = null;
  #loop: FrameLoop | null = null;
  #droppedEarlier = 0;
  #closed = false;

  constructor(video: HTMLVideoElement, early: EarlyDetector, listener: DevicesListener) {
    this.#video = video;
    this.#early = early;
    this.#listener = listener;
  }

  /** Whether poses are coming, or will with the next frame. */
  get ready(): boolean {
    return this.#loop !== null;
  }

  get detector(): PoseDetector | null {
    return this.#detector;
  }

  get image(): ImageSize | null {
    return this.#camera?.size() ?? null;
  }

  get framesPerSecond(): number {
    return this.#loop?.framesPerSecond ?? 0;
  }

  /** Camera frames since the beginning that no inference saw. */
  get dropped(): number {
    return this.#droppedEarlier + (this.#loop?.dropped ?? 0);
  }

  /** Starts what is not running. Problems go to the listener. */
  async start(): Promise<void> {
    this.problem = null;
    await Promise.all([this.#startCamera(), this.#startDetector()]);
    if (this.#camera !== null && this.#detector !== null && this.#loop === null && !this.#closed) {
      this.#startLoop(this.#detector);
    }
  }

  /** Tells the listener when the camera has fallen silent. */
  check(nowMs: number): void {
    if (this.#loop?.isSilent(nowMs) === true) {
      this.#cameraFailed(new CameraError("ended", "no frames"));
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopLoop();
    this.#camera?.stop();
    this.#camera = null;
    this.#detector?.dispose();
    this.#detector = null;
  }

  async #startCamera(): Promise<void> {
    if (this.#camera !== null || this.cameraState === "starting") {
      return;
    }
    this.cameraState = "starting";
    this.#listener.onChange();
    try {
      const camera = await startCamera(this.#video, {
        onEnded: (error) => this.#cameraFailed(error),
      });
      if (this.#closed) {
        camera.stop();
        return;
      }
      this.#camera = camera;
      this.cameraState = "on";
      this.#listener.onChange();
    } catch (error) {
      this.#cameraFailed(error instanceof CameraError ? error : new CameraError("failed"));
    }
  }

  async #startDetector(): Promise<void> {
    if (this.#detector !== null || this.detectorState === "loading") {
      return;
    }
    this.detectorState = "loading";
    this.#listener.onChange();
    try {
      const { detector, passedOver } = await this.#early.take((fraction) => {
        this.detectorProgress = fraction;
        this.#listener.onChange();
      });
      if (this.#closed) {
        detector.dispose();
        return;
      }
      this.passedOver = passedOver;
      this.#detector = new SteadyDetector(detector, {
        onReplaced: (failed) => {
          this.passedOver = [...this.passedOver, failed];
          this.#listener.onChange();
        },
      });
      this.detectorState = "ready";
      this.#listener.onChange();
    } catch {
      this.#detectorFailed();
    }
  }

  #startLoop(detector: PoseDetector): void {
    detector.reset();
    // After the first start, so that its nine megabytes keep nobody waiting.
    detector.watchPeople();
    this.#loop = new FrameLoop(this.#video, detector, {
      onPose: (pose) => this.#listener.onPose(pose, pose.image),
      onDetectorFailure: () => this.#detectorFailed(),
    });
  }

  #stopLoop(): void {
    this.#droppedEarlier = this.dropped;
    this.#loop?.stop();
    this.#loop = null;
  }

  #cameraFailed(error: CameraError): void {
    this.#stopLoop();
    this.#camera?.stop();
    this.#camera = null;
    this.cameraState = "failed";
    this.#tellProblem(error.code);
  }

  #detectorFailed(): void {
    this.#stopLoop();
    this.#detector?.dispose();
    this.#detector = null;
    this.detectorState = "failed";
    this.#tellProblem("detector");
  }

  #tellProblem(code: ProblemCode): void {
    this.problem = code;
    this.#listener.onProblem(code);
  }
}
