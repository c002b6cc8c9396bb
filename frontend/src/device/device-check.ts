import { type Camera, startCamera } from "../camera/camera";
import { CameraError } from "../camera/camera-error";
import { keepScreenOn } from "../camera/wake-lock";
import {
  type CreatedDetector,
  createDetector,
  type StartedDetector,
} from "../pose/create-detector";
import { NoRuntimeWorks, type PassedOver } from "../pose/detector";
import { forgetChoice } from "../pose/runtime-memory";
import { PREFERRED } from "../pose/runtime-search";
import { codeOf } from "./check-code";
import { readCheck } from "./check-reading";
import { type CheckView, OFF } from "./check-view";
import { type DrawnFrame, LiveEngine } from "./live-engine";
import { judge, SteadyVerdict, type Verdict } from "./measure/verdict";
import type { DeviceFacts } from "./surroundings/device-facts";
import { chooseByHand, isByHand } from "./trials/by-hand";
import {
  MODELS,
  type Pairing,
  resultOf,
  type TrialResult,
  withPassedOver,
  withResult,
} from "./trials/trial-table";
import { tryPairing } from "./trials/try-pairing";

const SECOND_MS = 1_000;

/**
 * One device check: camera, engine, figures once a second, a verdict with its code, and trials of
 * every runtime. The page draws what `subscribe` tells, and each picture with `onFrame`. Nothing
 * leaves the device.
 */
export class DeviceCheck {
  readonly #video: HTMLVideoElement;
  readonly #facts: DeviceFacts;
  readonly #views = new Set<(view: CheckView) => void>();
  readonly #frames = new Set<(frame: DrawnFrame) => void>();
  readonly #steady = new SteadyVerdict();
  #view: CheckView = { ...OFF, byHand: isByHand() };
  #camera: Camera | null = null;
  #engine: LiveEngine | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #letScreenSleep: () => void = () => undefined;
  /** Counts starts and stops: what began before the last one is nobody's any more. */
  #round = 0;
  #goOnTrying = false;

  constructor(video: HTMLVideoElement, facts: DeviceFacts) {
    this.#video = video;
    this.#facts = facts;
  }

  subscribe(listener: (view: CheckView) => void): () => void {
    this.#views.add(listener);
    listener(this.#view);
    return () => this.#views.delete(listener);
  }

  onFrame(listener: (frame: DrawnFrame) => void): () => void {
    this.#frames.add(listener);
    return () => this.#frames.delete(listener);
  }

  /** Turns the camera on, and then the engine that an exercise would use. */
  async start(): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#steady.reset();
    this.#tell({ ...OFF, byHand: isByHand(), trials: this.#view.trials, phase: "camera" });
    try {
      const onEnded = (error: CameraError) => this.#fail(error.code);
      const camera = await startCamera(this.#video, { onEnded });
      if (round !== this.#round) {
        camera.stop();
        return;
      }
      this.#camera = camera;
    } catch (error) {
      if (round === this.#round) this.#fail(error instanceof CameraError ? error.code : "failed");
      return;
    }
    this.#letScreenSleep = keepScreenOn();
    this.#engine = new LiveEngine(this.#video, {
      onFrame: (frame) => this.#draw(frame),
      onReplaced: (failed) => this.#replaced(failed),
      onFailure: () => this.#fail("detector"),
    });
    this.#timer = setInterval(() => this.#second(), SECOND_MS);
    await this.#startBest();
  }

  /** Turns everything off. What was found stays to be read. */
  stop(): void {
    this.#round += 1;
    this.#goOnTrying = false;
    clearInterval(this.#timer);
    this.#letScreenSleep();
    this.#letScreenSleep = () => undefined;
    this.#engine?.close();
    this.#engine = null;
    this.#camera?.stop();
    this.#camera = null;
    this.#tell({ phase: "off", trying: null, tried: null });
  }

  /** Changes runtime or network while the camera runs; what ran before goes on where this fails. */
  async switchTo(pairing: Pairing): Promise<void> {
    if (this.#view.phase !== "running") {
      return;
    }
    await this.#exclusively("switching", async (round) => {
      const started = await this.#try(pairing);
      if (started !== null && round === this.#round) this.#engine?.adopt(started.detector);
      else started?.detector.dispose();
    });
  }

  /** Tries every runtime with both networks, one after the other. */
  async tryAll(): Promise<void> {
    if (this.#view.phase !== "running") {
      return;
    }
    const all = MODELS.flatMap((model) => PREFERRED.map((runtime) => ({ runtime, model })));
    await this.#exclusively("trying", async (round) => {
      this.#goOnTrying = true;
      for (const [done, pairing] of all.entries()) {
        if (!this.#goOnTrying || round !== this.#round) return;
        this.#tell({ tried: { done, of: all.length } });
        (await this.#try(pairing))?.detector.dispose();
      }
    });
  }

