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
