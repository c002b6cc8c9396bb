import { type Gravity, watchGravity } from "../camera/gravity";
import { keepScreenOn } from "../camera/wake-lock";
import type { ImageSize, RawPose } from "../pose/pose";
import { ChoosingAnew } from "./choosing-anew";
import { ExerciseDevices } from "./exercise-devices";
import type {
  ExerciseSession,
  ExerciseSessionOptions,
  ExerciseView,
  FrameView,
  PatientEvent,
} from "./exercise-session-types";
import { PoseReader } from "./pose-reader";
import { currentSet, nextSession, startSession } from "./session";
import type { SessionEvent, SessionState } from "./session-types";
import { factsNow, SetRecording } from "./set-recording";
import type { Answers, ManualEntry, StopReason } from "./upload-types";

const TICK_MS = 100;

/** See `ExerciseSession`. The camera is not started before `open`. */
export function createExerciseSession(options: ExerciseSessionOptions): ExerciseSession {
  return new BrowserExerciseSession(options);
}

class BrowserExerciseSession implements ExerciseSession {
  readonly assessmentId = crypto.randomUUID();
  readonly #options: ExerciseSessionOptions;
  readonly #devices: ExerciseDevices;
  readonly #views = new Set<(view: ExerciseView) => void>();
  readonly #frames = new Set<(frame: FrameView) => void>();
  readonly #choosing = new ChoosingAnew();
  readonly #onVisibility = (): void => this.#hidden();
  #state: SessionState;
  #reader: PoseReader | null;
  #recording: SetRecording | null = null;
  #lastRecording: SetRecording | null = null;
  #assessmentAdded: Promise<void> | null = null;
  #recordedImage: ImageSize | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #gravity: { current(): Gravity | null; stop(): void } | null = null;
  #letScreenSleep: () => void = () => undefined;

