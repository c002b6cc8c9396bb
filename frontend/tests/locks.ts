/** The two parts of the browser's `LockManager` that the queue uses; Node has none. */
export class MemoryLocks {
  readonly #held = new Set<string>();
  readonly #waiting = new Map<string, (() => void)[]>();

  asLockManager(): LockManager {
    return this as unknown as LockManager;
  }

  async request<T>(
    name: string,
    optionsOrWork: { ifAvailable?: boolean } | ((lock: object | null) => Promise<T>),
    maybeWork?: (lock: object | null) => Promise<T>,
  ): Promise<T> {
    const options = typeof optionsOrWork === "function" ? {} : optionsOrWork;
    const work = typeof optionsOrWork === "function" ? optionsOrWork : maybeWork;
    if (work === undefined) {
      throw new TypeError("no work was given");
    }
    if (this.#held.has(name)) {
      if (options.ifAvailable === true) {
        return work(null);
      }
      await new Promise<void>((resolve) => {
        this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), resolve]);
      });
    }
    this.#held.add(name);
    try {
      return await work({ name });
    } finally {
      this.#held.delete(name);
      this.#waiting.get(name)?.shift()?.();
    }
  }
}
