import { describe, expect, it } from "vitest";
import codes from "../../../tests/golden/device_code/codes.json";
import { codeOf } from "./check-code";
import type { CheckReading } from "./check-view";

const FACTS = {
  isolated: true,
  name: { browser: "chrome", version: 140, system: "android" },
} as const;
const READING: CheckReading = {
  fps: 29.7,
  cameraFps: 30,
  stages: {
    waitMs: 0.1,
    cutMs: 0.6,
    inferenceMs: 20,
    decodingMs: 0.3,
    peopleMs: 0,
    totalMs: 23.4,
  },
  person: true,
  measuredMs: 5_000,
  dropped: 3,
  memory: { wasmBytes: 42e6, tensors: 0 },
  heapBytes: null,
  // A phone held upright: the shorter side is its width.
  image: { widthPx: 720, heightPx: 1280 },
  promisedFps: 30,
};

describe("the code of a check", () => {
  it("is made of the figures that the verdict was made of", () => {
    const current = { runtime: "litert-wasm-threads", model: "movenet-lightning" } as const;
    expect(codeOf("good", { reading: READING, current }, FACTS)).toBe(codes[0]?.code);
  });

  it("does not pretend to figures when the camera did not start", () => {
    const code = codeOf("denied", { reading: null, current: null }, FACTS);
    // Version, denied, no runtime, no network but threads, nothing measured, Chrome, Android, no camera.
    expect(code.replaceAll(" ", "").slice(0, 10)).toBe("1201001100");
  });
});
