import type { EngineMemory } from "../pose/detector";
import type { ImageSize } from "../pose/pose";
import type { FrameReading } from "./measure/frame-figures";
import type { Verdict } from "./measure/verdict";
import type { Pairing, TrialTable } from "./trials/trial-table";

/** What is read once a second. */
export interface CheckReading extends FrameReading {
  /** Camera frames that the runtime did not look at, since it began. */
  readonly dropped: number;
  readonly memory: EngineMemory;
  readonly heapBytes: number | null;
  readonly image: ImageSize | null;
  /** Frames a second that the camera itself says it gives. */
  readonly promisedFps: number | null;
}

/** What the page shows. */
export interface CheckView {
  /**
   * - `off`: nothing runs. - `camera`, `engine`: they start. - `running`.
   * - `switching`: another runtime starts. - `trying`: all of them, one after the other.
   */
  readonly phase: "off" | "camera" | "engine" | "running" | "switching" | "trying";
  /** How far the start has come, 0 to 1. */
  readonly progress: number;
  readonly current: Pairing | null;
  /** What is being started or tried. */
  readonly trying: Pairing | null;
  /** What was asked for last, where it did not start. */
  readonly refused: Pairing | null;
  readonly tried: { readonly done: number; readonly of: number } | null;
  readonly trials: TrialTable;
  readonly reading: CheckReading | null;
  /** The verdict stands with the code of the moment when it was made. */
  readonly result: { readonly verdict: Verdict; readonly code: string } | null;
  /** Whether a person chose what exercises use. */
  readonly byHand: boolean;
}

export const OFF: CheckView = {
  phase: "off",
  progress: 0,
  current: null,
  trying: null,
  refused: null,
  tried: null,
  trials: new Map(),
  reading: null,
  result: null,
  byHand: false,
};
