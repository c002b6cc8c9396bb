import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApiClient } from "../src/recording/api-client";
import { openUploadQueue } from "../src/recording/upload-queue";
import type {
  QueueView,
  RecordingFacts,
  UploadItem,
  UploadQueue,
} from "../src/recording/upload-types";
import { encodeChunk } from "../src/recording/wire";
import { randomNumbers, standing } from "./body";
import { MemoryLocks } from "./locks";
import { UploadServer } from "./upload-server";

const FACTS: RecordingFacts = {
  schema: "plumbline.facts/1",
  image_width_px: 1280,
  image_height_px: 720,
  mirrored: false,
  screen_angle_deg: 0,
  gravity: null,
  runtime: "litert-wasm-threads",
  runtime_version: "2.5.3",
  model: "movenet-lightning",
  model_sha256: "bf97bc10d9c8a11200b0190ed64ce039b6252f1aff7cb552aca99b3d191c2f34",
  started_at: "2026-11-23T09:30:00Z",
};
const ASSESSMENT = { id: "a-1", prescription: "p-1", started_at: "2026-11-23T09:29:00Z" };
const recordingOf = (id: string) => ({
  id,
  assessment: "a-1",
  item: "i-1",
  set_number: 1,
  facts: FACTS,
});
const FINISHED = { droppedFrames: 3, stopReason: "finished" } as const;
const ANSWERS = { pain: 2, effort: 4, felt_wrong: [], note: "" };

let server: UploadServer;
let locks: MemoryLocks;
let databaseName: string;
let open: UploadQueue[] = [];
let databases = 0;

beforeEach(async () => {
  server = await new UploadServer().start();
  locks = new MemoryLocks();
  databases += 1;
  databaseName = `queue-${databases}`;
});

afterEach(async () => {
  await Promise.all(open.map((queue) => queue.close()));
  open = [];
  await server.stop();
});

async function openQueue(options: { locks?: null } = {}): Promise<UploadQueue> {
  const queue = await openUploadQueue({
    api: new ApiClient({ origin: server.origin, csrfToken: () => "token", timeoutMs: 2_000 }),
    databaseName,
    locks: options.locks === null ? null : locks.asLockManager(),
    backoff: { baseMs: 5, maxMs: 20, random: () => 1 },
  });
  open.push(queue);
  return queue;
}

/** As a killed tab leaves it: nothing is finished, its locks are gone. */
async function kill(queue: UploadQueue): Promise<void> {
  open = open.filter((one) => one !== queue);
  await queue.close();
}

function chunk(sequence: number): Uint8Array<ArrayBuffer> {
  return encodeChunk(sequence, sequence * 2, [
    { timeUs: sequence * 100, keypoints: standing() },
    { timeUs: sequence * 100 + 50, keypoints: standing({ nose: [sequence, 0] }) },
  ]);
}

async function record(queue: UploadQueue, id: string, chunks: number): Promise<void> {
  await queue.addAssessment(ASSESSMENT);
  await queue.addRecording(recordingOf(id));
  for (let sequence = 0; sequence < chunks; sequence += 1) {
    await queue.addChunk(id, sequence, chunk(sequence));
  }
}

/** Resolves with the first view that fits. */
function until(queue: UploadQueue, fits: (view: QueueView) => boolean): Promise<QueueView> {
  return new Promise((resolve) => {
    let stop = (): void => undefined;
    stop = queue.subscribe((view) => {
      if (fits(view)) {
        queueMicrotask(() => stop());
        resolve(view);
      }
    });
  });
}

const allSent = (view: QueueView): boolean => view.items.length > 0 && view.waiting === 0;
const item = (view: QueueView, id: string): UploadItem | undefined =>
  view.items.find((one) => one.id === id);

function expectWhole(id: string, chunks: number): void {
  const stored = server.recordings.get(id);
  expect([...(stored?.chunks.keys() ?? [])].sort((a, b) => a - b)).toEqual(
    Array.from({ length: chunks }, (_, sequence) => sequence),
  );
  for (const [sequence, { body }] of stored?.chunks ?? []) {
    expect(body).toEqual(chunk(sequence));
  }
}

