import { useEffect, useState } from "preact/hooks";
import { ApiProblem, OfflineError, type PatientApi } from "../api/client";
import type { AssessmentOutcome } from "../api/types";

const FIRST_MS = 1_500;
const SLOWEST_MS = 20_000;

/** Asks for the outcome, ever more slowly, for as long as `waiting`. */
export function useOutcome(
  api: PatientApi,
  assessmentId: string,
  waiting: boolean,
): AssessmentOutcome | null {
  const [outcome, setOutcome] = useState<AssessmentOutcome | null>(null);
  useEffect(() => {
    if (!waiting) return;
    let timer = 0;
    let wait = FIRST_MS;
    const ask = async () => {
      try {
        setOutcome(await api.outcome(assessmentId));
      } catch (error) {
        // Not there yet, or no connection: what is kept on the device is shown meanwhile.
        if (!(error instanceof ApiProblem || error instanceof OfflineError)) throw error;
      }
      wait = Math.min(SLOWEST_MS, wait * 1.25);
      timer = window.setTimeout(ask, wait);
    };
    timer = window.setTimeout(ask, wait);
    return () => clearTimeout(timer);
  }, [api, assessmentId, waiting]);
  return outcome;
}
