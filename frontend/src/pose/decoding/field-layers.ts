import type { Field } from "./field";

/** How many numbers a cell has: of the network's features, of what is made of them in between, and of the field. */
export interface LayerSizes {
  readonly features: number;
  readonly hidden: number;
  readonly channels: number;
}

const REACH = 1;
const WINDOW = 2 * REACH + 1;

/** How many numbers the layers of one field have. */
export function layerLength({ features, hidden, channels }: LayerSizes): number {
  return WINDOW * WINDOW * features + features * hidden + hidden + hidden * channels + channels;
}

/**
 * The layers from features to one field, applied only where the field is read; the mirror of
 * `pose/movenet/fields.py`. They look around in 3 x 3 cells feature by feature (zeros outside the
 * map), widen (what is negative becomes 0) and read.
 */
export class FieldLayers {
  readonly #sizes: LayerSizes;
  readonly #around: Float32Array;
  readonly #widen: Float32Array;
  readonly #widenBias: Float32Array;
  readonly #read: Float32Array;
  readonly #readBias: Float32Array;

  /**
   * @param numbers All of the layers' numbers, in the order of the file.
   * @throws RangeError when they are not as many as the sizes say.
   */
  constructor(numbers: Float32Array, sizes: LayerSizes) {
    if (numbers.length !== layerLength(sizes)) {
      throw new RangeError(`layers of ${layerLength(sizes)} numbers have ${numbers.length}`);
    }
    const { features, hidden, channels } = sizes;
    let at = 0;
    const take = (count: number): Float32Array => {
      at += count;
      return numbers.subarray(at - count, at);
    };
    this.#sizes = sizes;
    this.#around = take(WINDOW * WINDOW * features);
    this.#widen = take(features * hidden);
    this.#widenBias = take(hidden);
    this.#read = take(hidden * channels);
    this.#readBias = take(channels);
  }

  /** The field of features of `side` x `side` cells, the features of a cell beside each other. */
  fieldOf(features: Float32Array, side: number): Field {
    return {
      read: (row, column, first, count) =>
        this.#readHidden(this.#hidden(this.#seen(features, side, row, column)), first, count),
    };
  }

  #seen(features: Float32Array, side: number, row: number, column: number): Float64Array {
    const { features: count } = this.#sizes;
    const seen = new Float64Array(count);
    for (let down = -REACH; down <= REACH; down += 1) {
      for (let across = -REACH; across <= REACH; across += 1) {
        const [y, x] = [row + down, column + across];
        if (y < 0 || x < 0 || y >= side || x >= side) {
          continue;
        }
        const cell = (y * side + x) * count;
        const weights = ((down + REACH) * WINDOW + across + REACH) * count;
        for (let feature = 0; feature < count; feature += 1) {
          seen[feature] =
            (seen[feature] as number) +
            (features[cell + feature] as number) * (this.#around[weights + feature] as number);
        }
      }
    }
    return seen;
  }

  #hidden(seen: Float64Array): Float64Array {
    const { hidden: count } = this.#sizes;
    const hidden = Float64Array.from(this.#widenBias);
    for (const [feature, value] of seen.entries()) {
      const weights = feature * count;
      for (let unit = 0; unit < count; unit += 1) {
        hidden[unit] = (hidden[unit] as number) + value * (this.#widen[weights + unit] as number);
      }
    }
    return hidden.map((value) => Math.max(value, 0));
  }

  #readHidden(hidden: Float64Array, first: number, count: number): Float32Array {
    const { channels } = this.#sizes;
    return Float32Array.from({ length: count }, (_, index) => {
      const channel = first + index;
      let sum = this.#readBias[channel] as number;
      for (const [unit, value] of hidden.entries()) {
        sum += value * (this.#read[unit * channels + channel] as number);
      }
      return sum;
    });
  }
}
