import { recallChoice, rememberChoice } from "../../pose/runtime-memory";
import type { Pairing } from "./trial-table";

/** Whether exercises use what a person chose on this page. */
export function isByHand(): boolean {
  return recallChoice()?.byHand ?? false;
}

/** Exercises use this from now on, as long as it works. */
export function chooseByHand(pairing: Pairing, frameMs: number): void {
  rememberChoice({ ...pairing, frameMs, thunderTooSlow: false, compared: true, byHand: true });
}
