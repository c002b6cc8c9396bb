import type { SessionPlan, SetPlan } from "../../recording/session-types";
import type { Today, TodayItem } from "../api/types";

/** How many sets of an item are done, by what this device knows. */
export type DoneSets = (itemId: string) => number;

/** Sets of that item that are done: what the server has seen, or this device did since. */
export function setsDone(item: TodayItem, doneHere: DoneSets): number {
  return Math.min(item.sets, Math.max(item.sets_done, doneHere(item.id)));
}

export function isDone(item: TodayItem, doneHere: DoneSets): boolean {
  return setsDone(item, doneHere) >= item.sets;
}

function setPlan(item: TodayItem, setNumber: number): SetPlan {
  return {
    itemId: item.id,
    protocol: item.protocol,
    title: item.title,
    view: item.view === "side" ? "side" : "front",
    side: item.side,
    setNumber,
    sets: item.sets,
    repetitions: item.repetitions,
    seconds: item.seconds,
    restS: item.rest_s,
  };
}

/** Today's sets in the order of the prescription, without those that are done. */
export function sessionPlan(today: Today, doneHere: DoneSets): SessionPlan {
  const items = [...today.items].sort((a, b) => a.position - b.position);
  return {
    painStopLimit: today.prescription?.pain_stop_limit ?? null,
    sets: items.flatMap((item) => {
      const done = setsDone(item, doneHere);
      return Array.from({ length: item.sets - done }, (_, index) =>
        setPlan(item, done + index + 1),
      );
    }),
  };
}

/** Minutes that the sets still to do take, by the prescription's own estimate. */
export function minutesLeft(today: Today, doneHere: DoneSets): number {
  const minutes = today.items.map(
    (item) => (item.minutes * (item.sets - setsDone(item, doneHere))) / item.sets,
  );
  return Math.ceil(minutes.reduce((sum, value) => sum + value, 0));
}
