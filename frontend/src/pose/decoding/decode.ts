import { KEYPOINT_COUNT } from "../keypoints";
import type { Field } from "./field";

/** Two numbers, y and x, for each keypoint: what a cell of a field holds. */
export const FIELD_CHANNELS = KEYPOINT_COUNT * 2;

/**
 * The four maps that keypoints are decoded from, each of `side` x `side` cells, row by row, the channels
 * of a cell beside each other. Distances are in cells.
 */
export interface HeadMaps {
  readonly side: number;
  /** 1 channel: probability that the middle of a person is in the cell. */
  readonly centre: Float32Array;
  /** 17 channels: probability that the keypoint is in the cell. */
  readonly heatmaps: Float32Array;
  /** 34 channels: y, x of each keypoint, from the cell. */
  readonly offsets: Field;
  /** 34 channels: y, x of each keypoint of a person whose middle is in the cell, from the cell. */
  readonly regression: Field;
}

/** A place in a map. */
interface Cell {
  readonly row: number;
  readonly column: number;
}

/** A keypoint's place as read at the person's middle: rough, in cells, not a whole number. */
interface RoughKeypoint {
  readonly row: number;
  readonly column: number;
}

/** What the published network adds to a distance before it divides by it, as the 16 bits that it has. */
const NEAR_CELLS = 1.7998046875;
const CENTRE_NEAR_CELLS = 1.8;

/**
 * From maps to keypoints, in MoveNet's four published steps; the mirror of
 * `pose/movenet/network/decoding.py`.
 *
 * @returns 17 x (y, x, score), in units of the network's input.
 */
export function decodeHeads(maps: HeadMaps): Float32Array {
  const centre = findCentre(maps);
  const rough = readRegression(maps, centre);
  const cells = findNearRough(maps, rough);
  return refine(maps, cells);
}

/** Step 1: the person's middle, of several persons the one nearest the middle of the picture. */
export function findCentre({ side, centre }: HeadMaps): Cell {
  let best = -1;
  let found = 0;
  const weights = centreWeights(side);
  for (let cell = 0; cell < centre.length; cell += 1) {
    const weighted = (centre[cell] as number) * (weights[cell] as number);
    if (weighted > best) {
      best = weighted;
      found = cell;
    }
  }
  return { row: Math.floor(found / side), column: found % side };
}

/** Step 2: where the person whose middle is there has the keypoints, roughly. */
export function readRegression({ regression }: HeadMaps, { row, column }: Cell): RoughKeypoint[] {
  const from = regression.read(row, column, 0, FIELD_CHANNELS);
  return Array.from({ length: KEYPOINT_COUNT }, (_, keypoint) => ({
    row: row + (from[keypoint * 2] as number),
    column: column + (from[keypoint * 2 + 1] as number),
  }));
}

/** Step 3: for each keypoint the cell that is most probable, probability counting less with distance from the rough place. */
export function findNearRough(
  { side, heatmaps }: HeadMaps,
  rough: readonly RoughKeypoint[],
): Int32Array {
  const found = new Int32Array(KEYPOINT_COUNT);
  const best = new Float64Array(KEYPOINT_COUNT).fill(-1);
  for (let cell = 0, at = 0; cell < side * side; cell += 1) {
    for (let keypoint = 0; keypoint < KEYPOINT_COUNT; keypoint += 1, at += 1) {
      const probability = heatmaps[at] as number;
      // At no distance it would count most, and even so not enough: the distance need not be known.
      if (probability <= (best[keypoint] as number) * NEAR_CELLS) {
        continue;
      }
      const { row, column } = rough[keypoint] as RoughKeypoint;
      const down = Math.floor(cell / side) - row;
      const across = (cell % side) - column;
      const weighted = probability / (Math.sqrt(down * down + across * across) + NEAR_CELLS);
      if (weighted > (best[keypoint] as number)) {
        best[keypoint] = weighted;
        found[keypoint] = cell;
      }
    }
  }
  return found;
}

/** Step 4: from the cell to the place within it. */
export function refine({ side, heatmaps, offsets }: HeadMaps, cells: Int32Array): Float32Array {
  const cellsToUnits = halfPrecision(1 / side);
  const keypoints = new Float32Array(KEYPOINT_COUNT * 3);
  for (let keypoint = 0; keypoint < KEYPOINT_COUNT; keypoint += 1) {
    const cell = cells[keypoint] as number;
    const [row, column] = [Math.floor(cell / side), cell % side];
    const [down = Number.NaN, across = Number.NaN] = offsets.read(row, column, keypoint * 2, 2);
    const score = heatmaps[cell * KEYPOINT_COUNT + keypoint] as number;
    const place = [(row + down) * cellsToUnits, (column + across) * cellsToUnits, score];
    keypoints.set(place, keypoint * 3);
  }
  return keypoints;
}

const weightsBySide = new Map<number, Float64Array>();

/** How much a person's middle counts in each cell: less with distance from the picture's middle. */
function centreWeights(side: number): Float64Array {
  let weights = weightsBySide.get(side);
  if (weights === undefined) {
    weights = new Float64Array(side * side).map((_, cell) => {
      const down = Math.floor(cell / side) - side / 2;
      const across = (cell % side) - side / 2;
      return halfPrecision(1 / (Math.hypot(down, across) + CENTRE_NEAR_CELLS));
    });
    weightsBySide.set(side, weights);
  }
  return weights;
}

/** A number from 2^-14 to 1 as the 16-bit number that the published weights hold. */
function halfPrecision(value: number): number {
  const unit = 2 ** (Math.floor(Math.log2(value)) - 10);
  const units = value / unit;
  const below = Math.floor(units);
  const beyond = units - below;
  const up = beyond > 0.5 || (beyond === 0.5 && below % 2 === 1);
  return (up ? below + 1 : below) * unit;
}
