/** A map of which only a few cells are ever read. */
export interface Field {
  /**
   * Numbers of one cell.
   *
   * @param first The first channel that is wanted.
   * @param count How many, from that one on.
   */
  read(row: number, column: number, first: number, count: number): Float32Array;
}

/** A field that the network has computed as a whole, the channels of a cell beside each other. */
export class WholeField implements Field {
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
