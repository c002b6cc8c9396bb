import { describe, expect, it } from "vitest";
import { fastest, resultOf, type TrialTable, withPassedOver, withResult } from "./trial-table";

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

  it("takes over what was passed over, each with its network and the last reason", () => {
    const runtime = "litert-wasm" as const;
    const table = withPassedOver(NONE, [
      { runtime, model: THUNDER, reason: "start_timed_out", detail: "" },
      { runtime, model: LIGHTNING, reason: "start_failed", detail: "" },
      { runtime, model: LIGHTNING, reason: "too_slow", detail: "70 ms a frame" },
    ]);
    expect(resultOf(table, { runtime, model: THUNDER })).toEqual({
      kind: "failed",
      reason: "start_timed_out",
    });
    expect(resultOf(table, { runtime, model: LIGHTNING })).toEqual({
      kind: "failed",
      reason: "too_slow",
    });
    expect(fastest(table, LIGHTNING)).toBeNull();
  });
});

function passed(frameMs: number) {
  return { kind: "passed", frameMs } as const;
}
