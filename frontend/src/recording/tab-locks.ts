/**
 * Named locks between the tabs of one browser. A lock ends with its tab, however the tab ends:
 * that is how another tab learns that a recording was cut off.
 */
export class TabLocks {
  readonly #locks: LockManager | null;
  readonly #held = new Map<string, () => void>();

  constructor(locks: LockManager | null) {
    this.#locks = locks;
  }

  /** Takes the lock and keeps it until `release` or the end of the tab. */
  async hold(name: string): Promise<void> {
    if (this.#locks === null || this.#held.has(name)) {
      this.#held.set(name, this.#held.get(name) ?? (() => undefined));
      return;
    }
    const locks = this.#locks;
    await new Promise<void>((taken, failed) => {
      const released = new Promise<void>((release) => this.#held.set(name, release));
      locks
        .request(name, () => {
          taken();
          return released;
        })
        .catch(failed);
    });
  }

  release(name: string): void {
    this.#held.get(name)?.();
    this.#held.delete(name);
  }

  releaseAll(): void {
    for (const name of [...this.#held.keys()]) {
      this.release(name);
    }
  }

  /** Whether this tab holds it. */
  holds(name: string): boolean {
    return this.#held.has(name);
  }

  /**
   * Runs the work if nobody holds the lock; answers whether it ran. Where the browser has no locks,
   * `withoutLocks` says what to do.
   */
  async ifFree(name: string, work: () => Promise<void>, withoutLocks: boolean): Promise<boolean> {
    if (this.#locks === null) {
      if (withoutLocks) {
        await work();
      }
      return withoutLocks;
    }
    let ran = false;
    await this.#locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock !== null) {
        ran = true;
        await work();
      }
    });
    return ran;
  }
}

/** Held by the tab that sends. */
export const SENDING_LOCK = "plumbline-sending";

/** Held by the tab that records. */
export function ownerLock(recordingId: string): string {
  return `plumbline-recording-${recordingId}`;
}
