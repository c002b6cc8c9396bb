import { ApiClient } from "./api-client";
import type { BackoffOptions } from "./backoff";
import { sha256 } from "./digest";
import { queueView } from "./queue-view";
import { SendingLoop } from "./sending-loop";
import { ownerLock, TabLocks } from "./tab-locks";
import type { SpanUs } from "./uncertain-spans";
import { UploadSender } from "./upload-sender";
import { type StoredChunk, UploadStore } from "./upload-store";
import type {
  Answers,
  ManualEntry,
  NewAssessment,
  NewRecording,
  QueueView,
  RecordingEnd,
  UploadQueue,
} from "./upload-types";

export interface QueueOptions {
  readonly api?: ApiClient;
  readonly databaseName?: string;
  /** `null` where the browser has none. */
  readonly locks?: LockManager | null;
  readonly backoff?: BackoffOptions;
  /** How long what has been sent stays in the list. */
  readonly keepSentMs?: number;
}

const DATABASE = "plumbline-uploads";
const DEFAULT_BACKOFF: BackoffOptions = { baseMs: 1_000, maxMs: 60_000, random: Math.random };
const DAY_MS = 86_400_000;

/** Opens the queue of this device; sending starts at once. One queue a page. */
export async function openUploadQueue(options: QueueOptions = {}): Promise<UploadQueue> {
  const name = options.databaseName ?? DATABASE;
  const queue = new DeviceQueue(await UploadStore.open(name), name, options);
  await queue.refresh();
  queue.wake();
  return queue;
}

class DeviceQueue implements UploadQueue {
  readonly #store: UploadStore;
  readonly #locks: TabLocks;
  readonly #loop: SendingLoop;
  /** Other tabs show the same list. */
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<(view: QueueView) => void>();
  readonly #onWake = (): void => this.wake();
  #view: QueueView = { items: [], waiting: 0, blockedBy: null };
  #refreshing: Promise<void> | null = null;
  #stale = false;
  #closed = false;

  constructor(store: UploadStore, name: string, options: QueueOptions) {
    const onChange = (): void => this.#changed();
    this.#store = store;
    this.#locks = new TabLocks(options.locks === undefined ? browserLocks() : options.locks);
    const sender = new UploadSender(options.api ?? new ApiClient(), store, onChange);
    this.#loop = new SendingLoop(store, sender, this.#locks, {
      backoff: options.backoff ?? DEFAULT_BACKOFF,
      keepSentMs: options.keepSentMs ?? DAY_MS,
      onChange,
    });
    this.#channel = new BroadcastChannel(name);
    this.#channel.onmessage = () => void this.refresh();
    globalThis.addEventListener?.("online", this.#onWake);
    globalThis.addEventListener?.("pageshow", this.#onWake);
  }

  async addAssessment(body: NewAssessment): Promise<void> {
    const { id } = body;
    await this.#store.add("assessments", { id, body, createdAtMs: Date.now(), created: false });
  }

  async addRecording(body: NewRecording): Promise<void> {
    await this.#locks.hold(ownerLock(body.id));
    await this.#store.add("recordings", {
      id: body.id,
      body,
      createdAtMs: Date.now(),
      created: false,
      end: null,
      completed: false,
      answers: null,
      answersSent: false,
      answersRefused: null,
      refused: null,
    });
    this.#changed();
  }

  async addChunk(
    recordingId: string,
    sequence: number,
    body: Uint8Array<ArrayBuffer>,
    uncertainSpansUs: readonly SpanUs[] = [],
  ): Promise<void> {
    const digest = await sha256(body);
    const sent = false;
    await this.#store.addChunk({ recordingId, sequence, body, digest, uncertainSpansUs, sent });
    this.#news();
  }

  async finishRecording(recordingId: string, end: RecordingEnd): Promise<void> {
    await this.#loop.end(recordingId, end);
    this.#locks.release(ownerLock(recordingId));
    this.#news();
  }

  async addAnswers(recordingId: string, answers: Answers): Promise<void> {
    await this.#store.update("recordings", recordingId, {
      answers,
      answersSent: false,
      answersRefused: null,
    });
    this.#news();
  }

  async addManualEntry(body: ManualEntry): Promise<void> {
    const { id } = body;
    const createdAtMs = Date.now();
    await this.#store.add("manual", { id, body, createdAtMs, sent: false, refused: null });
    this.#news();
  }

  wake(): void {
    this.#loop.wake();
  }

  subscribe(listener: (view: QueueView) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#view);
    return () => this.#listeners.delete(listener);
  }

  view(): QueueView {
    return this.#view;
  }

  async close(): Promise<void> {
    globalThis.removeEventListener?.("online", this.#onWake);
    globalThis.removeEventListener?.("pageshow", this.#onWake);
    await this.#loop.close();
    this.#closed = true;
    await this.#refreshing;
    this.#locks.releaseAll();
    this.#channel.close();
    this.#store.close();
  }

  /** Reads the rows anew and tells the listeners; calls that overlap share one reading. */
  refresh(): Promise<void> {
    this.#stale = true;
    this.#refreshing ??= this.#readUntilFresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#stale && !this.#closed) {
      this.#stale = false;
      const recordings = await this.#store.all("recordings");
      const chunks = new Map<string, StoredChunk[]>();
      for (const row of recordings) {
        chunks.set(row.id, row.completed ? [] : await this.#store.chunks(row.id));
      }
      const manual = await this.#store.all("manual");
      const { reasons, blockedBy } = this.#loop;
      this.#view = queueView({ recordings, chunks, manual, reasons, blockedBy });
      for (const listener of this.#listeners) {
        listener(this.#view);
      }
    }
  }

  #news(): void {
    this.#changed();
    this.#loop.kick();
  }

  #changed(): void {
    if (!this.#closed) {
      this.#channel.postMessage("changed");
      void this.refresh();
    }
  }
}

function browserLocks(): LockManager | null {
  return globalThis.navigator?.locks ?? null;
}
