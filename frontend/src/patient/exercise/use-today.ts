import { useEffect, useState } from "preact/hooks";
import { ApiProblem, OfflineError, type PatientApi } from "../api/client";
import type { Today } from "../api/types";
import { waitingToken } from "../home/link-token";
import { askToday, type Heard } from "../offline/ask-today";
import { KeptPlan } from "../offline/kept-plan";
import { isLeaving } from "../offline/leaving";

/** Today's list, or that the patient has to begin at the link again. */
export type TodayState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly today: Today }
  | { readonly kind: "away" };

async function load(api: PatientApi): Promise<TodayState> {
  if (isLeaving(localStorage)) return { kind: "away" };
  let heard: Heard;
  try {
    heard = await askToday(api, new KeptPlan(), waitingToken(sessionStorage));
  } catch (error) {
    if (error instanceof OfflineError || error instanceof ApiProblem) return { kind: "away" };
    throw error;
  }
  // Without a connection the exercise goes on with what this device knows; uploads wait.
  if (!heard.reached) return { kind: "ready", today: heard.today };
  const { answer } = heard;
  const mayRecord = answer.state === "open" && answer.consent.care === true;
  return mayRecord ? { kind: "ready", today: answer } : { kind: "away" };
}

/** Asks the server for today's list, and falls back on what this device keeps while it is away. */
export function useToday(api: PatientApi): TodayState {
  const [state, setState] = useState<TodayState>({ kind: "loading" });
  useEffect(() => {
    void load(api).then(setState);
  }, [api]);
  return state;
}
