import { KEYPOINT_COUNT } from "../pose/keypoints";
import type { Keypoint, Keypoints } from "../pose/pose";

/** One record of the wire format: microseconds since the recording's first record, and the raw keypoints. */
export interface WireRecord {
  readonly timeUs: number;
  readonly keypoints: Keypoints;
}

export const WIRE_VERSION = 1;
export const HEADER_BYTES = 16;
export const RECORD_BYTES = 4 + KEYPOINT_COUNT * 6;
export const MAX_RECORDS_PER_CHUNK = 2000;
/** Records at or after this time are refused. */
export const MAX_TIME_US = 600_000_000;

const MAGIC = [0x50, 0x4c, 0x4b, 0x50] as const; // "PLKP"
const POSITION_UNITS = 16_384;
const SCORE_UNITS = 65_535;
const NOT_FOUND = -32_768;
const MIN_POSITION = -0.5;
const MAX_POSITION = 1.5;

/**
 * One chunk of `plumbline.keypoints/1` (`docs/datatypes.md`; the reader is `pose/wire`).
 *
 * A keypoint that is missing, not a number, or outside what the format can hold is written as
 * "not found": a position is never moved to fit.
 *
 * @throws RangeError for a count, sequence, frame or time that the format does not allow.
 */
export function encodeChunk(
  sequence: number,
  firstFrame: number,
  records: readonly WireRecord[],
): Uint8Array<ArrayBuffer> {
  if (records.length < 1 || records.length > MAX_RECORDS_PER_CHUNK) {
    throw new RangeError(
      `a chunk holds 1 to ${MAX_RECORDS_PER_CHUNK} records, not ${records.length}`,
    );
  }
  checkWhole("sequence", sequence, 0xffff_ffff);
  checkWhole("first frame", firstFrame, 0xffff_ffff);
  const bytes = new Uint8Array(HEADER_BYTES + records.length * RECORD_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  view.setUint16(4, WIRE_VERSION, true);
  view.setUint16(6, records.length, true);
  view.setUint32(8, sequence, true);
  view.setUint32(12, firstFrame, true);
  let previousUs = 0;
  for (const [index, record] of records.entries()) {
    checkWhole("time", record.timeUs, MAX_TIME_US - 1);
    if (record.timeUs < previousUs) {
      throw new RangeError(`time goes backwards at record ${index}: ${record.timeUs}`);
    }
    previousUs = record.timeUs;
    writeRecord(view, HEADER_BYTES + index * RECORD_BYTES, record);
  }
  return bytes;
}

function writeRecord(view: DataView, offset: number, record: WireRecord): void {
  view.setUint32(offset, record.timeUs, true);
  for (let index = 0; index < KEYPOINT_COUNT; index += 1) {
    const at = offset + 4 + index * 6;
    const point = record.keypoints[index] ?? null;
    const found = point !== null && isRepresentable(point);
    view.setInt16(at, found ? halfToEven(point.x * POSITION_UNITS) : NOT_FOUND, true);
    view.setInt16(at + 2, found ? halfToEven(point.y * POSITION_UNITS) : NOT_FOUND, true);
    view.setUint16(at + 4, found ? halfToEven(clampedScore(point.score) * SCORE_UNITS) : 0, true);
  }
}

function isRepresentable({ x, y, score }: Keypoint): boolean {
  const inside = (value: number): boolean => value >= MIN_POSITION && value <= MAX_POSITION;
  return inside(x) && inside(y) && !Number.isNaN(score);
}

/** A sigmoid's output may leave 0 to 1 by a rounding error. */
function clampedScore(score: number): number {
  return Math.min(1, Math.max(0, score));
}

/** Rounds as NumPy does, so that both languages write the same bytes. */
function halfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) {
    return below % 2 === 0 ? below : below + 1;
  }
  return rest < 0.5 ? below : below + 1;
}

function checkWhole(name: string, value: number, largest: number): void {
  if (!Number.isInteger(value) || value < 0 || value > largest) {
    throw new RangeError(`${name} is not a whole number from 0 to ${largest}: ${value}`);
  }
}
