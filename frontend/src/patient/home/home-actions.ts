import type { PatientApi } from "../api/client";
import { askToday } from "../offline/ask-today";
import { KeptPlan } from "../offline/kept-plan";
import { isLeaving, noteLeaving, noteLeft } from "../offline/leaving";
import { firstState, type HomeState } from "./home-state";
import { forgetToken, isOpenedLink, rememberOpenedLink } from "./link-token";

/** What the first pages can do; each ends in a new state. */
export interface HomeActions {
  begin(): Promise<HomeState>;
  open(birthDate: string): Promise<HomeState>;
  agree(textVersion: string, research: boolean): Promise<HomeState>;
  leave(): Promise<HomeState>;
}

/** @param token of the link that this tab was opened with, or `null`. */
export function homeActions(api: PatientApi, token: string | null): HomeActions {
  const plan = new KeptPlan();

  async function stateNow(): Promise<HomeState> {
    const heard = await askToday(api, plan, token);
    return heard.reached
      ? firstState(heard.answer, token, await isOpenedLink(token, localStorage))
      : { screen: "today", today: heard.today, reached: false };
  }

  async function closeSession(): Promise<void> {
    await api.session(); // for the cookie without which the server takes no "close"
    await api.close();
    noteLeft(localStorage);
  }

  return {
    async begin() {
      if (isLeaving(localStorage)) await closeSession();
      return stateNow();
    },
    async open(birthDate) {
      await api.open(token ?? "", birthDate);
      await rememberOpenedLink(token ?? "", localStorage);
      forgetToken(sessionStorage);
      noteLeft(localStorage);
      return stateNow();
    },
    async agree(textVersion, research) {
      await api.consent("care", textVersion, true);
      await api.consent("research", textVersion, research);
      return stateNow();
    },
    async leave() {
      // What is kept goes at once, whether or not the server can be told.
      noteLeaving(localStorage);
      await plan.forget();
      forgetToken(sessionStorage);
      await closeSession();
      return { screen: "link-problem", problem: { code: "noLink", clinic: null } };
    },
  };
}
