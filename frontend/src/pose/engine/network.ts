import type { EngineMemory } from "../detector";

/** What a network says of one picture. */
export interface NetworkAnswer {
  /** 17 x (y, x, score), in units of the square. */
  readonly keypoints: Float32Array;
  readonly inferenceMs: number;
  readonly decodingMs: number;
}

/** MoveNet on one runtime, inside the worker. */
export interface Network {
  /** Side of the square that it sees. */
  readonly sidePx: number;
  /**
   * The keypoints of one square picture.
   *
   * @param rgba `sidePx` x `sidePx` pixels of four bytes; alpha is not looked at.
   */
  run(rgba: Uint8Array<ArrayBuffer>): Promise<NetworkAnswer>;
  memory(): EngineMemory;
}
