import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  decodeHeads,
  findCentre,
  findNearRough,
  type HeadMaps,
  readRegression,
  refine,
} from "./decode";
import type { Field } from "./field";

const GOLDEN = new URL("../../../../tests/golden/decode/cases.json", import.meta.url);

interface GoldenCase {
  readonly name: string;
  readonly side: number;
  readonly seed?: number;
  readonly flat?: Readonly<Record<string, number>>;
  readonly keypoints_yxs: readonly (readonly number[])[];
}

const CASES: readonly GoldenCase[] = JSON.parse(readFileSync(GOLDEN, "utf-8")).cases;

/** A field whose every cell is given, the channels of a cell beside each other. */
class WholeField implements Field {
  readonly #values: Float32Array;
  readonly #side: number;
  readonly #channels: number;

  constructor(values: Float32Array, side: number, channels: number) {
    this.#values = values;
    this.#side = side;
    this.#channels = channels;
  }

  read(row: number, column: number, first: number, count: number): Float32Array {
    const start = (row * this.#side + column) * this.#channels + first;
    return this.#values.subarray(start, start + count);
  }
}

/** The maps of a golden case, as `tests/golden/decode/maps.py` makes them. */
function mapsOf({ side, seed = 0, flat }: GoldenCase): HeadMaps {
  let state = seed >>> 0;
  const field = (values: Float32Array) => new WholeField(values, side, 34);
  const filled = (name: string, channels: number, scale: (uniform: number) => number) =>
    new Float32Array(side * side * channels).map(() => {
      if (flat !== undefined) {
        return flat[name] ?? Number.NaN;
      }
      state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
      return scale(state / 2 ** 32);
    });
  return {
    side,
    centre: filled("centre", 1, (uniform) => uniform),
    heatmaps: filled("keypoint_heatmaps", 17, (uniform) => uniform),
    offsets: field(filled("keypoint_offsets", 34, (uniform) => 2 * uniform - 1)),
    regression: field(
      filled("keypoint_regression", 34, (uniform) => ((2 * uniform - 1) * side) / 2),
    ),
  };
}

/** Maps of 4 x 4 cells in which nothing is anywhere but what the fields are given. */
function empty(fields: { offsets?: Float32Array; regression?: Float32Array } = {}): HeadMaps {
  const field = (values: Float32Array = new Float32Array(16 * 34)) => new WholeField(values, 4, 34);
  return {
    side: 4,
    centre: new Float32Array(16),
    heatmaps: new Float32Array(16 * 17),
    offsets: field(fields.offsets),
    regression: field(fields.regression),
  };
}

describe("decoding", () => {
  it("has golden cases to compare with", () => {
    expect(CASES.length).toBeGreaterThan(3);
  });

  it.each(CASES)("gives what Python gives: $name", (golden) => {
    const keypoints = decodeHeads(mapsOf(golden));
    const expected = golden.keypoints_yxs.flat();
    expect(keypoints).toHaveLength(expected.length);
    for (const [index, value] of expected.entries()) {
      expect(Math.abs((keypoints[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-5);
    }
  });

  it("takes the person nearer the middle of the picture when both are as probable", () => {
    const maps = empty();
    maps.centre[0] = 0.9;
    maps.centre[2 * 4 + 1] = 0.9;
    expect(findCentre(maps)).toEqual({ row: 2, column: 1 });
  });

  it("reads the rough keypoints at the person's middle, from there", () => {
    const regression = new Float32Array(16 * 34);
    regression.set([0.5, -1.25], (2 * 4 + 1) * 34 + 3 * 2);
    const maps = empty({ regression });
    const rough = readRegression(maps, { row: 2, column: 1 });
    expect(rough[3]).toEqual({ row: 2.5, column: -0.25 });
    expect(rough[4]).toEqual({ row: 2, column: 1 });
  });

  it("weighs a keypoint's probability down with its distance from the rough place", () => {
    const maps = empty();
    const rough = Array.from({ length: 17 }, () => ({ row: 0, column: 0 }));
    // 0.5 / 1.8 = 0.278 at the place itself against 0.9 / (3 + 1.8) = 0.188 three cells away.
    maps.heatmaps[0] = 0.5;
    maps.heatmaps[3 * 17] = 0.9;
    expect(findNearRough(maps, rough)[0]).toBe(0);
    // 1.4 / 4.8 = 0.292 would win.
    maps.heatmaps[3 * 17] = 1.4;
    expect(findNearRough(maps, rough)[0]).toBe(3);
  });

  it("adds the offset of the cell, and scores with the probability as it was", () => {
    const offsets = new Float32Array(16 * 34);
    offsets.set([0.25, -0.5], (6 * 17 + 2) * 2);
    const maps = empty({ offsets });
    maps.heatmaps[6 * 17 + 2] = 0.75;
    const keypoints = refine(maps, new Int32Array(17).fill(6));
    // Cell 6 of 4 x 4 is row 1, column 2; a cell is a quarter of the picture.
    expect([...keypoints.slice(6, 9)]).toEqual([1.25 / 4, 1.5 / 4, 0.75]);
  });
});
