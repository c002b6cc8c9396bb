import { describe, expect, it } from "vitest";
import type { RememberedChoice } from "./runtime-memory";
import { isThunderWorthATry, PREFERRED, searchFor } from "./runtime-search";

const CHOICE: RememberedChoice = {
  runtime: "tfjs-webgl",
  model: "movenet-lightning",
  frameMs: 30,
  thunderTooSlow: false,
  compared: false,
  byHand: false,
};

describe("the search for a runtime", () => {
  it("settles at a first visit for eight frames a second, which spares downloads", () => {
    const search = searchFor(undefined, null);
    expect(search).toMatchObject({ order: PREFERRED, enoughMs: 125, compares: false });
    expect(search.settleFor).toBeNull();
  });

  it("compares all at the next visit where the first was too slow", () => {
    const search = searchFor(undefined, { ...CHOICE, frameMs: 90 });
    expect(search).toMatchObject({ order: PREFERRED, compares: true, settleFor: null });
    expect(search.enoughMs).toBeCloseTo(41.7, 1);
  });

  it("settles for the best of a comparison, however slow", () => {
    const search = searchFor(undefined, { ...CHOICE, frameMs: 90, compared: true });
    expect(search.settleFor).toBe("tfjs-webgl");
    expect(search.order[0]).toBe("tfjs-webgl");
    expect(new Set(search.order)).toEqual(new Set(PREFERRED));
    expect(search.compares).toBe(true);
  });

  it("begins with what was fast enough before", () => {
    expect(searchFor(undefined, CHOICE)).toMatchObject({
      settleFor: "tfjs-webgl",
      compares: false,
    });
  });

  it("tries what it is told to try, and nothing else", () => {
    expect(searchFor(["litert-wasm"], CHOICE).order).toEqual(["litert-wasm"]);
    expect(searchFor(["litert-wasm"], CHOICE).settleFor).toBeNull();
  });
});

describe("the larger network", () => {
  it("is not tried at a first visit", () => {
    expect(isThunderWorthATry(null)).toBe(false);
  });

  it("is tried where the smaller one is so quick that it would hold 24 frames a second", () => {
    // Eight tenths of 41.7 ms for 4.2 times the work: 7.9 ms.
    expect(isThunderWorthATry({ ...CHOICE, frameMs: 7.8 })).toBe(true);
    expect(isThunderWorthATry({ ...CHOICE, frameMs: 8 })).toBe(false);
  });

  it("is used again where it held, and not tried again where it did not", () => {
    const held: RememberedChoice = { ...CHOICE, model: "movenet-thunder", frameMs: 25 };
    expect(isThunderWorthATry(held)).toBe(true);
    expect(isThunderWorthATry({ ...CHOICE, frameMs: 5, thunderTooSlow: true })).toBe(false);
  });
});
