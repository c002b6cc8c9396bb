const KEY = "plumbline.done-sets";

/** The part of `localStorage` that is needed here. */
export type Store = Pick<Storage, "getItem" | "setItem">;

interface Ledger {
  readonly day: string;
  readonly items: Readonly<Record<string, number>>;
}

function readLedger(store: Store, day: string): Ledger {
  const empty: Ledger = { day, items: {} };
  try {
    const found: unknown = JSON.parse(store.getItem(KEY) ?? "null");
    const isLedger =
      found !== null && typeof found === "object" && "day" in found && "items" in found;
    return isLedger && found.day === day ? (found as Ledger) : empty;
  } catch {
    return empty;
  }
}

/**
 * Which sets were done on this device today, so that a reload without a connection goes on where it was.
 *
 * It holds the prescription items' identifiers and numbers, nothing about the person.
 */
export function doneSetsOf(store: Store, day: string): (itemId: string) => number {
  const ledger = readLedger(store, day);
  return (itemId) => ledger.items[itemId] ?? 0;
}

/** Writes down that a set is done. A full or forbidden storage is no reason to stop the exercise. */
export function noteSetDone(store: Store, day: string, itemId: string, setNumber: number): void {
  const ledger = readLedger(store, day);
  const done = Math.max(ledger.items[itemId] ?? 0, setNumber);
  try {
    store.setItem(KEY, JSON.stringify({ day, items: { ...ledger.items, [itemId]: done } }));
  } catch {
    return;
  }
}
