import { ApiProblem, OfflineError } from "../api/client";
import type { SessionAnswer, Today } from "../api/types";
import type { WrongDate } from "./birth-date-screen";
import type { LinkProblem } from "./link-problem-screen";

/** Which of the patient's first pages is shown. */
export type HomeState =
  | { readonly screen: "link" }
  | { readonly screen: "link-problem"; readonly problem: LinkProblem }
  | { readonly screen: "birth-date"; readonly token: string; readonly wrong: WrongDate | null }
  | { readonly screen: "consent"; readonly today: Today }
  | {
      readonly screen: "today";
      readonly today: Today;
      /** Whether the server says so now; else it did when it could last be reached. */
      readonly reached: boolean;
    };

/** Consent to the current text comes before the list; without it nothing may be recorded. */
export function homeStateOf(today: Today): HomeState {
  return today.consent.care === true
    ? { screen: "today", today, reached: true }
    : { screen: "consent", today };
}

/** The first page, from what the server says and whether a link was opened. */
export function firstState(
  answer: SessionAnswer,
  token: string | null,
  openedByThisLink: boolean,
): HomeState {
  if (answer.state === "open" && openedByThisLink) return homeStateOf(answer);
  if (token !== null) return { screen: "birth-date", token, wrong: null };
  return { screen: "link-problem", problem: { code: "noLink", clinic: null } };
}

/** The page that explains why something did not work. */
export function stateAfterError(error: unknown, token: string | null): HomeState {
  if (error instanceof OfflineError) return linkProblem("offline");
  if (!(error instanceof ApiProblem)) throw error;
  if (error.code === "wrong_birth_date" && token !== null) {
    return { screen: "birth-date", token, wrong: { attemptsLeft: error.attemptsLeft } };
  }
  if (error.status === 401 || error.status === 403) {
    return token === null ? linkProblem("noLink") : { screen: "birth-date", token, wrong: null };
  }
  if (error.status === 429 || error.status >= 500) return linkProblem("server");
  return { screen: "link-problem", problem: { code: error.code, clinic: error.clinic } };
}

function linkProblem(code: string): HomeState {
  return { screen: "link-problem", problem: { code, clinic: null } };
}
