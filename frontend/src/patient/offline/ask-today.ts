import { ApiProblem, OfflineError, type PatientApi } from "../api/client";
import type { SessionAnswer, Today } from "../api/types";
import type { KeptPlan } from "./kept-plan";

/** What the server says now, or what it last said while it cannot be reached. */
export type Heard =
  | { readonly reached: true; readonly answer: SessionAnswer }
  | { readonly reached: false; readonly today: Today };

/** Whether the server, or what stands before it, could not answer. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof OfflineError || (error instanceof ApiProblem && error.status >= 500);
}

/**
 * Asks the server who is signed in and what is to do today.
 *
 * @param token of the link that this tab was opened with, or `null`.
 * @throws OfflineError, ApiProblem when the server cannot be reached and nothing is kept, or it says no.
 */
export async function askToday(
  api: PatientApi,
  plan: KeptPlan,
  token: string | null,
): Promise<Heard> {
  try {
    const answer = await api.session();
    await plan.heard(answer, token);
    return { reached: true, answer };
  } catch (error) {
    const today = isUnreachable(error) ? await plan.read(token) : null;
    if (today === null) throw error;
    return { reached: false, today };
  }
}