  constructor(options: ExerciseSessionOptions) {
    this.#options = options;
    this.#state = startSession(options.plan);
    this.#reader = this.#newReader();
    this.#devices = new ExerciseDevices(options.video, options.detector, {
      onPose: (pose, image) => this.#onPose(pose, image),
      onProblem: (code) => this.#dispatch({ type: "problem", code }),
      onChange: () => this.#tellViews(),
    });
  }

  async open(): Promise<void> {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    this.#gravity ??= watchGravity();
    this.#letScreenSleep = keepScreenOn();
    document.addEventListener("visibilitychange", this.#onVisibility);
    await this.#devices.start();
  }

  view(): ExerciseView {
    const devices = this.#devices;
    return {
      session: this.#state,
      camera: devices.cameraState,
      detector: devices.detectorState,
      detectorProgress: devices.detectorProgress,
      runtime: devices.detector?.runtime ?? null,
      passedOver: devices.passedOver,
      recordingId: (this.#recording ?? this.#lastRecording)?.id ?? null,
    };
  }

  subscribe(listener: (view: ExerciseView) => void): () => void {
    this.#views.add(listener);
    listener(this.view());
    return () => this.#views.delete(listener);
  }

  onFrame(listener: (frame: FrameView) => void): () => void {
    this.#frames.add(listener);
    return () => this.#frames.delete(listener);
  }

  send(event: PatientEvent): void {
    if (event.type === "retry") {
      void this.#devices.start();
    }
    this.#dispatch(
      event.type === "continue_anyway" ? { ...event, nowMs: performance.now() } : event,
    );
  }

  async answer(answers: Answers): Promise<void> {
    if (this.#state.phase.name !== "after") {
      return;
    }
    // A set that was stopped before its first frame has no recording to answer for, and goes on too.
    const recording = this.#lastRecording;
    if (recording !== null) {
      await this.#options.queue.addAnswers(recording.id, answers);
    }
    this.#dispatch({ type: "answered", nowMs: performance.now(), pain: answers.pain });
  }

  async enterByHand(
    entry: Pick<ManualEntry, "repetitions" | "seconds" | "pain" | "reason">,
  ): Promise<void> {
    const set = currentSet(this.#state);
    if (set === null) {
      return;
    }
    await this.#addAssessment();
    await this.#options.queue.addManualEntry({
      id: crypto.randomUUID(),
      assessment: this.assessmentId,
      item: set.itemId,
      set_number: set.setNumber,
      ...entry,
    });
    this.#dispatch({ type: "entered_by_hand", nowMs: performance.now(), pain: entry.pain });
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    document.removeEventListener("visibilitychange", this.#onVisibility);
    const ended = this.#recording?.end("interrupted", this.#devices.dropped);
    this.#recording = null;
    this.#devices.close();
    this.#gravity?.stop();
    this.#letScreenSleep();
    this.#views.clear();
    this.#frames.clear();
    await ended;
  }

  #onPose(pose: RawPose, image: ImageSize): void {
    const { name } = this.#state.phase;
    if (name === "perform") {
      this.#record(pose, image);
    }
    const reading = this.#reader?.apply(pose, image, name) ?? null;
    if (reading === null) {
      return;
    }
    const nowMs = performance.now();
    if (name === "place" || name === "countdown") {
      this.#mayChooseAnew(reading.placement.advice.length === 0, nowMs);
      this.#dispatch({ type: "placement", nowMs, advice: reading.placement.advice });
    } else if (name === "perform" && reading.live !== null) {
      this.#dispatch({ type: "live", nowMs, live: reading.live });
    }
    const frame: FrameView = {
      pose: reading.filtered,
      image,
      placement: reading.placement,
      live: reading.live,
      framesPerSecond: this.#devices.framesPerSecond,
      latencyMs: pose.latencyMs,
    };
    for (const listener of this.#frames) {
      listener(frame);
    }
  }

  #mayChooseAnew(isWell: boolean, nowMs: number): void {
    if (this.#choosing.isDue(isWell, nowMs)) {
      this.#devices.detector?.reset();
    }
  }

  /** A phone that is turned changes the picture's size, and with it what the keypoints mean. */
  #record(pose: RawPose, image: ImageSize): void {
    const began = this.#recordedImage;
    if (began?.widthPx === image.widthPx && began.heightPx === image.heightPx) {
      this.#recording?.add(pose);
    } else {
      this.#dispatch({ type: "stop", reason: "problem" });
    }
  }

  #tick(): void {
    const nowMs = performance.now();
    this.#devices.check(nowMs);
    // Nobody is sent off before the first pose can come.
    if (this.#state.phase.name !== "countdown" || this.#devices.ready) {
      this.#dispatch({ type: "tick", nowMs });
    }
  }

  /** A hidden page gets no frames: what was recorded so far is kept. */
  #hidden(): void {
    if (document.visibilityState === "hidden") {
      this.#dispatch({ type: "stop", reason: "interrupted" });
    }
  }

  #dispatch(event: SessionEvent): void {
    const before = this.#state;
    this.#state = nextSession(before, event);
    if (this.#state === before) {
      return;
    }
    const was = before.phase.name;
    const is = this.#state.phase.name;
    if (this.#state.setIndex !== before.setIndex) {
      this.#reader = this.#newReader();
    }
    if ((is === "place" || is === "countdown") && is !== was) {
      // Who stands in the middle now is the patient, whoever was followed until here.
      this.#devices.detector?.reset();
    }
    if (is === "perform" && was !== "perform") {
      this.#begin();
    } else if (was === "perform" && is !== "perform") {
      this.#end();
    } else if (is === "place" && was !== "place" && this.#devices.problem !== null) {
      this.#dispatch({ type: "problem", code: this.#devices.problem });
    }
    this.#tellViews();
  }

  #begin(): void {
    const { detector, image, dropped } = this.#devices;
    const set = currentSet(this.#state);
    if (detector === null || image === null || set === null) {
      this.#dispatch({ type: "problem", code: "detector" });
      return;
    }
    this.#reader?.restart();
    this.#recordedImage = image;
    this.#addAssessment().catch(() => this.#dispatch({ type: "problem", code: "storage" }));
    this.#recording = new SetRecording({
      queue: this.#options.queue,
      assessmentId: this.assessmentId,
      set,
      facts: factsNow(detector, image, this.#gravity?.current() ?? null),
      droppedBefore: dropped,
      onStorageFailure: () => this.#dispatch({ type: "problem", code: "storage" }),
    });
  }

  #end(): void {
    this.#lastRecording = this.#recording;
    this.#recording = null;
    const ended = this.#lastRecording?.end(this.#stopReason(), this.#devices.dropped);
    ended?.catch(() => this.#dispatch({ type: "problem", code: "storage" }));
  }

  #stopReason(): StopReason {
    const { phase } = this.#state;
    if (phase.name === "after") {
      return phase.stopReason;
    }
    return phase.name === "problem" ? "problem" : "patient";
  }

  #addAssessment(): Promise<void> {
    this.#assessmentAdded ??= this.#options.queue.addAssessment({
      id: this.assessmentId,
      prescription: this.#options.prescriptionId,
      started_at: new Date().toISOString(),
    });
    return this.#assessmentAdded;
  }

  #newReader(): PoseReader | null {
    const set = currentSet(this.#state);
    return set === null ? null : new PoseReader(set);
  }

  #tellViews(): void {
    const view = this.view();
    for (const listener of this.#views) {
      listener(view);
    }
  }
}
