import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  forgetChoice,
  type KeptTexts,
  type RememberedChoice,
  recallChoice,
  rememberChoice,
  rememberQuicker,
} from "./runtime-memory";

const KEY = "plumbline:runtime";
const CHOICE: RememberedChoice = {
  runtime: "tfjs-wasm",
  model: "movenet-thunder",
  frameMs: 31.5,
  thunderTooSlow: false,
  compared: true,
  byHand: true,
};

class Texts implements KeptTexts {
  readonly #kept = new Map<string, string>();
  getItem = (key: string) => this.#kept.get(key) ?? null;
  setItem = (key: string, text: string) => void this.#kept.set(key, text);
  removeItem = (key: string) => void this.#kept.delete(key);
}

const refusing: KeptTexts = {
  getItem: () => {
    throw new Error("forbidden");
  },
  setItem: () => {
    throw new Error("full");
  },
  removeItem: () => {
    throw new Error("forbidden");
  },
};

/** Changes what is kept, as another version might have written it. */
function rewritten(kept: KeptTexts, change: Record<string, unknown>): KeptTexts {
  const stored: unknown = JSON.parse(kept.getItem(KEY) ?? "null");
  kept.setItem(KEY, JSON.stringify(Object.assign({}, stored, change)));
  return kept;
}

describe("the remembered runtime", () => {
  let kept: Texts;

  beforeEach(() => {
    vi.stubGlobal("navigator", { userAgent: "Browser/1" });
    kept = new Texts();
  });

  it("is known to be as quick as it was in use, and never slower", () => {
    rememberChoice(CHOICE, kept);
    rememberQuicker(CHOICE, 40, kept);
    expect(recallChoice(kept)?.frameMs).toBe(31.5);
    rememberQuicker(CHOICE, 14, kept);
    expect(recallChoice(kept)).toEqual({ ...CHOICE, frameMs: 14 });
  });

  it("learns nothing from another runtime or network, or when nothing is remembered", () => {
    rememberQuicker(CHOICE, 14, kept);
    expect(recallChoice(kept)).toBeNull();
    rememberChoice(CHOICE, kept);
    rememberQuicker({ ...CHOICE, runtime: "litert-wasm" }, 14, kept);
    rememberQuicker({ ...CHOICE, model: "movenet-lightning" }, 14, kept);
    expect(recallChoice(kept)).toEqual(CHOICE);
  });

  it("is what was chosen, by hand or by the device", () => {
    rememberChoice(CHOICE, kept);
    expect(recallChoice(kept)).toEqual(CHOICE);
    rememberChoice({ ...CHOICE, byHand: false }, kept);
    expect(recallChoice(kept)?.byHand).toBe(false);
  });

  it("holds for the day only where it was too slow", () => {
    vi.useFakeTimers({ now: new Date(2026, 10, 26, 9) });
    rememberChoice({ ...CHOICE, frameMs: 90 }, kept);
    expect(recallChoice(kept)?.frameMs).toBe(90);
    vi.setSystemTime(new Date(2026, 10, 27, 9));
    expect(recallChoice(kept)).toBeNull();
    rememberChoice(CHOICE, kept);
    vi.setSystemTime(new Date(2027, 10, 27, 9));
    expect(recallChoice(kept)).toEqual(CHOICE);
    vi.useRealTimers();
  });

  it("is gone once it is forgotten", () => {
    rememberChoice(CHOICE, kept);
    forgetChoice(kept);
    expect(recallChoice(kept)).toBeNull();
  });

  it("does not hold for another version of the browser", () => {
    rememberChoice(CHOICE, kept);
    vi.stubGlobal("navigator", { userAgent: "Browser/2" });
    expect(recallChoice(kept)).toBeNull();
  });

  it.each([
    { runtime: "abacus" },
    { model: "movenet-multipose" },
    { frameMs: "31.5" },
    { byHand: undefined },
  ])("is nothing where what is kept is not whole: %o", (change) => {
    rememberChoice(CHOICE, kept);
    expect(recallChoice(rewritten(kept, change))).toBeNull();
  });

  it("is nothing, and no error, where the browser keeps nothing", () => {
    rememberChoice(CHOICE, refusing);
    forgetChoice(refusing);
    expect(recallChoice(refusing)).toBeNull();
    expect(recallChoice(null)).toBeNull();
  });
});
