/** What `/clinic/assessments/<id>/status.json` answers: nothing but states. */
export interface AssessmentStatus {
  readonly finished: boolean;
  readonly recordings: readonly { readonly id: string; readonly state: string }[];
}

const PENDING: ReadonlySet<string> = new Set(["receiving", "queued", "scoring"]);
const WATCHFUL_MS = 1000;
const RESTFUL_MS = 5000;

/** Recordings whose section is missing or shows another state than the server's. */
export function staleRecordings(
  shown: ReadonlyMap<string, string>,
  status: AssessmentStatus,
): string[] {
  return status.recordings.filter(({ id, state }) => shown.get(id) !== state).map(({ id }) => id);
}

/** Milliseconds until the next look; null when nothing can change any more. */
export function nextLook_ms(status: AssessmentStatus): number | null {
  const states = status.recordings.map(({ state }) => state);
  if (states.some((state) => state === "queued" || state === "scoring")) return WATCHFUL_MS;
  if (!status.finished || states.some((state) => PENDING.has(state))) return WATCHFUL_MS * 2;
  return states.includes("parked") ? RESTFUL_MS : null;
}
