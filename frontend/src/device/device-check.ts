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
import { CheckStore } from "./check-store";
import { OFF } from "./check-view";
import { LiveEngine } from "./live-engine";
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
 * every runtime. The page draws what `store` tells. Nothing
 * leaves the device.
 */
export class DeviceCheck {
  readonly #video: HTMLVideoElement;
  readonly #facts: DeviceFacts;
  readonly store = new CheckStore({ ...OFF, byHand: isByHand() });
  readonly #steady = new SteadyVerdict();
  #camera: Camera | null = null;
  #engine: LiveEngine | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #letScreenSleep: () => void = () => undefined;
  /** Counts starts and stops: what began before the last one is nobody's any more. */
  #round = 0;
  #goOnTrying = false;
  /** What was asked for last and is not being started yet. */
  #wanted: Pairing | null = null;

  constructor(video: HTMLVideoElement, facts: DeviceFacts) {
    this.#video = video;
    this.#facts = facts;
  }

  /** Turns the camera on, and then the engine that an exercise would use. */
  async start(): Promise<void> {
    this.stop();
    const round = this.#round;
    this.#steady.reset();
    this.store.tell({
      ...OFF,
      byHand: isByHand(),
      trials: this.store.view.trials,
      phase: "camera",
    });
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
      onFrame: (frame) => this.store.draw(frame),
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
    this.#wanted = null;
    clearInterval(this.#timer);
    this.#letScreenSleep();
    this.#letScreenSleep = () => undefined;
    this.#engine?.close();
    this.#engine = null;
    this.#camera?.stop();
    this.#camera = null;
    this.store.tell({ phase: "off", trying: null, tried: null });
  }

  /**
   * Changes runtime or network while the camera runs; what ran before goes on where this fails. Of
   * several wishes that come while one starts, the last counts.
   */
  async switchTo(pairing: Pairing): Promise<void> {
    const { phase } = this.store.view;
    if (phase === "switching") {
      this.#wanted = pairing;
      this.store.tell({ trying: pairing });
    } else if (phase === "running") {
      this.#wanted = pairing;
      await this.#exclusively("switching", (round) => this.#switch(round));
    }
  }

  async #switch(round: number): Promise<void> {
    let newest: StartedDetector | null = null;
    while (this.#wanted !== null && round === this.#round) {
      const pairing = this.#wanted;
      this.#wanted = null;
      newest?.detector.dispose();
      newest = await this.#try(pairing);
      if (round === this.#round) this.store.tell({ refused: newest === null ? pairing : null });
    }
    if (newest !== null && round === this.#round) this.#engine?.adopt(newest.detector);
    else newest?.detector.dispose();
  }

  /** Tries every runtime with both networks, one after the other. */
  async tryAll(): Promise<void> {
    if (this.store.view.phase !== "running") {
      return;
    }
    const all = MODELS.flatMap((model) => PREFERRED.map((runtime) => ({ runtime, model })));
    await this.#exclusively("trying", async (round) => {
      this.#goOnTrying = true;
      for (const [done, pairing] of all.entries()) {
        if (!this.#goOnTrying || round !== this.#round) return;
        this.store.tell({ tried: { done, of: all.length } });
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
    const { current, reading, trials } = this.store.view;
    if (current === null) {
      return;
    }
    const result = resultOf(trials, current);
    const frameMs = result?.kind === "passed" ? result.frameMs : reading?.stages?.totalMs;
    if (frameMs !== undefined) chooseByHand(current, frameMs);
    this.store.tell({ byHand: isByHand() });
  }

  /** The engine chooses again, now and from now on. */
  async chooseAutomatically(): Promise<void> {
    forgetChoice();
    this.store.tell({ byHand: isByHand() });
    if (this.store.view.phase === "running") {
      this.#engine?.pause();
      await this.#startBest();
    }
  }

  /** Takes a new measurement, and with it a new verdict. */
  measureAgain(): void {
    this.#steady.reset();
    this.#engine?.restart();
    this.store.tell({ result: null, reading: null });
  }

  async #startBest(): Promise<void> {
    const round = this.#round;
    this.measureAgain();
    this.store.tell({ phase: "engine", progress: 0 });
    let created: CreatedDetector;
    try {
      created = await createDetector({
        onProgress: (progress) => round === this.#round && this.store.tell({ progress }),
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
    this.store.tell({ phase: "running", current });
  }

  /** Runs work that needs the processor to itself, and then goes on looking at the camera. */
  async #exclusively(
    phase: "switching" | "trying",
    work: (round: number) => Promise<void>,
  ): Promise<void> {
    const round = this.#round;
    this.#engine?.pause();
    // Nothing is measured meanwhile, and old figures are nobody's.
    this.store.tell({ phase, reading: null });
    await work(round);
    if (round !== this.#round) {
      return;
    }
    this.#engine?.resume();
    this.measureAgain();
    const current = this.#engine?.pairing ?? null;
    this.store.tell({ phase: "running", trying: null, tried: null, current });
  }

  async #try(pairing: Pairing): Promise<StartedDetector | null> {
    const round = this.#round;
    this.store.tell({ trying: pairing, progress: 0 });
    const { result, started } = await tryPairing(pairing, (progress) => {
      if (round === this.#round) this.store.tell({ progress });
    });
    this.#noteResult(pairing, result);
    return started;
  }

  #noteResult(pairing: Pairing, result: TrialResult): void {
    this.store.tell({ trials: withResult(this.store.view.trials, pairing, result) });
  }

  #passOver(all: readonly PassedOver[]): void {
    this.store.tell({ trials: withPassedOver(this.store.view.trials, all) });
  }

  #second(): void {
    const engine = this.#engine;
    const nowMs = performance.now();
    if (engine === null || this.store.view.phase !== "running") {
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
    this.store.tell({ reading, current });
    if (current !== null) {
      const verdict = judge({ ...reading, model: current.model });
      if (this.#steady.take(verdict, reading.measuredMs, nowMs)) this.#conclude(verdict);
    }
  }

  #conclude(verdict: Verdict): void {
    this.store.tell({ result: { verdict, code: codeOf(verdict, this.store.view, this.#facts) } });
  }

  #fail(verdict: Verdict): void {
    this.stop();
    // What failed runs no longer: the code must not say that it does.
    this.store.tell({ reading: null, current: null });
    this.#conclude(verdict);
  }

  #replaced(failed: PassedOver): void {
    this.#passOver([failed]);
    this.measureAgain();
    this.store.tell({ byHand: isByHand() });
  }
}
