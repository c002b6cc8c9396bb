import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { randomNumbers, standing } from "../../tests/body";
import type { Keypoints } from "../pose/pose";
import { encodeChunk, HEADER_BYTES, RECORD_BYTES, type WireRecord } from "./wire";

interface Golden {
  readonly sequence: number;
  readonly first_frame: number;
  readonly frames: readonly (readonly (number | null)[])[];
  readonly expected_hex: string;
}

const golden = JSON.parse(
  readFileSync(new URL("../../../tests/golden/wire/chunk.json", import.meta.url).pathname, "utf-8"),
) as Golden;

function fromRow([timeS, ...numbers]: readonly (number | null)[]): WireRecord {
  const keypoints: Keypoints = Array.from({ length: 17 }, (_, index) => {
    const [x, y, score] = numbers.slice(index * 3, index * 3 + 3);
    return x == null || y == null ? null : { x, y, score: score ?? 0 };
  });
  return { timeUs: Math.round((timeS ?? 0) * 1e6), keypoints };
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const record = (timeUs: number, keypoints = standing()): WireRecord => ({ timeUs, keypoints });

describe("the wire format", () => {
  it("writes the bytes that Python reads (tests/golden/wire/chunk.json)", () => {
    const chunk = encodeChunk(golden.sequence, golden.first_frame, golden.frames.map(fromRow));
    expect(hex(chunk)).toBe(golden.expected_hex);
  });

  it("has 16 bytes of header and 106 a record", () => {
    expect(HEADER_BYTES).toBe(16);
    expect(RECORD_BYTES).toBe(106);
    expect(encodeChunk(0, 0, [record(0), record(1)])).toHaveLength(16 + 2 * 106);
  });

  it("keeps position and score within half a unit", () => {
    const random = randomNumbers(5);
    for (let run = 0; run < 500; run += 1) {
      const point = { x: random() * 2 - 0.5, y: random() * 2 - 0.5, score: random() };
      const chunk = encodeChunk(0, 0, [record(0, [point])]);
      const view = new DataView(chunk.buffer, HEADER_BYTES + 4);
      expect(Math.abs(view.getInt16(0, true) / 16_384 - point.x)).toBeLessThanOrEqual(0.5 / 16_384);
      expect(Math.abs(view.getInt16(2, true) / 16_384 - point.y)).toBeLessThanOrEqual(0.5 / 16_384);
      expect(Math.abs(view.getUint16(4, true) / 65_535 - point.score)).toBeLessThanOrEqual(
        0.5 / 65_535,
      );
    }
  });

  it("rounds halves to even, as NumPy does", () => {
    const at = (x: number) => {
      const chunk = encodeChunk(0, 0, [record(0, [{ x, y: 0, score: 0 }])]);
      return new DataView(chunk.buffer).getInt16(HEADER_BYTES + 4, true);
    };
    expect([0.5, 1.5, 2.5, -0.5, -1.5].map((units) => at(units / 16_384))).toEqual([
      0, 2, 2, 0, -2,
    ]);
  });

  it.each([
    ["x is not a number", { x: Number.NaN, y: 0.5, score: 0.5 }],
    ["the score is not a number", { x: 0.5, y: 0.5, score: Number.NaN }],
    ["x is too far left", { x: -0.501, y: 0.5, score: 0.5 }],
    ["y is too far down", { x: 0.5, y: 1.501, score: 0.5 }],
    ["x is infinite", { x: Number.POSITIVE_INFINITY, y: 0.5, score: 0.5 }],
  ])("writes 'not found' where %s", (_why, point) => {
    const chunk = encodeChunk(0, 0, [record(0, [point])]);
    expect(hex(chunk.subarray(HEADER_BYTES + 4, HEADER_BYTES + 10))).toBe("008000800000");
  });

  it("holds a score that a rounding error took outside 0 to 1", () => {
    const chunk = encodeChunk(0, 0, [record(0, [{ x: 0, y: 0, score: 1.000_000_1 }])]);
    expect(new DataView(chunk.buffer).getUint16(HEADER_BYTES + 8, true)).toBe(65_535);
  });

  it.each([
    ["no record", 0, 0, []],
    ["too many records", 0, 0, Array.from({ length: 2_001 }, (_, index) => record(index))],
    ["a negative sequence", -1, 0, [record(0)]],
    ["half a frame", 0, 0.5, [record(0)]],
    ["a time of ten minutes", 0, 0, [record(600_000_000)]],
    ["half a microsecond", 0, 0, [record(0.5)]],
    ["a time that goes backwards", 0, 0, [record(5), record(4)]],
  ])("refuses %s", (_what, sequence, firstFrame, records) => {
    expect(() => encodeChunk(sequence, firstFrame, records)).toThrow(RangeError);
  });
});
