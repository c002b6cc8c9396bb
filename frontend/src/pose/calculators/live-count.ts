/** What the live counter has seen. For the patient's eyes only: the server counts anew from the raw keypoints. */
export interface LiveCount {
  /** Complete repetitions; 0 for a hold. */
  readonly count: number;
  /** Where in the movement the patient is, to say "lower" or "hold" at the right moment. */
  readonly stage: "waiting" | "going" | "far_enough" | "returning" | "holding";
  /** The movement's signal now: a ratio for heights, degrees for angles; `null` when not measurable. */
  readonly signal: number | null;
  /** How far of the way to a counted repetition, 0 to 1. */
  readonly reachedRatio: number;
  /** Longest hold so far, in seconds; 0 for repetitions. */
  readonly heldS: number;
  /** The hold that is running, in seconds; 0 when none is. */
  readonly holdingS: number;
  /** How often the raised foot came down after a hold had begun. */
  readonly touches: number;
  /** The movement began at the end that is not its usual rest: who starts standing sits down first. */
  readonly turned?: boolean;
}