  /** Tries no further runtime after the one that is being tried. */
  stopTrying(): void {
    this.#goOnTrying = false;
  }

  /** Exercises use this runtime and network from now on, as long as they work. */
  keepChoice(): void {
    const { current, reading, trials } = this.#view;
    if (current === null) {
      return;
    }
    const result = resultOf(trials, current);
    const frameMs = result?.kind === "passed" ? result.frameMs : reading?.stages?.totalMs;
    if (frameMs !== undefined) chooseByHand(current, frameMs);
    this.#tell({ byHand: isByHand() });
  }

  /** The engine chooses again, now and from now on. */
  async chooseAutomatically(): Promise<void> {
    forgetChoice();
    this.#tell({ byHand: isByHand() });
    if (this.#view.phase === "running") {
      this.#engine?.pause();
      await this.#startBest();
    }
  }

  /** Takes a new measurement, and with it a new verdict. */
  measureAgain(): void {
    this.#steady.reset();
    this.#engine?.restart();
    this.#tell({ result: null, reading: null });
  }

  async #startBest(): Promise<void> {
    const round = this.#round;
    this.measureAgain();
    this.#tell({ phase: "engine", progress: 0 });
    let created: CreatedDetector;
    try {
      created = await createDetector({
        onProgress: (progress) => round === this.#round && this.#tell({ progress }),
      });
    } catch (error) {
      if (round !== this.#round) return;
      if (error instanceof NoRuntimeWorks) this.#passOver(error.passedOver);
      this.#fail("detector");
      return;
    }
    if (round !== this.#round) {
      created.detector.dispose();
      return;
    }
    const { detector, frameMs, passedOver } = created;
    this.#engine?.adopt(detector);
    this.#passOver(passedOver);
    const current = this.#engine?.pairing ?? null;
    if (current !== null) this.#noteResult(current, { kind: "passed", frameMs });
    this.#tell({ phase: "running", current });
  }

  /** Runs work that needs the processor to itself, and then goes on looking at the camera. */
  async #exclusively(
    phase: "switching" | "trying",
    work: (round: number) => Promise<void>,
  ): Promise<void> {
    const round = this.#round;
    this.#engine?.pause();
    this.#tell({ phase });
    await work(round);
    if (round !== this.#round) {
      return;
    }
    this.#engine?.resume();
    this.measureAgain();
    const current = this.#engine?.pairing ?? null;
    this.#tell({ phase: "running", trying: null, tried: null, current });
  }

  async #try(pairing: Pairing): Promise<StartedDetector | null> {
    const round = this.#round;
    this.#tell({ trying: pairing, progress: 0 });
    const { result, started } = await tryPairing(pairing, (progress) => {
      if (round === this.#round) this.#tell({ progress });
    });
    this.#noteResult(pairing, result);
    return started;
  }

  #noteResult(pairing: Pairing, result: TrialResult): void {
    this.#tell({ trials: withResult(this.#view.trials, pairing, result) });
  }

  #passOver(all: readonly PassedOver[]): void {
    this.#tell({ trials: withPassedOver(this.#view.trials, all) });
  }

  #second(): void {
    const engine = this.#engine;
    const nowMs = performance.now();
    if (engine === null || this.#view.phase !== "running") {
      return;
    }
    if (document.visibilityState === "hidden") {
      // A hidden page gets no frames, which is nobody's fault.
      engine.restart();
      return;
    }
    if (engine.isSilent(nowMs)) {
      this.#fail("ended");
      return;
    }
    const reading = readCheck(engine, this.#video, nowMs);
    const current = engine.pairing;
    this.#tell({ reading, current });
    if (current !== null) {
      const verdict = judge({ ...reading, model: current.model });
      if (this.#steady.take(verdict, reading.measuredMs, nowMs)) this.#conclude(verdict);
    }
  }

  #conclude(verdict: Verdict): void {
    this.#tell({ result: { verdict, code: codeOf(verdict, this.#view, this.#facts) } });
  }

  #fail(verdict: Verdict): void {
    this.stop();
    // What failed runs no longer: the code must not say that it does.
    this.#tell({ reading: null, current: null });
    this.#conclude(verdict);
  }

  #replaced(failed: PassedOver): void {
    this.#passOver([failed]);
    this.measureAgain();
    this.#tell({ byHand: isByHand() });
  }

  #draw(frame: DrawnFrame): void {
    for (const listener of this.#frames) listener(frame);
  }

  #tell(change: Partial<CheckView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#views) listener(this.#view);
  }
}
