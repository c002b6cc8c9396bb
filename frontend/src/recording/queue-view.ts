import type { StoredChunk, StoredManualEntry, StoredRecording } from "./upload-store";
import type { KeptReason, QueueView, UploadItem, UploadStatus } from "./upload-types";

export interface QueueRows {
  readonly recordings: readonly StoredRecording[];
  readonly chunks: ReadonlyMap<string, readonly Pick<StoredChunk, "sent">[]>;
  readonly manual: readonly StoredManualEntry[];
  /** Why the last attempt for a row did not succeed, where it did not. */
  readonly reasons: ReadonlyMap<string, KeptReason>;
  readonly blockedBy: KeptReason | null;
}

const SENT: UploadStatus = { kind: "sent" };

/** What the patient is shown of the queue, oldest first. */
export function queueView(rows: QueueRows): QueueView {
  const recordings = rows.recordings.map((row): [number, UploadItem] => [
    row.createdAtMs,
    {
      id: row.id,
      kind: "recording",
      assessmentId: row.body.assessment,
      itemId: row.body.item,
      setNumber: row.body.set_number,
      status: recordingStatus(row, rows),
    },
  ]);
  const manual = rows.manual.map((row): [number, UploadItem] => [
    row.createdAtMs,
    {
      id: row.id,
      kind: "manual",
      assessmentId: row.body.assessment,
      itemId: row.body.item,
      setNumber: row.body.set_number,
      status: manualStatus(row, rows),
    },
  ]);
  const items = [...recordings, ...manual].sort(([a], [b]) => a - b).map(([, item]) => item);
  const waiting = items.filter(({ status }) => isWaiting(status)).length;
  return { items, waiting, blockedBy: rows.blockedBy };
}

function isWaiting({ kind }: UploadStatus): boolean {
  return kind !== "sent" && kind !== "refused";
}

function recordingStatus(row: StoredRecording, rows: QueueRows): UploadStatus {
  if (row.refused !== null) {
    return { kind: "refused", code: row.refused };
  }
  if (isSent(row)) {
    return row.answersRefused ? { kind: "sent", answersRefused: row.answersRefused } : SENT;
  }
  if (row.end === null) {
    return { kind: "recording" };
  }
  const reason = rows.blockedBy ?? rows.reasons.get(row.id);
  if (reason !== undefined) {
    return { kind: "kept", reason };
  }
  const chunks = rows.chunks.get(row.id) ?? [];
  return {
    kind: "sending",
    sent: chunks.filter((chunk) => chunk.sent).length,
    of: chunks.length,
  };
}

function manualStatus(row: StoredManualEntry, rows: QueueRows): UploadStatus {
  if (row.refused !== null) {
    return { kind: "refused", code: row.refused };
  }
  if (row.sent) {
    return { kind: "sent" };
  }
  const reason = rows.blockedBy ?? rows.reasons.get(row.id);
  return reason === undefined ? { kind: "sending", sent: 0, of: 1 } : { kind: "kept", reason };
}

/** The server has the recording and what the patient said about it, or will not take the latter. */
export function isSent(row: StoredRecording): boolean {
  return row.completed && (row.answers === null || row.answersSent);
}
