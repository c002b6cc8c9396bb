import { describe, expect, it } from "vitest";
import { DetectorStartError } from "./detector";
import { modelEntry, multiposeEntry } from "./model-manifest";
import type { Keypoints } from "./pose";
import { type Expectation, expectationFor, firstMismatch } from "./self-test";
import { TimeLimitError, withTimeLimit } from "./time-limit";

const MANIFEST = {
  models: {
    "movenet-multipose": {
      input_side_px: 256,
      full: { file: "movenet-multipose.tflite", sha256: "704d", bytes: 9_538_012 },
    },
    "movenet-lightning": {
      input_side_px: 192,
      weights_sha256: "bf97",
      features: { file: "movenet-lightning-features.tflite", sha256: "037b", bytes: 4_706_436 },
      field_layers: { file: "movenet-lightning-field-layers.bin", sha256: "93a6", bytes: 47_312 },
      tfjs: { file: "tfjs/movenet-lightning/model.json" },
    },
  },
};

describe("the model manifest", () => {
  it("says where a model is and what it must be", () => {
    const entry = modelEntry(MANIFEST, "movenet-lightning");
    expect(entry).toMatchObject({
      inputSidePx: 192,
      weightsSha256: "bf97",
      features: { sha256: "037b", bytes: 4_706_436 },
      fieldLayers: { sha256: "93a6", bytes: 47_312 },
    });
    expect(entry.features.url).toMatch(/models\/movenet-lightning-features\.tflite$/);
    expect(entry.tfjsUrl).toMatch(/models\/tfjs\/movenet-lightning\/model\.json$/);
  });

  it("says where the network for several people is, if it has one", () => {
    expect(multiposeEntry(MANIFEST)).toMatchObject({ inputSidePx: 256, full: { sha256: "704d" } });
    expect(multiposeEntry({ models: {} })).toBeNull();
  });

  it.each([
    ["another model", MANIFEST, "movenet-thunder"],
    ["no manifest at all", null, "movenet-lightning"],
    [
      "a half entry",
      { models: { "movenet-lightning": { input_side_px: 192 } } },
      "movenet-lightning",
    ],
  ])("is refused when it holds %s", (_what, document, name) => {
    expect(() => modelEntry(document, name)).toThrow(DetectorStartError);
  });
});

describe("the self-test", () => {
  const known = expectationFor("movenet-lightning") as Expectation;
  const exact: Keypoints = known.keypoints.map(([y = 0, x = 0, score = 0]) => ({ x, y, score }));
  const changed = (index: number, change: { x?: number; y?: number; score?: number }): Keypoints =>
    exact.map((point, at) => (at === index && point !== null ? { ...point, ...change } : point));

  it("knows the answer for the models that are served", () => {
    expect(known.keypoints).toHaveLength(17);
    const thunder = expectationFor("movenet-thunder");
    expect(thunder?.keypoints).toHaveLength(17);
    // The picture of 192 pixels in the middle of each network's square.
    expect([known.sidePx, known.borderPx]).toEqual([192, 0]);
    expect([thunder?.sidePx, thunder?.borderPx]).toEqual([256, (256 - 192) / 2]);
    expect(expectationFor("movenet-unheard-of")).toBeNull();
  });

  it("passes the published network's answer", () => {
    expect(firstMismatch(exact, known)).toBeNull();
  });

  it("fails a position, a score, a missing keypoint and a number that is none", () => {
    const off = known.positionTolerance * 1.1;
    expect(firstMismatch(changed(3, { x: (exact[3]?.x ?? 0) + off }), known)).toContain(
      "keypoint 3",
    );
    expect(firstMismatch(changed(9, { y: (exact[9]?.y ?? 0) - off }), known)).toContain(
      "keypoint 9",
    );
    const less = (exact[0]?.score ?? 0) - known.scoreTolerance * 1.1;
    expect(firstMismatch(changed(0, { score: less }), known)).toContain("keypoint 0");
    expect(firstMismatch(changed(5, { x: Number.NaN }), known)).toContain("keypoint 5");
    expect(firstMismatch([null, ...exact.slice(1)], known)).toContain("was not found");
  });

  it("fails a picture that the runtime turned by 90 degrees", () => {
    const turned = exact.map((point) => point && { ...point, x: 1 - point.y, y: point.x });
    expect(firstMismatch(turned, known)).not.toBeNull();
  });
});

describe("a time limit", () => {
  it("hands on what comes in time, and what fails in time", async () => {
    await expect(withTimeLimit(Promise.resolve(7), 1_000, "seven")).resolves.toBe(7);
    const failure = new Error("no");
    await expect(withTimeLimit(Promise.reject(failure), 1_000, "no")).rejects.toBe(failure);
  });

  it("ends what hangs", async () => {
    const hangs = new Promise<never>(() => undefined);
    await expect(withTimeLimit(hangs, 1, "a start")).rejects.toThrow(TimeLimitError);
  });
});