describe("the upload queue", () => {
  it("sends a recording whole, with its end and its answers, and shows that it is sent", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 4);
    await queue.finishRecording("r-1", FINISHED);
    await queue.addAnswers("r-1", ANSWERS);
    const view = await until(queue, allSent);
    expect(item(view, "r-1")?.status).toEqual({ kind: "sent" });
    expectWhole("r-1", 4);
    expect(server.recordings.get("r-1")).toMatchObject({
      facts: FACTS,
      complete: { count: 4, dropped_frames: 3, stop_reason: "finished" },
      answers: ANSWERS,
    });
    expect(server.assessments.get("a-1")).toEqual(ASSESSMENT);
    expect(new Set(server.csrf)).toEqual(new Set(["token"]));
  });

  it("says where the recording was uncertain, also when the tab was killed before its end", async () => {
    const killed = await openQueue();
    await record(killed, "r-1", 0);
    await killed.addChunk("r-1", 0, chunk(0), [[0, 50]]);
    await killed.addChunk("r-1", 1, chunk(1));
    await killed.addChunk("r-1", 2, chunk(2), [[200, 250]]);
    await kill(killed);
    const queue = await openQueue();
    await until(queue, allSent);
    expectWhole("r-1", 3);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({
      stop_reason: "interrupted",
      uncertain_spans_us: [
        [0, 50],
        [200, 250],
      ],
    });
  });

  it("sends chunks while the recording still runs", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 2);
    await until(queue, () => server.recordings.get("r-1")?.chunks.size === 2);
    expect(item(queue.view(), "r-1")?.status).toEqual({ kind: "recording" });
    expect(server.recordings.get("r-1")?.complete).toBeNull();
  });

  it("completes a recording whose last chunk came while another was sent only when all are there", async () => {
    let end = (_: null): void => undefined;
    const ended = new Promise<null>((resolve) => {
      end = resolve;
    });
    const sending = new Promise<void>((begun) => {
      server.interfere = (request) => {
        if (request !== "PUT /recordings/r-1/chunks/0") {
          return null;
        }
        begun();
        return ended;
      };
    });
    const queue = await openQueue();
    await record(queue, "r-1", 1);
    await sending;
    await queue.addChunk("r-1", 1, chunk(1));
    await queue.finishRecording("r-1", FINISHED);
    end(null);
    await until(queue, allSent);
    expectWhole("r-1", 2);
    expect(server.requests.slice(-2)).toEqual([
      "PUT /recordings/r-1/chunks/1",
      "POST /recordings/r-1/complete",
    ]);
    expect(server.requests.filter((request) => request.endsWith("/complete"))).toHaveLength(1);
  });

  it("forgets a recording that holds nothing, and never tells the server of it", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 0);
    await queue.finishRecording("r-1", FINISHED);
    await until(queue, (view) => view.items.length === 0);
    expect(server.recordings.size).toBe(0);
  });

  it("sends a manual entry", async () => {
    const queue = await openQueue();
    const entry = {
      id: "m-1",
      assessment: "a-1",
      item: "i-1",
      set_number: 1,
      repetitions: 8,
      seconds: null,
      pain: 1,
      reason: "denied",
    };
    await queue.addAssessment(ASSESSMENT);
    await queue.addManualEntry(entry);
    const view = await until(queue, allSent);
    expect(item(view, "m-1")).toMatchObject({ kind: "manual", status: { kind: "sent" } });
    expect(server.manual.get("m-1")).toEqual(entry);
  });

  it("repeats what was cut off, before and after the server's work, without a trace of it", async () => {
    const random = randomNumbers(6);
    server.interfere = () => {
      const dice = random();
      return dice < 0.25 ? "cut_before" : dice < 0.5 ? "cut_after" : null;
    };
    const queue = await openQueue();
    await record(queue, "r-1", 6);
    await queue.finishRecording("r-1", FINISHED);
    await queue.addAnswers("r-1", ANSWERS);
    await until(queue, allSent);
    expectWhole("r-1", 6);
    expect(server.recordings.get("r-1")?.answers).toEqual(ANSWERS);
  });

  it("says that it is kept on this device while there is no connection, and sends later", async () => {
    server.interfere = () => "cut_before";
    const queue = await openQueue();
    await record(queue, "r-1", 2);
    await queue.finishRecording("r-1", FINISHED);
    const kept = await until(queue, (view) => item(view, "r-1")?.status.kind === "kept");
    expect(item(kept, "r-1")?.status).toEqual({ kind: "kept", reason: "offline" });
    expect(kept).toMatchObject({ waiting: 1, blockedBy: "offline" });
    server.interfere = () => null;
    expect(item(await until(queue, allSent), "r-1")?.status).toEqual({ kind: "sent" });
  });

  it("waits as long as a busy server asks", async () => {
    let refusals = 0;
    server.interfere = (request) => {
      if (request.startsWith("PUT") && refusals < 2) {
        refusals += 1;
        return { status: 503, headers: { "Retry-After": "0.02" } };
      }
      return null;
    };
    const queue = await openQueue();
    await record(queue, "r-1", 1);
    await queue.finishRecording("r-1", FINISHED);
    await until(queue, allSent);
    expect(refusals).toBe(2);
    expectWhole("r-1", 1);
  });

  it("asks for the link when the patient is signed out, and goes on when woken", async () => {
    let signedIn = false;
    server.interfere = () => (signedIn ? null : { status: 401, body: { code: "signed_out" } });
    const queue = await openQueue();
    await record(queue, "r-1", 2);
    await queue.finishRecording("r-1", FINISHED);
    const kept = await until(queue, (view) => item(view, "r-1")?.status.kind === "kept");
    expect(item(kept, "r-1")?.status).toEqual({ kind: "kept", reason: "signed_out" });
    signedIn = true;
    queue.wake();
    await until(queue, allSent);
    expectWhole("r-1", 2);
  });

  it("keeps a recording whose consent is missing", async () => {
    server.interfere = (request) =>
      request === "POST /recordings" ? { status: 403, body: { code: "consent_needed" } } : null;
    const queue = await openQueue();
    await record(queue, "r-1", 1);
    await queue.finishRecording("r-1", FINISHED);
    const kept = await until(queue, (view) => item(view, "r-1")?.status.kind === "kept");
    expect(item(kept, "r-1")?.status).toEqual({ kind: "kept", reason: "not_allowed" });
    server.interfere = () => null;
    await until(queue, allSent);
  });

  it("does not let another patient's recording hold up this one's", async () => {
    server.interfere = (request) =>
      request.includes("/recordings/r-other") ? { status: 404, body: { code: "not_found" } } : null;
    const queue = await openQueue();
    await record(queue, "r-other", 1);
    await queue.finishRecording("r-other", FINISHED);
    await record(queue, "r-1", 1);
    await queue.finishRecording("r-1", FINISHED);
    const view = await until(queue, (now) => item(now, "r-1")?.status.kind === "sent");
    expect(item(view, "r-other")?.status.kind).not.toBe("sent");
    server.interfere = () => null;
    await until(queue, allSent);
  });

  it("sends again what the server has lost", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 5);
    await until(queue, () => server.recordings.get("r-1")?.chunks.size === 5);
    server.recordings.get("r-1")?.chunks.delete(1);
    server.recordings.get("r-1")?.chunks.delete(3);
    await queue.finishRecording("r-1", FINISHED);
    await until(queue, allSent);
    expectWhole("r-1", 5);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({ count: 5 });
  });

  it.each([
    [409, "other_digest", "PUT /recordings/r-1/chunks/1"],
    [422, "wrong_body", "PUT /recordings/r-1/chunks/0"],
    [409, "other_facts", "POST /recordings"],
    [422, "other_digest", "POST /recordings/r-1/complete"],
  ])("takes %i %s for a final no, and goes on with the rest", async (status, code, where) => {
    server.interfere = (request) => (request === where ? { status, body: { code } } : null);
    const queue = await openQueue();
    await record(queue, "r-1", 2);
    await queue.finishRecording("r-1", FINISHED);
    const refused = await until(queue, (view) => item(view, "r-1")?.status.kind === "refused");
    expect(item(refused, "r-1")?.status).toEqual({ kind: "refused", code });
    expect(refused.waiting).toBe(0);
    server.interfere = () => null;
    await record(queue, "r-2", 1);
    await queue.finishRecording("r-2", FINISHED);
    await until(queue, (view) => item(view, "r-2")?.status.kind === "sent");
  });

  it("keeps a recording sent when the server takes its answers for wrong", async () => {
    server.interfere = (request) =>
      request.endsWith("/answers") ? { status: 422, body: { code: "invalid" } } : null;
    const queue = await openQueue();
    await record(queue, "r-1", 2);
    await queue.finishRecording("r-1", FINISHED);
    await queue.addAnswers("r-1", ANSWERS);
    const view = await until(queue, allSent);
    expect(item(view, "r-1")?.status).toEqual({ kind: "sent", answersRefused: "invalid" });
    expectWhole("r-1", 2);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({ count: 2 });
    expect(server.requests.filter((request) => request.endsWith("/answers"))).toHaveLength(1);
    server.interfere = () => null;
    await queue.addAnswers("r-1", { ...ANSWERS, pain: 3 });
    const later = await until(queue, (now) => {
      const status = item(now, "r-1")?.status;
      return status?.kind === "sent" && status.answersRefused === undefined;
    });
    expect(later.waiting).toBe(0);
    expect(server.recordings.get("r-1")?.answers).toMatchObject({ pain: 3 });
  });

  it("completes a recording while the patient is still asked about it", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 3);
    await queue.finishRecording("r-1", FINISHED);
    const view = await until(queue, allSent);
    expect(item(view, "r-1")?.status).toEqual({ kind: "sent" });
    expect(server.recordings.get("r-1")?.complete).toMatchObject({ count: 3 });
    expect(server.requests.some((request) => request.endsWith("/answers"))).toBe(false);
    await queue.addAnswers("r-1", ANSWERS);
    await until(queue, () => server.recordings.get("r-1")?.answers !== null);
    const order = server.requests.map((request) => request.split("/").at(-1));
    expect(order.indexOf("complete")).toBeLessThan(order.indexOf("answers"));
  });

  it("survives a reload: a new page sends what the old one could not", async () => {
    server.interfere = () => "cut_before";
    const before = await openQueue();
    await record(before, "r-1", 3);
    await before.finishRecording("r-1", FINISHED);
    await before.addAnswers("r-1", ANSWERS);
    await kill(before);
    server.interfere = () => null;
    const queue = await openQueue();
    await until(queue, allSent);
    expectWhole("r-1", 3);
    expect(server.recordings.get("r-1")).toMatchObject({
      complete: { stop_reason: "finished" },
      answers: ANSWERS,
    });
  });

  it("completes a recording that a killed tab left unfinished, as interrupted", async () => {
    const before = await openQueue();
    await record(before, "r-1", 3);
    await kill(before);
    const queue = await openQueue();
    await until(queue, allSent);
    expectWhole("r-1", 3);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({
      count: 3,
      stop_reason: "interrupted",
    });
  });

  it("does the same in a browser without locks", async () => {
    const before = await openQueue({ locks: null });
    await record(before, "r-1", 2);
    await kill(before);
    const queue = await openQueue({ locks: null });
    await until(queue, allSent);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({ stop_reason: "interrupted" });
  });

  it("leaves a recording alone that another tab is still making", async () => {
    const recording = await openQueue();
    await record(recording, "r-1", 1);
    await until(recording, () => server.recordings.get("r-1")?.chunks.size === 1);
    const other = await openQueue();
    other.wake();
    await recording.addChunk("r-1", 1, chunk(1));
    await until(other, () => server.recordings.get("r-1")?.chunks.size === 2);
    expect(server.recordings.get("r-1")?.complete).toBeNull();
    await recording.finishRecording("r-1", FINISHED);
    await until(other, allSent);
    expect(server.recordings.get("r-1")?.complete).toMatchObject({ stop_reason: "finished" });
  });

  it("sends nothing twice from two tabs", async () => {
    const [first, second] = await Promise.all([openQueue(), openQueue()]);
    await record(first, "r-1", 5);
    first.wake();
    second.wake();
    await first.finishRecording("r-1", FINISHED);
    await Promise.all([until(first, allSent), until(second, allSent)]);
    const puts = server.requests.filter((request) => request.startsWith("PUT"));
    expect(puts).toHaveLength(new Set(puts).size);
    expectWhole("r-1", 5);
  });

  it("sends answers that were changed after they had gone", async () => {
    const queue = await openQueue();
    await record(queue, "r-1", 1);
    await queue.finishRecording("r-1", FINISHED);
    await queue.addAnswers("r-1", ANSWERS);
    await until(queue, allSent);
    await queue.addAnswers("r-1", { ...ANSWERS, pain: 7 });
    await until(queue, () => JSON.stringify(server.recordings.get("r-1")?.answers).includes("7"));
  });

  it("completes every recording when tabs are killed at random points", async () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const random = randomNumbers(seed);
      server.interfere = () => (random() < 0.3 ? "cut_after" : null);
      const id = `r-seed-${seed}`;
      const chunks = 1 + Math.floor(random() * 6);
      const before = await openQueue();
      await record(before, id, chunks);
      await server.reaches(server.requests.length + Math.floor(random() * chunks));
      await kill(before);
      const queue = await openQueue();
      await until(queue, (view) => item(view, id)?.status.kind === "sent");
      expectWhole(id, chunks);
      await kill(queue);
    }
  });
});
