import { useEffect, useState } from "preact/hooks";
import { ApiProblem, OfflineError, type PatientApi } from "../api/client";
import type { SessionAnswer, Today } from "../api/types";

const CACHE_KEY = "plumbline.today";

/** Today's list, or that the patient has to begin at the link again. */
export type TodayState =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly today: Today }
  | { readonly kind: "away" };

function cached(tab: Storage): Today | null {
  const text = tab.getItem(CACHE_KEY);
  return text === null ? null : (JSON.parse(text) as Today);
}

async function load(api: PatientApi, tab: Storage): Promise<TodayState> {
  let answer: SessionAnswer;
  try {
    answer = await api.session();
  } catch (error) {
    const known = cached(tab);
    // Without a connection the exercise goes on with what this tab has seen; uploads wait.
    if (error instanceof OfflineError && known !== null) return { kind: "ready", today: known };
    if (error instanceof OfflineError || error instanceof ApiProblem) return { kind: "away" };
    throw error;
  }
  if (answer.state !== "open" || answer.consent.care !== true) return { kind: "away" };
  tab.setItem(CACHE_KEY, JSON.stringify(answer));
  return { kind: "ready", today: answer };
}

/** Asks the server for today's list, and falls back on what this tab knows when offline. */
export function useToday(api: PatientApi): TodayState {
  const [state, setState] = useState<TodayState>({ kind: "loading" });
  useEffect(() => {
    void load(api, sessionStorage).then(setState);
  }, [api]);
  return state;
}
