import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { SpanUs } from "./uncertain-spans";
import type {
  Answers,
  ManualEntry,
  NewAssessment,
  NewRecording,
  RecordingEnd,
} from "./upload-types";

/** A recording as this device keeps it. */
export interface StoredRecording {
  readonly id: string;
  readonly body: NewRecording;
  readonly createdAtMs: number;
  /** The server knows it. */
  readonly created: boolean;
  /** `null` while it is being recorded. */
  readonly end: RecordingEnd | null;
  /** The server has acknowledged that it has everything. */
  readonly completed: boolean;
  readonly answers: Answers | null;
  readonly answersSent: boolean;
  /** Code of the server's final "no" to the answers; the recording itself is unharmed. */
  readonly answersRefused: string | null;
  /** Code of the server's final "no"; sending has ended. */
  readonly refused: string | null;
}

export interface StoredChunk {
  readonly recordingId: string;
  readonly sequence: number;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly digest: Uint8Array<ArrayBuffer>;
  /** Kept with the chunk, so that a recording whose tab was killed says it too. Absent in rows of older versions. */
  readonly uncertainSpansUs?: readonly SpanUs[];
  readonly sent: boolean;
}

export interface StoredAssessment {
  readonly id: string;
  readonly body: NewAssessment;
  readonly createdAtMs: number;
  readonly created: boolean;
}

export interface StoredManualEntry {
  readonly id: string;
  readonly body: ManualEntry;
  readonly createdAtMs: number;
  readonly sent: boolean;
  readonly refused: string | null;
}

interface Schema extends DBSchema {
  assessments: { key: string; value: StoredAssessment };
  recordings: { key: string; value: StoredRecording };
  chunks: { key: [string, number]; value: StoredChunk };
  manual: { key: string; value: StoredManualEntry };
}

type Table = "assessments" | "recordings" | "manual";

const VERSION = 1;

/** Everything that is not yet safe with the server, in IndexedDB: it outlives reloads, crashes and days without a network. */
export class UploadStore {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  static async open(name: string): Promise<UploadStore> {
    const db = await openDB<Schema>(name, VERSION, {
      upgrade(fresh) {
        fresh.createObjectStore("assessments", { keyPath: "id" });
        fresh.createObjectStore("recordings", { keyPath: "id" });
        fresh.createObjectStore("chunks", { keyPath: ["recordingId", "sequence"] });
        fresh.createObjectStore("manual", { keyPath: "id" });
      },
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new UploadStore(db);
  }

  close(): void {
    this.#db.close();
  }

  /** Adds a row unless its id is there already: adding twice is adding once. */
  async add<T extends Table>(table: T, row: Schema[T]["value"]): Promise<void> {
    const transaction = this.#db.transaction(table, "readwrite");
    if ((await transaction.store.get(row.id)) === undefined) {
      await transaction.store.put(row);
    }
    await transaction.done;
  }

  /** Changes some fields of a row in one transaction; a row that is gone stays gone. */
  async update<T extends Table>(
    table: T,
    id: string,
    change: Partial<Schema[T]["value"]>,
  ): Promise<void> {
    const transaction = this.#db.transaction(table, "readwrite");
    const row = await transaction.store.get(id);
    if (row !== undefined) {
      await transaction.store.put({ ...row, ...change });
    }
    await transaction.done;
  }

  all<T extends Table>(table: T): Promise<Schema[T]["value"][]> {
    return this.#db.getAll(table);
  }

  get<T extends Table>(table: T, id: string): Promise<Schema[T]["value"] | undefined> {
    return this.#db.get(table, id);
  }

  remove(table: Table, id: string): Promise<void> {
    return this.#db.delete(table, id);
  }

  async addChunk(chunk: StoredChunk): Promise<void> {
    await this.#db.put("chunks", chunk);
  }

  /** A recording's chunks in order of sequence. */
  chunks(recordingId: string): Promise<StoredChunk[]> {
    return this.#db.getAll("chunks", chunksOf(recordingId));
  }

  async markChunks(
    recordingId: string,
    sequences: readonly number[],
    sent: boolean,
  ): Promise<void> {
    const transaction = this.#db.transaction("chunks", "readwrite");
    for (const sequence of sequences) {
      const chunk = await transaction.store.get([recordingId, sequence]);
      if (chunk !== undefined) {
        await transaction.store.put({ ...chunk, sent });
      }
    }
    await transaction.done;
  }

  /** The server has everything: notes so and frees the chunks, in one transaction. */
  async complete(recordingId: string): Promise<void> {
    const transaction = this.#db.transaction(["recordings", "chunks"], "readwrite");
    const recordings = transaction.objectStore("recordings");
    const row = await recordings.get(recordingId);
    if (row !== undefined) {
      await recordings.put({ ...row, completed: true });
      await transaction.objectStore("chunks").delete(chunksOf(recordingId));
    }
    await transaction.done;
  }

  /** Forgets a recording and its chunks. */
  async removeRecording(recordingId: string): Promise<void> {
    const transaction = this.#db.transaction(["recordings", "chunks"], "readwrite");
    await transaction.objectStore("recordings").delete(recordingId);
    await transaction.objectStore("chunks").delete(chunksOf(recordingId));
    await transaction.done;
  }
}

function chunksOf(recordingId: string): IDBKeyRange {
  return IDBKeyRange.bound([recordingId, 0], [recordingId, Number.MAX_SAFE_INTEGER]);
}
