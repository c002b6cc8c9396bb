import { describe, expect, test } from "vitest";
import { item, today } from "../../../tests/plan";
import { doneSetsOf, noteSetDone } from "./done-sets";
import { isDone, minutesLeft, sessionPlan } from "./session-plan";

const none = () => 0;

function memoryStore(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
  } as Storage;
}

describe("what is left of today", () => {
  test("every set of every item, in the order of the prescription", () => {
    const plan = sessionPlan(today([item({ id: "b", position: 2, sets: 1 }), item({})]), none);
    expect(plan.sets.map((set) => [set.itemId, set.setNumber])).toEqual([
      ["a", 1],
      ["a", 2],
      ["b", 1],
    ]);
    expect(plan.painStopLimit).toBe(6);
  });

  test("sets that the server or this device has are not asked for again", () => {
    const items = today([item({ sets_done: 1 }), item({ id: "b", position: 2 })]);
    const plan = sessionPlan(items, (id) => (id === "b" ? 2 : 0));
    expect(plan.sets.map((set) => [set.itemId, set.setNumber])).toEqual([["a", 2]]);
    expect(minutesLeft(items, none)).toBe(6);
    expect(isDone(item({}), () => 5)).toBe(true);
  });
});

describe("sets done on this device", () => {
  test("are remembered for the day and forgotten on the next", () => {
    const store = memoryStore();
    noteSetDone(store, "2026-11-23", "a", 1);
    noteSetDone(store, "2026-11-23", "a", 2);
    noteSetDone(store, "2026-11-23", "b", 1);
    expect(doneSetsOf(store, "2026-11-23")("a")).toBe(2);
    expect(doneSetsOf(store, "2026-11-24")("a")).toBe(0);
  });

  test("a broken or full storage stops nobody", () => {
    const broken = {
      getItem: () => "{not json",
      setItem: () => {
        throw new DOMException("full", "QuotaExceededError");
      },
    };
    noteSetDone(broken, "2026-11-23", "a", 1);
    expect(doneSetsOf(broken, "2026-11-23")("a")).toBe(0);
  });
});
