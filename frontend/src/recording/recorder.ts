import type { Followed, RawPose } from "../pose/pose";
import { type SpanUs, uncertainSpans } from "./uncertain-spans";
import { encodeChunk, MAX_RECORDS_PER_CHUNK, MAX_TIME_US, type WireRecord } from "./wire";

/** Takes one encoded chunk and its uncertain spans; resolves when both are safe on this device. */
export type ChunkSink = (
  sequence: number,
  body: Uint8Array<ArrayBuffer>,
  uncertainSpansUs: readonly SpanUs[],
) => Promise<void>;

interface JudgedRecord extends WireRecord {
  readonly followed: Followed;
}

/** How much a chunk holds: what at most is lost when a tab is killed. */
export const CHUNK_US = 2_000_000;

/**
 * Writes down what the network said, frame by frame, and nothing else: it accepts only `RawPose`,
 * so that no smoothed keypoint can be recorded.
 */
export class Recorder {
  readonly #sink: ChunkSink;
  readonly #onFailure: (error: unknown) => void;
  #records: JudgedRecord[] = [];
  #firstFrame = 0;
  #sequence = 0;
  #startUs: number | null = null;
  #lastUs = 0;
  #leftOut = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @param onFailure Told when a chunk could not be stored; `finish` rejects then too. */
  constructor(sink: ChunkSink, onFailure: (error: unknown) => void = () => undefined) {
    this.#sink = sink;
    this.#onFailure = onFailure;
  }

  /** Frames that the format cannot hold: their time went backwards or beyond ten minutes. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(pose: RawPose): void {
    this.#startUs ??= pose.timeUs;
    const timeUs = Math.round(pose.timeUs - this.#startUs);
    if (timeUs < this.#lastUs || timeUs >= MAX_TIME_US) {
      this.#leftOut += 1;
      return;
    }
    const chunkStartUs = this.#records[0]?.timeUs ?? timeUs;
    if (timeUs - chunkStartUs >= CHUNK_US || this.#records.length >= MAX_RECORDS_PER_CHUNK) {
      this.#flush();
    }
    this.#lastUs = timeUs;
    const { keypoints, followed = "patient" } = pose;
    this.#records.push({ timeUs, keypoints, followed });
  }

  /** Writes what is left; resolves when every chunk is safe, rejects if one could not be stored. */
  async finish(): Promise<void> {
    if (this.#records.length > 0) {
      this.#flush();
    }
    await this.#writing;
  }

  #flush(): void {
    const sequence = this.#sequence;
    const body = encodeChunk(sequence, this.#firstFrame, this.#records);
    const uncertain = uncertainSpans(this.#records);
    this.#firstFrame += this.#records.length;
    this.#sequence += 1;
    this.#records = [];
    this.#writing = this.#writing.then(() => this.#sink(sequence, body, uncertain));
    this.#writing.catch(this.#onFailure);
  }
}
