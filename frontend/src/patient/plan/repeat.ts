import type { SessionPlan, SetPlan } from "../../recording/session-types";

const KEY = "plumbline.repeat";

/** Notes that one set shall be done again, for the next opening of the exercise page. */
export function noteRepeat(tab: Pick<Storage, "setItem">, set: SetPlan): void {
  tab.setItem(KEY, JSON.stringify(set));
}

/** The plan for a set that is done again; `null` when none is. It is forgotten by asking. */
export function takeRepeat(
  tab: Pick<Storage, "getItem" | "removeItem">,
  painStopLimit: number | null,
): SessionPlan | null {
  const text = tab.getItem(KEY);
  tab.removeItem(KEY);
  return text === null ? null : { sets: [JSON.parse(text) as SetPlan], painStopLimit };
}
