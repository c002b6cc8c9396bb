import { describe, expect, it } from "vitest";
import { nextLook_ms, staleRecordings } from "./live-states";

const status = (finished: boolean, ...states: string[]) => ({
  finished,
  recordings: states.map((state, index) => ({ id: `r${index}`, state })),
});

describe("staleRecordings", () => {
  it("names what moved on and what is new", () => {
    const shown = new Map([
      ["r0", "queued"],
      ["r1", "scored"],
    ]);
    expect(staleRecordings(shown, status(false, "scored", "scored", "receiving"))).toEqual([
      "r0",
      "r2",
    ]);
  });
});

describe("nextLook_ms", () => {
  it("looks every second while something is being scored", () => {
    expect(nextLook_ms(status(true, "scored", "queued"))).toBe(1000);
    expect(nextLook_ms(status(true, "scoring"))).toBe(1000);
  });

  it("keeps looking while the patient is still at it", () => {
    expect(nextLook_ms(status(false, "scored"))).toBe(2000);
    expect(nextLook_ms(status(true, "receiving"))).toBe(2000);
  });

  it("rests when all is told", () => {
    expect(nextLook_ms(status(true, "scored", "refused"))).toBeNull();
    expect(nextLook_ms(status(true, "parked"))).toBe(5000);
  });
});
