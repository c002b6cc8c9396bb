import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { offlineWorker } from "./build/offline-worker.ts";
import { runtimeFiles } from "./build/runtime-files.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** One entry a page. Django's templates name them by these paths (django-vite). */
const PAGES = [
  "src/patient/home.tsx",
  "src/patient/exercise.tsx",
  "src/device/main.tsx",
  "src/clinician/main.ts",
  "src/clinician/assessment.ts",
];
/** What `tests/benchmarks` measures; built by `vite build --mode bench`, never shipped. */
const BENCH_PAGES = [
  "bench/browser-bench.ts",
  "bench/detector-trials.ts",
  "bench/soak.ts",
  "bench/two-people.ts",
];

/** pose-detection, which only the benchmark has, imports a runtime that is never started. */
const unused = resolve(root, "build/unused-runtimes.ts");

export default defineConfig(({ mode }) => ({
  root,
  base: "/static/",
  publicDir: false,
  resolve: {
    alias: {
      "@mediapipe/pose": unused,
    },
  },
  plugins: [runtimeFiles(root), offlineWorker(root)],
  // LiteRT loads its WASM with importScripts, so its worker is a classic one: one IIFE file.
  worker: { format: "iife" },
  build: {
    outDir: resolve(root, mode === "bench" ? "../var/bench/static" : "dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    sourcemap: false,
    // TF.js starts its threads from the text of a function, which a minifier breaks.
    minify: mode !== "bench",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_200,
    rollupOptions: {
      input: (mode === "bench" ? BENCH_PAGES : PAGES)
        .map((page) => resolve(root, page))
        .filter(existsSync),
    },
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    environment: "node",
    restoreMocks: true,
    unstubGlobals: true,
    sequence: { shuffle: true },
  },
}));
