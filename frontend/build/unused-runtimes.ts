/**
 * Stands in for the runtimes that `@tensorflow-models/pose-detection` imports by name but that
 * MoveNet on the WASM backend never reaches. Reaching one is a mistake, and says so.
 */
class UnusedRuntime {
  constructor() {
    throw new Error("This runtime is not part of Plumbline; MoveNet runs on WASM.");
  }
}

export { UnusedRuntime as Pose, UnusedRuntime as WebGPUBackend };
export const webgpu_util = {};
