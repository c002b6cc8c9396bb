import { describe, expect, test } from "vitest";
import type { QueueView, UploadItem, UploadStatus } from "../../recording/upload-types";
import { uploadSummary } from "./upload-line";

const item = (status: UploadStatus): UploadItem => ({
  id: "r",
  kind: "recording",
  assessmentId: "a",
  itemId: "i",
  setNumber: 1,
  status,
});
const view = (statuses: readonly UploadStatus[], waiting: number): QueueView => ({
  items: statuses.map(item),
  waiting,
  blockedBy: null,
});

describe("what the patient is told about uploads", () => {
  test("nothing was recorded: nothing is said", () => {
    expect(uploadSummary(view([], 0))).toEqual({ kind: "empty" });
  });

  test("all is with the server", () => {
    expect(uploadSummary(view([{ kind: "sent" }], 0))).toEqual({ kind: "sent" });
  });

  test("on its way", () => {
    const sending = { kind: "sending", sent: 1, of: 3 } as const;
    expect(uploadSummary(view([sending, { kind: "sent" }], 1))).toEqual({
      kind: "sending",
      count: 1,
    });
  });

  test("kept on the device, with the reason, even while another one is being sent", () => {
    const kept = { kind: "kept", reason: "offline" } as const;
    const sending = { kind: "sending", sent: 1, of: 3 } as const;
    expect(uploadSummary(view([sending, kept], 2))).toEqual({
      kind: "kept",
      count: 2,
      reason: "offline",
    });
  });

  test("what stops everything is said first", () => {
    const blocked = { ...view([{ kind: "sent" }], 1), blockedBy: "signed_out" as const };
    expect(uploadSummary(blocked)).toEqual({ kind: "kept", count: 1, reason: "signed_out" });
  });

  test("a recording that the server refused is not passed over", () => {
    expect(uploadSummary(view([{ kind: "refused", code: "x" }], 0))).toEqual({ kind: "refused" });
  });
});
