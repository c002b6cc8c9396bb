import { describe, expect, it } from "vitest";
import { fastest, ofStart, resultOf, type TrialTable, withResult } from "./trial-table";

const NONE: TrialTable = new Map();
const LIGHTNING = "movenet-lightning";
const THUNDER = "movenet-thunder";

describe("the table of trials", () => {
  it("knows nothing of what was not tried", () => {
    expect(resultOf(NONE, { runtime: "litert-wasm", model: LIGHTNING })).toBeNull();
    expect(fastest(NONE, LIGHTNING)).toBeNull();
  });

  it("keeps the networks apart, and the newest result of each", () => {
    const pairing = { runtime: "litert-wasm", model: LIGHTNING } as const;
    const once = withResult(NONE, pairing, { kind: "failed", reason: "start_timed_out" });
    const twice = withResult(once, pairing, { kind: "passed", frameMs: 12 });
    expect(resultOf(twice, pairing)).toEqual({ kind: "passed", frameMs: 12 });
    expect(resultOf(twice, { ...pairing, model: THUNDER })).toBeNull();
    expect(resultOf(once, pairing)).toEqual({ kind: "failed", reason: "start_timed_out" });
  });

  it("names the fastest of those that passed with that network", () => {
    let table = withResult(NONE, { runtime: "tfjs-wasm", model: LIGHTNING }, passed(25));
    table = withResult(table, { runtime: "litert-wasm", model: LIGHTNING }, passed(18));
    table = withResult(table, { runtime: "tfjs-webgl", model: LIGHTNING }, passed(31));
    table = withResult(table, { runtime: "tfjs-webgl", model: THUNDER }, passed(3));
    table = withResult(
      table,
      { runtime: "litert-webgpu", model: LIGHTNING },
      { kind: "failed", reason: "self_test_failed" },
    );
    expect(fastest(table, LIGHTNING)).toBe("litert-wasm");
    expect(fastest(table, THUNDER)).toBe("tfjs-webgl");
  });

  it("takes over what the engine's start found", () => {
    const table = ofStart(NONE, {
      detector: { runtime: "litert-wasm", model: LIGHTNING },
      frameMs: 21,
      passedOver: [
        { runtime: "litert-wasm", reason: "start_timed_out", detail: "the larger network" },
        { runtime: "litert-wasm-threads", reason: "not_isolated", detail: "" },
      ],
    });
    expect(resultOf(table, { runtime: "litert-wasm", model: LIGHTNING })).toEqual(passed(21));
    expect(resultOf(table, { runtime: "litert-wasm", model: THUNDER })).toEqual({
      kind: "failed",
      reason: "start_timed_out",
    });
    expect(resultOf(table, { runtime: "litert-wasm-threads", model: LIGHTNING })).toEqual({
      kind: "failed",
      reason: "not_isolated",
    });
    expect(resultOf(table, { runtime: "litert-wasm-threads", model: THUNDER })).toBeNull();
  });
});

function passed(frameMs: number) {
  return { kind: "passed", frameMs } as const;
}
