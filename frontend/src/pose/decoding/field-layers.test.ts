import { describe, expect, it } from "vitest";
import { randomNumbers } from "../../../tests/body";
import { FieldLayers, layerLength } from "./field-layers";

const ONE = { features: 1, hidden: 1, channels: 1 };

/** Layers of one feature, one unit, one channel: around (3 x 3), widen, its bias, read, its bias. */
function single(around: number[], widen: number, bias: number, read: number, readBias: number) {
  return new FieldLayers(Float32Array.from([...around, widen, bias, read, readBias]), ONE);
}

const MIDDLE = [0, 0, 0, 0, 1, 0, 0, 0, 0];

describe("the layers of a field", () => {
  it("take a cell's own features where the window has nothing but its middle", () => {
    const field = single(MIDDLE, 2, 0, 3, 0.5).fieldOf(Float32Array.from([1, 2, 3, 4]), 2);
    // 2 * 3 * feature + 0.5.
    expect([...field.read(0, 0, 0, 1), ...field.read(1, 1, 0, 1)]).toEqual([6.5, 24.5]);
  });

  it("look one cell around, and see zeros outside the map", () => {
    const field = single(Array(9).fill(1), 1, 0, 1, 0).fieldOf(
      Float32Array.from(Array(9).fill(1)),
      3,
    );
    expect([...field.read(1, 1, 0, 1)]).toEqual([9]);
    expect([...field.read(0, 1, 0, 1)]).toEqual([6]);
    expect([...field.read(0, 0, 0, 1)]).toEqual([4]);
  });

  it("weigh the cell above and the cell to the left as the window says", () => {
    const features = Float32Array.from([1, 2, 3, 4]);
    const above = single([0, 1, 0, 0, 0, 0, 0, 0, 0], 1, 0, 1, 0).fieldOf(features, 2);
    const left = single([0, 0, 0, 1, 0, 0, 0, 0, 0], 1, 0, 1, 0).fieldOf(features, 2);
    expect([...above.read(1, 1, 0, 1)]).toEqual([2]);
    expect([...left.read(1, 1, 0, 1)]).toEqual([3]);
  });

  it("let nothing negative through in between, but read negative numbers", () => {
    const cut = single(MIDDLE, -1, 0, 1, 0.25).fieldOf(Float32Array.from([5]), 1);
    expect([...cut.read(0, 0, 0, 1)]).toEqual([0.25]);
    const read = single(MIDDLE, 1, -2, -1, 0).fieldOf(Float32Array.from([5]), 1);
    expect([...read.read(0, 0, 0, 1)]).toEqual([-3]);
  });

  it("read any channels of a cell, each as it is when all are read", () => {
    const sizes = { features: 3, hidden: 5, channels: 6 };
    const next = randomNumbers(11);
    const numbers = Float32Array.from({ length: layerLength(sizes) }, () => next() - 0.5);
    const features = Float32Array.from({ length: 4 * 4 * 3 }, () => next());
    const field = new FieldLayers(numbers, sizes).fieldOf(features, 4);
    const all = field.read(2, 3, 0, 6);
    expect([...field.read(2, 3, 2, 3)]).toEqual([...all.subarray(2, 5)]);
    expect(new Set(all).size).toBe(6);
  });

  it("are refused when they are not as many numbers as their sizes say", () => {
    expect(() => new FieldLayers(new Float32Array(12), ONE)).toThrow(RangeError);
  });
});
