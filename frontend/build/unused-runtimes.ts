/**
 * Stands in for the runtime that `@tensorflow-models/pose-detection`, the benchmarks' peer, imports by
 * name but that MoveNet never reaches. Reaching it is a mistake, and says so.
 */
class UnusedRuntime {
  constructor() {
    throw new Error("This runtime is not part of Plumbline; the peer runs on TF.js.");
  }
}

export { UnusedRuntime as Pose };
