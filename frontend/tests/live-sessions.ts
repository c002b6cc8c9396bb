/** Reads the sessions that `python -m tests.golden.live sessions` writes, and counts along. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BodySide } from "../src/pose/calculators/angles";
import type { LiveCount } from "../src/pose/calculators/live-count";
import type { PlacementCode } from "../src/pose/calculators/placement-types";
import { KEYPOINT_COUNT } from "../src/pose/keypoints";
import { createLiveCounter, type TimedKeypoints } from "../src/pose/live/live-counter";
import { PlacementWindow } from "../src/pose/live/placement-window";
import { protocolRow } from "../src/pose/live/protocol-table";
import type { ImageSize, Keypoint } from "../src/pose/pose";
import { RECORD_BYTES } from "../src/recording/wire";

/** What one session is, and what the patient should have been shown at its end. */
export interface LiveSession {
  readonly protocol: string;
  readonly kind: string;
  readonly side: "left" | "right" | "both" | null;
  readonly view: "front" | "side";
  readonly widthPx: number;
  readonly heightPx: number;
  readonly frames: number;
  /** Counts that are right; `null` where only time matters. */
  readonly counts: readonly number[] | null;
  readonly heldS: number | null;
}

const COORDINATE_UNITS = 16_384;
const SCORE_UNITS = 65_535;
const MISSING = -32_768;

/** Every session of a folder with its frames. */
export function* readSessions(folder: string): Generator<[LiveSession, readonly TimedKeypoints[]]> {
  const rows = JSON.parse(
    readFileSync(join(folder, "sessions.json"), "utf-8"),
  ) as readonly LiveSession[];
  const bytes = readFileSync(join(folder, "records.bin"));
  let offset = 0;
  for (const row of rows) {
    yield [row, framesOf(bytes.subarray(offset, offset + row.frames * RECORD_BYTES))];
    offset += row.frames * RECORD_BYTES;
  }
}

/** The frames of a recording in the wire format, without the chunks' headers. */
export function framesOf(records: Uint8Array): readonly TimedKeypoints[] {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  return Array.from({ length: records.byteLength / RECORD_BYTES }, (_, frame) => {
    const start = frame * RECORD_BYTES;
    return {
      timeUs: view.getUint32(start, true),
      keypoints: Array.from({ length: KEYPOINT_COUNT }, (_, index) =>
        pointAt(view, start + 4 + 6 * index),
      ),
    };
  });
}

function pointAt(view: DataView, at: number): Keypoint | null {
  const [x, y] = [view.getInt16(at, true), view.getInt16(at + 2, true)];
  return x === MISSING || y === MISSING
    ? null
    : {
        x: x / COORDINATE_UNITS,
        y: y / COORDINATE_UNITS,
        score: view.getUint16(at + 4, true) / SCORE_UNITS,
      };
}

/** What the patient was shown with every frame: counted as on the exercise page. */
export function countedAlong(
  { protocol, side, widthPx, heightPx }: LiveSession,
  frames: readonly TimedKeypoints[],
): readonly LiveCount[] {
  const counter = createLiveCounter(protocol, oneSide(side));
  if (counter === null) {
    throw new Error(`${protocol} has no live counter`);
  }
  const image: ImageSize = { widthPx, heightPx };
  return frames.map((frame) => counter.apply(frame, image));
}

/** What would be asked of the patient after the first second, on the placement page. */
export function askedAtFirst(
  { protocol, side, view, widthPx, heightPx }: LiveSession,
  frames: readonly TimedKeypoints[],
): readonly PlacementCode[] {
  const row = protocolRow(protocol);
  if (row === null) {
    throw new Error(`${protocol} is not in the table`);
  }
  const nearSide = view === "side" ? oneSide(side) : null;
  const window = new PlacementWindow({ view, nearSide, ...row });
  const image: ImageSize = { widthPx, heightPx };
  const first = frames.filter(({ timeUs }) => timeUs <= 1_000_000);
  return first.map((frame) => window.apply(frame, image).advice).at(-1) ?? [];
}

function oneSide(side: LiveSession["side"]): BodySide | null {
  return side === "left" || side === "right" ? side : null;
}
