import type { Fits, Message } from "../api/messages";
import type { RuntimeName } from "../pose/detector";
import type { SpanUs } from "./uncertain-spans";

/** Why a recording ended, as the server knows it. */
export type StopReason = Message<"StopReasonEnum">;

/** Facts of a recording, `plumbline.facts/1` in `docs/datatypes.md`: this browser gives all of them. */
export type RecordingFacts = Fits<
  {
    readonly schema: "plumbline.facts/1";
    readonly image_width_px: number;
    readonly image_height_px: number;
    readonly mirrored: false;
    readonly screen_angle_deg: 0 | 90 | 180 | 270;
    readonly gravity: readonly [number, number, number] | null;
    readonly runtime: RuntimeName;
    readonly runtime_version: string;
    readonly model: string;
    readonly model_sha256: string;
    readonly started_at: string;
  },
  Message<"RecordingFacts">
>;

/** `started_at` is ISO 8601, UTC with `Z`. */
export type NewAssessment = Message<"AssessmentStart">;

export type NewRecording = Omit<Message<"RecordingCreate">, "facts"> & {
  readonly facts: RecordingFacts;
};

/** The end of a recording, as it is told to the server. */
export type NewEnd = Message<"RecordingComplete">;

/** What the patient says after a set. */
export type Answers = Required<Message<"Answers">>;

/** A set done without the camera. */
export type ManualEntry = Message<"ManualEntryCreate">;

/**
 * Why something still waits on this device.
 * - `offline`: no connection; it goes when there is one.
 * - `server`: the server did not answer or could not; it is tried again.
 * - `signed_out`: the patient must open the link again.
 * - `not_allowed`: consent is needed first.
 */
export type KeptReason = "offline" | "server" | "signed_out" | "not_allowed";

/** State of one recording or manual entry, for the patient to see. */
export type UploadStatus =
  | { readonly kind: "recording" }
  | { readonly kind: "sending"; readonly sent: number; readonly of: number }
  | { readonly kind: "kept"; readonly reason: KeptReason }
  /** `answersRefused`: the recording is with the server, which took the answers to it for wrong. */
  | { readonly kind: "sent"; readonly answersRefused?: string }
  | { readonly kind: "refused"; readonly code: string };

/** One line of the page "Done". */
export interface UploadItem {
  readonly id: string;
  readonly kind: "recording" | "manual";
  readonly assessmentId: string;
  readonly itemId: string;
  readonly setNumber: number;
  readonly status: UploadStatus;
}

/** Everything that this device still knows about. */
export interface QueueView {
  readonly items: readonly UploadItem[];
  /** Recordings and entries that are not yet safe with the server. */
  readonly waiting: number;
  /** Set when the patient has to do something before anything can go. */
  readonly blockedBy: KeptReason | null;
}

/**
 * The queue that outlives the page. Everything is written to this device first and kept until the
 * server has acknowledged it; sending is tried again until it succeeds. Writing never waits for
 * the network.
 */
export interface UploadQueue {
  addAssessment(assessment: NewAssessment): Promise<void>;
  addRecording(recording: NewRecording): Promise<void>;
  /** @param uncertainSpansUs Where in the chunk it is not certain that the patient was followed. */
  addChunk(
    recordingId: string,
    sequence: number,
    body: Uint8Array<ArrayBuffer>,
    uncertainSpansUs?: readonly SpanUs[],
  ): Promise<void>;
  /** No chunk follows. */
  finishRecording(recordingId: string, end: RecordingEnd): Promise<void>;
  addAnswers(recordingId: string, answers: Answers): Promise<void>;
  addManualEntry(entry: ManualEntry): Promise<void>;
  /** Tries now, for instance after the link was opened again. */
  wake(): void;
  /** Calls at once, then at every change; returns how to stop. */
  subscribe(listener: (view: QueueView) => void): () => void;
  view(): QueueView;
  close(): Promise<void>;
}

export interface RecordingEnd {
  readonly droppedFrames: number;
  readonly stopReason: StopReason;
}
