import type { FallbackReason, ModelName, PassedOver, RuntimeName } from "../../pose/detector";

export const MODELS: readonly ModelName[] = ["movenet-lightning", "movenet-thunder"];

/** One runtime with one network. */
export interface Pairing {
  readonly runtime: RuntimeName;
  readonly model: ModelName;
}

/** How a pairing did on the known picture. */
export type TrialResult =
  | { readonly kind: "passed"; readonly frameMs: number }
  | { readonly kind: "failed"; readonly reason: FallbackReason };

/** What is known of every pairing; what was not tried is not in it. */
export type TrialTable = ReadonlyMap<string, TrialResult>;

export function resultOf(table: TrialTable, pairing: Pairing): TrialResult | null {
  return table.get(keyOf(pairing)) ?? null;
}

export function withResult(table: TrialTable, pairing: Pairing, result: TrialResult): TrialTable {
  return new Map(table).set(keyOf(pairing), result);
}

/** The fastest that passed; `null` while none has. */
export function fastest(table: TrialTable, model: ModelName): RuntimeName | null {
  let best: { readonly runtime: string; readonly frameMs: number } | null = null;
  for (const [key, result] of table) {
    const [runtime = "", of] = key.split(" ");
    if (
      of === model &&
      result.kind === "passed" &&
      !(best !== null && best.frameMs <= result.frameMs)
    ) {
      best = { runtime, frameMs: result.frameMs };
    }
  }
  return best === null ? null : (best.runtime as RuntimeName);
}

/** What was tried and passed over. */
export function withPassedOver(table: TrialTable, all: readonly PassedOver[]): TrialTable {
  return all.reduce((known, { runtime, model, reason }) => {
    const pairing = { runtime, model: model as ModelName };
    return withResult(known, pairing, { kind: "failed", reason });
  }, table);
}

function keyOf({ runtime, model }: Pairing): string {
  return `${runtime} ${model}`;
}
