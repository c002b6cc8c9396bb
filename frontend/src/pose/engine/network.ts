import type { EngineMemory } from "../detector";
import type { MultiposeEntry } from "../model-manifest";

/** What a network says of one picture. */
export interface NetworkAnswer {
  /** 17 x (y, x, score), in units of the square. */
  readonly keypoints: Float32Array;
  readonly inferenceMs: number;
  readonly decodingMs: number;
}

/** A network that finds several people, inside the worker. */
export interface PeopleNetwork {
  /** Side of the square that it sees. */
  readonly sidePx: number;
  /**
   * Everybody in one square picture.
   *
   * @returns 6 x 56, as `decodePeople` reads it.
   */
  run(rgba: Uint8Array<ArrayBuffer>): Promise<Float32Array>;
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
  /** Loads the network for several people; absent where this runtime cannot. */
  loadPeople?(entry: MultiposeEntry): Promise<PeopleNetwork>;
}
