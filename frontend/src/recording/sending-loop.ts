import { NetworkError } from "./api-client";
import { type BackoffOptions, backoffMs } from "./backoff";
import { isSent } from "./queue-view";
import { ownerLock, SENDING_LOCK, type TabLocks } from "./tab-locks";
import type { SendOutcome, UploadSender } from "./upload-sender";
import type { StoredRecording, UploadStore } from "./upload-store";
import type { KeptReason, RecordingEnd } from "./upload-types";

const OTHER_TAB_RETRY_MS = 5_000;

type Wait = Extract<SendOutcome, { kind: "wait" }>;

export interface LoopOptions {
  readonly backoff: BackoffOptions;
  /** How long what has been sent stays in the list. */
  readonly keepSentMs: number;
  readonly onChange: () => void;
}

/** Sends row after row, one tab at a time, and tries again until nothing is left. */
export class SendingLoop {
  /** Why the last attempt for a row did not succeed. */
  readonly reasons = new Map<string, KeptReason>();
  readonly #store: UploadStore;
  readonly #sender: UploadSender;
  readonly #locks: TabLocks;
  readonly #options: LoopOptions;
  readonly #openedAtMs = Date.now();
  /** What keeps every row on this device. */
  #blocked: Wait | null = null;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | null = null;
  /** Something came while it was running. */
  #again = false;
  #woken = false;
  #closed = false;

  constructor(store: UploadStore, sender: UploadSender, locks: TabLocks, options: LoopOptions) {
    this.#store = store;
    this.#sender = sender;
    this.#locks = locks;
    this.#options = options;
  }

  /** What keeps every row on this device, if anything does. */
  get blockedBy(): KeptReason | null {
    return this.#blocked?.reason ?? null;
  }

  /** Tries now, whatever happened before. */
  wake(): void {
    this.#failures = 0;
    this.#woken = true;
    this.kick();
  }

  /** There is something new: tries now, unless it waits after a failure. */
  kick(): void {
    if (this.#running !== null) {
      this.#again = true;
    } else if (this.#failures === 0) {
      this.#schedule(0);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Notes that no chunk follows; a recording that holds nothing is forgotten. */
  async end(recordingId: string, end: RecordingEnd): Promise<void> {
    const row = await this.#store.get("recordings", recordingId);
    if (row !== undefined && !(await this.#hasContent(row))) {
      await this.#store.removeRecording(recordingId);
    } else {
      await this.#store.update("recordings", recordingId, { end });
    }
  }

  #schedule(delayMs: number): void {
    if (!this.#closed) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#run(), delayMs);
    }
  }

  #run(): void {
    if (this.#running !== null) {
      this.#again = true;
      return;
    }
    this.#again = false;
    this.#woken = false;
    this.#running = this.#pass().finally(() => {
      this.#running = null;
      if (this.#woken) {
        this.#failures = 0;
      }
      if (this.#again) {
        this.kick();
      }
    });
  }

  async #pass(): Promise<void> {
    // Until it is known better, so that nothing that fails here ends the sending for good.
    this.#schedule(OTHER_TAB_RETRY_MS);
    const ran = await this.#locks.ifFree(SENDING_LOCK, () => this.#sendAll(), true);
    if (ran) {
      this.#planNext();
    }
    this.#options.onChange();
  }

  async #sendAll(): Promise<void> {
    await this.#endInterrupted();
    await this.#forgetOld();
    this.#blocked = await this.#sendRows();
    this.#failures = this.#blocked === null ? 0 : this.#failures + 1;
  }

  #planNext(): void {
    const { backoff } = this.#options;
    if (this.#blocked !== null) {
      this.#schedule(backoffMs(this.#failures, this.#blocked.retryAfterS, backoff));
    } else if (this.reasons.size > 0) {
      this.#schedule(backoff.maxMs);
    } else {
      clearTimeout(this.#timer);
    }
  }

  /** Answers what stops all rows, or `null`. */
  async #sendRows(): Promise<Wait | null> {
    for (const [id, send] of await this.#attempts()) {
      if (this.#closed) {
        return null;
      }
      const outcome = await answered(send);
      if (outcome.kind !== "wait") {
        this.reasons.delete(id);
      } else if (outcome.stopsAll) {
        return outcome;
      } else {
        this.reasons.set(id, outcome.reason);
      }
    }
    return null;
  }

  async #attempts(): Promise<[id: string, send: () => Promise<SendOutcome>][]> {
    const attempts: [string, () => Promise<SendOutcome>][] = [];
    for (const row of byAge(await this.#store.all("recordings"))) {
      if (row.refused === null && !isSent(row) && (await this.#hasContent(row))) {
        attempts.push([row.id, () => this.#sender.sendRecording(row.id)]);
      }
    }
    for (const row of byAge(await this.#store.all("manual"))) {
      if (!row.sent && row.refused === null) {
        attempts.push([row.id, () => this.#sender.sendManualEntry(row)]);
      }
    }
    return attempts;
  }

  async #hasContent(row: StoredRecording): Promise<boolean> {
    return row.created || (await this.#store.chunks(row.id)).length > 0;
  }

  /** A recording whose tab is gone ends with the chunks that are stored. */
  async #endInterrupted(): Promise<void> {
    for (const row of await this.#store.all("recordings")) {
      const name = ownerLock(row.id);
      if (row.end === null && !this.#locks.holds(name)) {
        const end = () => this.end(row.id, { droppedFrames: 0, stopReason: "interrupted" });
        await this.#locks.ifFree(name, end, row.createdAtMs <= this.#openedAtMs);
      }
    }
  }

  async #forgetOld(): Promise<void> {
    const before = Date.now() - this.#options.keepSentMs;
    for (const row of await this.#store.all("recordings")) {
      if (isSent(row) && row.createdAtMs < before) {
        await this.#store.removeRecording(row.id);
      }
    }
    for (const row of await this.#store.all("manual")) {
      if (row.sent && row.createdAtMs < before) {
        await this.#store.remove("manual", row.id);
      }
    }
  }
}

async function answered(send: () => Promise<SendOutcome>): Promise<SendOutcome> {
  try {
    return await send();
  } catch (error) {
    if (error instanceof NetworkError) {
      return { kind: "wait", reason: "offline", retryAfterS: null, stopsAll: true };
    }
    throw error;
  }
}

function byAge<Row extends { readonly createdAtMs: number }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => a.createdAtMs - b.createdAtMs);
}
