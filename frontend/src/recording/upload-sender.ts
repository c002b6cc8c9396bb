import { type ApiAnswer, type ApiClient, problemCode, problemMember } from "./api-client";
import { contentDigest, digestOfDigests } from "./digest";
import { joinedSpans } from "./uncertain-spans";
import type { StoredChunk, StoredManualEntry, UploadStore } from "./upload-store";
import type { KeptReason, NewEnd, RecordingEnd } from "./upload-types";

export const CHUNK_MEDIA_TYPE = "application/vnd.plumbline.keypoints";

/**
 * How one attempt ended.
 * - `done`: nothing is left to send for now.
 * - `wait`: the same may succeed later; `retryAfterS` is the server's wish.
 * - `refused`: a final no; the row says so.
 */
export type SendOutcome =
  | { readonly kind: "done" }
  | {
      readonly kind: "wait";
      readonly reason: KeptReason;
      readonly retryAfterS: number | null;
      /** Other rows would fare no better now. */
      readonly stopsAll: boolean;
    }
  | { readonly kind: "refused"; readonly code: string };

const DONE: SendOutcome = { kind: "done" };
/** There are chunks still to be sent: new ones, or such as the server had lost. */
const AGAIN = { kind: "again" } as const;
/** How often a recording is sent anew in one attempt because chunks were missing. */
const MAX_ROUNDS = 3;

/** The protocol of `docs/reference/upload-and-patient-api.md` for one row; every step may be repeated without harm. */
export class UploadSender {
  readonly #api: ApiClient;
  readonly #store: UploadStore;
  readonly #onProgress: () => void;

  constructor(api: ApiClient, store: UploadStore, onProgress: () => void) {
    this.#api = api;
    this.#store = store;
    this.#onProgress = onProgress;
  }

