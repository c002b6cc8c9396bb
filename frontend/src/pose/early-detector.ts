import type { CreatedDetector } from "./create-detector";
import type { ProgressListener } from "./detector";

/** Starts a detector and tells how far it has come. */
export type StartDetector = (onProgress: ProgressListener) => Promise<CreatedDetector>;

/**
 * A detector that starts, self-test and with it the first inference included, before anybody asks
 * for it: while the patient reads. Whoever takes it gets it ready, or waits for the rest of the way.
 */
export class EarlyDetector {
  readonly #start: StartDetector;
  readonly #onReady: () => void;
  #starting: Promise<CreatedDetector> | null;
  #fraction = 0;
  #listener: ProgressListener = () => undefined;

  /** @param onReady Told at every start that succeeded. */
  constructor(start: StartDetector, onReady: () => void = () => undefined) {
    this.#start = start;
    this.#onReady = onReady;
    this.#starting = this.#begin();
    // Whoever takes it is told; until then a failure is nobody's.
    this.#starting.catch(() => undefined);
  }

  /**
   * The detector, which from now on belongs to the caller. Every further call starts another one,
   * and so does the first when the early start has failed: the network may be back.
   *
   * @throws DetectorStartError when no detector can be started now.
   */
  async take(onProgress: ProgressListener): Promise<CreatedDetector> {
    const early = this.#starting;
    this.#starting = null;
    this.#listener = onProgress;
    if (early === null) {
      return this.#begin();
    }
    onProgress(this.#fraction);
    return early.catch(() => this.#begin());
  }

  async #begin(): Promise<CreatedDetector> {
    const created = await this.#start((fraction) => {
      this.#fraction = fraction;
      this.#listener(fraction);
    });
    this.#onReady();
    return created;
  }
}
