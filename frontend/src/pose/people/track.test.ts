import { describe, expect, it } from "vitest";
import { IMAGE, placed, standing } from "../../../tests/body";
import { type Body, bodyOf } from "./body";
import { EXERCISER, PASSER, Track } from "./track";

/** The standing figure so many pixels to the right; its unit is its torso of 120 pixels. */
function at(dx: number): Body {
  const body = bodyOf(placed(standing(), { dx }), IMAGE);
  if (body === null) {
    throw new Error("nobody is there");
  }
  return body;
}

/** Walks to the right at 120 pixels a second, ten frames a second, for two seconds. */
function walked(manner: typeof PASSER): Track {
  const track = new Track(at(0), 0, manner);
  for (let frame = 1; frame <= 20; frame += 1) {
    track.update(at(frame * 12), frame * 100_000);
  }
  return track;
}

describe("a person over time", () => {
  it("goes on as they went while they are not seen, who passes by for longer", () => {
    const passer = walked(PASSER);
    const exerciser = walked(EXERCISER);
    // One unit a second, less what is left of having stood: two seconds in are nearly all of it.
    const way = (track: Track, s: number): number =>
      (track.predicted(2_000_000 + s * 1e6, IMAGE).centre.xPx - track.body.centre.xPx) / 120;
    expect(way(passer, 0.5)).toBeCloseTo(0.5, 1);
    expect(way(passer, 5)).toBeCloseTo(way(passer, 0.5), 9);
    expect(way(exerciser, 5)).toBeCloseTo(0.2, 1);
  });

  it("is expected in a wider place the longer they are not seen", () => {
    const exerciser = new Track(at(0), 0, EXERCISER);
    const passer = new Track(at(0), 0, PASSER);
    expect(exerciser.spread(0)).toBeCloseTo(0.1, 9);
    expect(exerciser.spread(250_000)).toBeCloseTo(0.25, 9);
    expect(exerciser.spread(1_500_000)).toBeCloseTo(0.35, 9);
    expect(exerciser.spread(2_000_000)).toBeCloseTo(0.35 + 0.75, 9);
    expect(passer.spread(400_000)).toBeCloseTo(0.2 + 0.6, 9);
    expect(passer.spread(60_000_000)).toBe(1.5);
  });

  it("surprises by distance in spreads, and by precision", () => {
    const track = new Track(at(0), 0, PASSER);
    // 24 pixels are 0.2 units, one spread at once.
    expect(track.surprise(at(24), 0, IMAGE)).toBeCloseTo(1 + 4 * Math.log(0.2), 9);
    expect(track.surprise(at(0), 0, IMAGE)).toBeCloseTo(4 * Math.log(0.2), 9);
  });

  it("never runs faster than four units a second, whatever a network says", () => {
    const track = new Track(at(0), 0, PASSER);
    track.update(at(600), 50_000);
    const ahead = track.predicted(1_050_000, IMAGE).centre.xPx - track.body.centre.xPx;
    expect(ahead).toBeCloseTo(4 * 0.5 * 120, 6);
  });
});