  /** Sends what a recording has so far, and completes it when it has ended. */
  async sendRecording(id: string): Promise<SendOutcome> {
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const outcome = await this.#attempt(id);
      if (outcome.kind === "refused") {
        await this.#store.update("recordings", id, { refused: outcome.code });
      }
      if (outcome.kind !== "again") {
        return outcome;
      }
    }
    return { kind: "wait", reason: "server", retryAfterS: null, stopsAll: false };
  }

  async #attempt(id: string): Promise<SendOutcome | typeof AGAIN> {
    for (const step of [
      () => this.#createAssessmentOf(id),
      () => this.#createRecording(id),
      () => this.#sendChunks(id),
      () => this.#complete(id),
      () => this.#sendAnswers(id),
    ]) {
      const outcome = await step();
      if (outcome.kind !== "done") {
        return outcome;
      }
    }
    return DONE;
  }

  async sendManualEntry(entry: StoredManualEntry): Promise<SendOutcome> {
    const first = await this.#createAssessment(entry.body.assessment);
    if (first.kind !== "done") {
      return first;
    }
    const answer = await this.#api.send("POST", "/patient/manual-entries", entry.body);
    const outcome = outcomeOf(answer, [200, 201]);
    if (outcome.kind === "done") {
      await this.#store.update("manual", entry.id, { sent: true });
    } else if (outcome.kind === "refused") {
      await this.#store.update("manual", entry.id, { refused: outcome.code });
    }
    return outcome;
  }

  async #createAssessmentOf(recordingId: string): Promise<SendOutcome> {
    const recording = await this.#store.get("recordings", recordingId);
    return recording === undefined || recording.created
      ? DONE
      : this.#createAssessment(recording.body.assessment);
  }

  async #createAssessment(id: string): Promise<SendOutcome> {
    const assessment = await this.#store.get("assessments", id);
    if (assessment === undefined || assessment.created) {
      return DONE;
    }
    const answer = await this.#api.send("POST", "/patient/assessments", assessment.body);
    const outcome = outcomeOf(answer, [200, 201]);
    if (outcome.kind === "done") {
      await this.#store.update("assessments", id, { created: true });
    }
    return outcome;
  }

  async #createRecording(id: string): Promise<SendOutcome> {
    const recording = await this.#store.get("recordings", id);
    if (recording === undefined || recording.created) {
      return DONE;
    }
    const answer = await this.#api.send("POST", "/recordings", recording.body);
    const outcome = outcomeOf(answer, [200, 201]);
    if (outcome.kind === "done") {
      await this.#store.update("recordings", id, { created: true });
    }
    return outcome;
  }

  async #sendChunks(id: string): Promise<SendOutcome> {
    for (const chunk of await this.#store.chunks(id)) {
      if (chunk.sent) {
        continue;
      }
      const outcome = outcomeOf(await this.#put(chunk), [200, 201]);
      if (outcome.kind !== "done") {
        return outcome;
      }
      await this.#store.markChunks(id, [chunk.sequence], true);
      this.#onProgress();
    }
    return DONE;
  }

  #put({ recordingId, sequence, body, digest }: StoredChunk): Promise<ApiAnswer> {
    return this.#api.put(`/recordings/${recordingId}/chunks/${sequence}`, body, {
      "Content-Type": CHUNK_MEDIA_TYPE,
      "Content-Digest": contentDigest(digest),
    });
  }

  async #complete(id: string): Promise<SendOutcome | typeof AGAIN> {
    const recording = await this.#store.get("recordings", id);
    if (recording === undefined || recording.end === null || recording.completed) {
      return DONE;
    }
    const chunks = await this.#store.chunks(id);
    if (chunks.some((chunk) => !chunk.sent)) {
      // The last ones were written down while those before them were on their way.
      return AGAIN;
    }
    const answer = await this.#postComplete(id, recording.end, chunks);
    if (answer.status === 422 && problemCode(answer) === "chunks_missing") {
      const missing = missingSequences(answer);
      await this.#store.markChunks(id, missing, false);
      const known = new Set(chunks.map((chunk) => chunk.sequence));
      return missing.length > 0 && missing.every((sequence) => known.has(sequence))
        ? AGAIN
        : { kind: "refused", code: "chunks_missing" };
    }
    const outcome = outcomeOf(answer, [200, 202]);
    if (outcome.kind === "done") {
      await this.#store.complete(id);
      this.#onProgress();
    }
    return outcome;
  }

  async #postComplete(
    id: string,
    end: RecordingEnd,
    chunks: readonly StoredChunk[],
  ): Promise<ApiAnswer> {
    const digest = await digestOfDigests(chunks.map((chunk) => chunk.digest));
    const spansUs = joinedSpans(chunks.flatMap((chunk) => chunk.uncertainSpansUs ?? []));
    const body: NewEnd = {
      count: chunks.length,
      digest: contentDigest(digest),
      dropped_frames: end.droppedFrames,
      stop_reason: end.stopReason,
      uncertain_spans_us: spansUs,
    };
    return this.#api.send("POST", `/recordings/${id}/complete`, body);
  }

  async #sendAnswers(id: string): Promise<SendOutcome> {
    const recording = await this.#store.get("recordings", id);
    if (recording === undefined || recording.answers === null || recording.answersSent) {
      return DONE;
    }
    const { answers } = recording;
    const answer = await this.#api.send("PUT", `/recordings/${id}/answers`, answers);
    const outcome = outcomeOf(answer, [200, 201]);
    if (outcome.kind !== "wait") {
      // Answers that were changed meanwhile are sent again.
      const now = await this.#store.get("recordings", id);
      const same = JSON.stringify(now?.answers) === JSON.stringify(answers);
      const answersRefused = outcome.kind === "refused" && same ? outcome.code : null;
      await this.#store.update("recordings", id, { answersSent: same, answersRefused });
    }
    // A "no" to the answers is none to the recording.
    return outcome.kind === "refused" ? DONE : outcome;
  }
}

/**
 * What a status means for a row. A 404 is not final: on a shared device the recording may belong
 * to a patient who is signed out while another is signed in.
 */
function outcomeOf(answer: ApiAnswer, good: readonly number[]): SendOutcome {
  const { status, retryAfterS } = answer;
  if (good.includes(status)) {
    return DONE;
  }
  if (status === 401 || status === 404) {
    return { kind: "wait", reason: "signed_out", retryAfterS, stopsAll: status === 401 };
  }
  if (status === 403) {
    return { kind: "wait", reason: "not_allowed", retryAfterS, stopsAll: true };
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return { kind: "wait", reason: "server", retryAfterS, stopsAll: true };
  }
  return { kind: "refused", code: problemCode(answer) || `http_${status}` };
}

/** `missing: [[5, 5], [7, 9]]`, inclusive ranges, as single numbers. */
function missingSequences(answer: ApiAnswer): number[] {
  const ranges = problemMember(answer, "missing");
  const sequences: number[] = [];
  for (const range of Array.isArray(ranges) ? ranges : []) {
    const [first, last] = Array.isArray(range) ? range : [];
    if (Number.isInteger(first) && Number.isInteger(last) && last - first < 10_000) {
      for (let sequence = first; sequence <= last; sequence += 1) {
        sequences.push(sequence);
      }
    }
  }
  return sequences;
}
