import { describe, expect, it, vi } from "vitest";
import { IMAGE, raw, standing } from "../../tests/body";
import { KeypointFilter } from "../pose/filters/keypoint-filter";
import { CHUNK_US, Recorder } from "./recorder";
import type { SpanUs } from "./uncertain-spans";
import { encodeChunk, HEADER_BYTES, RECORD_BYTES } from "./wire";

const FRAME_US = 33_333;

function collecting(): { recorder: Recorder; chunks: Uint8Array<ArrayBuffer>[] } {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const recorder = new Recorder(async (sequence, body) => {
    expect(sequence).toBe(chunks.length);
    chunks.push(body);
  });
  return { recorder, chunks };
}

function timesUs(chunk: Uint8Array<ArrayBuffer>): number[] {
  const view = new DataView(chunk.buffer);
  return Array.from({ length: view.getUint16(6, true) }, (_, index) =>
    view.getUint32(HEADER_BYTES + index * RECORD_BYTES, true),
  );
}

describe("the recorder", () => {
  it("cuts the recording into chunks of two seconds that follow each other", async () => {
    const { recorder, chunks } = collecting();
    for (let frame = 0; frame < 300; frame += 1) {
      recorder.add(raw(standing(), 7_000_000 + frame * FRAME_US));
    }
    await recorder.finish();
    expect(chunks).toHaveLength(5);
    let next = 0;
    for (const [sequence, chunk] of chunks.entries()) {
      const view = new DataView(chunk.buffer);
      expect(view.getUint32(8, true)).toBe(sequence);
      expect(view.getUint32(12, true)).toBe(next);
      next += view.getUint16(6, true);
      const times = timesUs(chunk);
      expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(CHUNK_US);
    }
    expect(next).toBe(300);
    expect(timesUs(chunks[0] as Uint8Array<ArrayBuffer>)[0]).toBe(0);
    expect(timesUs(chunks[4] as Uint8Array<ArrayBuffer>).at(-1)).toBe(299 * FRAME_US);
  });

  it("writes exactly what the network said, whatever the overlay's filter does with it", async () => {
    const { recorder, chunks } = collecting();
    const filter = new KeypointFilter();
    const poses = [0, 1, 2].map((frame) =>
      raw(standing({ left_wrist: [frame * 40, 0] }), frame * FRAME_US),
    );
    for (const pose of poses) {
      filter.apply(pose, IMAGE);
      recorder.add(pose);
    }
    // @ts-expect-error A filtered pose is not a raw one: this must not compile.
    const misuse = () => recorder.add(filter.apply(raw(standing(), 0), IMAGE));
    expect(misuse).toBeTypeOf("function");
    await recorder.finish();
    const { keypoints } = { keypoints: poses.map((pose) => pose.keypoints) };
    expect(chunks).toEqual([
      encodeChunk(
        0,
        0,
        keypoints.map((points, frame) => ({ timeUs: frame * FRAME_US, keypoints: points })),
      ),
    ]);
  });

  it("keeps a repeated time and leaves out one that goes backwards", async () => {
    const { recorder, chunks } = collecting();
    for (const timeUs of [1_000, 2_000, 2_000, 1_500, 3_000]) {
      recorder.add(raw(standing(), timeUs));
    }
    await recorder.finish();
    expect(timesUs(chunks[0] as Uint8Array<ArrayBuffer>)).toEqual([0, 1_000, 1_000, 2_000]);
    expect(recorder.leftOut).toBe(1);
  });

  it("leaves out what comes after ten minutes", async () => {
    const { recorder, chunks } = collecting();
    recorder.add(raw(standing(), 0));
    recorder.add(raw(standing(), 600_000_000));
    await recorder.finish();
    expect(chunks).toHaveLength(1);
    expect(recorder.leftOut).toBe(1);
  });

  it("says with each chunk where in it the patient was not certainly followed", async () => {
    const spans: (readonly SpanUs[])[] = [];
    const recorder = new Recorder(async (_sequence, _body, uncertain) => {
      spans.push(uncertain);
    });
    for (let frame = 0; frame < 6; frame += 1) {
      const followed = frame >= 2 && frame <= 4 ? "uncertain" : "patient";
      recorder.add({ ...raw(standing(), 5_000_000 + frame * 1_000_000), followed });
    }
    await recorder.finish();
    expect(spans).toEqual([[], [[2_000_000, 3_000_000]], [[4_000_000, 4_000_000]]]);
  });

  it("writes nothing when nothing was seen", async () => {
    const { recorder, chunks } = collecting();
    await recorder.finish();
    expect(chunks).toEqual([]);
  });

  it("stores chunk after chunk, and says when one could not be stored", async () => {
    const full = new Error("the device is full");
    const onFailure = vi.fn();
    const recorder = new Recorder(() => Promise.reject(full), onFailure);
    for (let frame = 0; frame < 70; frame += 1) {
      recorder.add(raw(standing(), frame * FRAME_US));
    }
    await expect(recorder.finish()).rejects.toBe(full);
    expect(onFailure).toHaveBeenCalledWith(full);
  });
});
