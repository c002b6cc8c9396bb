import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Folders of `dist` that hold the runtimes' own files; `src/pose/runtime-paths.ts` reads from there. */
const RUNTIME_FILES = [
  {
    from: "node_modules/@litertjs/core/wasm",
    to: "litert/2.5.3",
    names: [
      // For browsers without relaxed SIMD, which LiteRT asks by itself.
      "litert_wasm_compat_internal.js",
      "litert_wasm_compat_internal.wasm",
      "litert_wasm_internal.js",
      "litert_wasm_internal.wasm",
      "litert_wasm_threaded_internal.js",
      "litert_wasm_threaded_internal.wasm",
    ],
  },
  {
    from: "node_modules/@tensorflow/tfjs-backend-wasm/dist",
    to: "tfjs/4.22.0",
    names: [
      "tfjs-backend-wasm.wasm",
      "tfjs-backend-wasm-simd.wasm",
      "tfjs-backend-wasm-threaded-simd.wasm",
    ],
  },
] as const;

/** Copies the WASM files of the two runtimes into `dist`, under their versions, so that they can be cached for good. */
export function runtimeFiles(root: string): Plugin {
  return {
    name: "plumbline-runtime-files",
    apply: "build",
    writeBundle(options) {
      const dist = options.dir ?? join(root, "dist");
      for (const { from, to, names } of RUNTIME_FILES) {
        mkdirSync(join(dist, to), { recursive: true });
        for (const name of names) {
          // Their own time stays, so that a rebuild does not have them compressed again.
          cpSync(join(root, from, name), join(dist, to, name), { preserveTimestamps: true });
        }
      }
    },
  };
}
