import { describe, expect, it } from "vitest";
import { BONES, frameAt, JOINTS, neckOf, pointsOf, replayExtent } from "./replay-frame";

const row = (x: number) => Array.from({ length: 34 }, (_, index) => (index % 2 ? 100 : x + index));
const replay = {
  times_s: [0, 0.1, 0.2, 1.2],
  xy: [row(0), row(10), row(20), row(30)],
  width_px: 640,
  height_px: 480,
};

describe("frameAt", () => {
  it("takes the nearest frame", () => {
    expect(frameAt(replay, 0.14)?.[0]).toEqual([10, 100]);
  });

  it("shows nobody inside a gap", () => {
    expect(frameAt(replay, 0.7)).toBeNull();
    expect(frameAt(replay, 0.4)?.[0]).toEqual([20, 100]);
  });

  it("shows nobody without frames", () => {
    expect(frameAt({ ...replay, times_s: [], xy: [] }, 0)).toBeNull();
  });
});

describe("pointsOf", () => {
  it("has no point where x or y is missing", () => {
    const points = pointsOf([1, null, null, 4, 5, 6]);
    expect(points.slice(0, 4)).toEqual([null, null, [5, 6], null]);
    expect(points).toHaveLength(17);
  });
});

describe("neckOf", () => {
  it("runs from between the shoulders to the nose", () => {
    const points = [...pointsOf([])];
    points[0] = [5, 0];
    points[5] = [8, 10];
    expect(neckOf(points)).toBeNull();
    points[6] = [2, 12];
    expect(neckOf(points)).toEqual([
      [5, 11],
      [5, 0],
    ]);
  });
});

describe("replayExtent", () => {
  it("covers every frame with some room", () => {
    const extent = replayExtent(replay);
    expect(extent?.x[0]).toBeLessThan(0);
    expect(extent?.x[1]).toBeGreaterThan(62);
  });

  it("is nothing when nobody was found", () => {
    expect(replayExtent({ ...replay, xy: [Array(34).fill(null)] })).toBeNull();
  });
});

describe("the body", () => {
  it("has the patient's left on odd and right on even keypoints from the shoulders down", () => {
    for (const { from, to, side } of BONES) {
      if (side === "middle") expect(from % 2).not.toBe(to % 2);
      else expect([from % 2, to % 2]).toEqual(side === "left" ? [1, 1] : [0, 0]);
    }
    expect(JOINTS.filter(({ side }) => side === "left").map(({ index }) => index)).toEqual([
      5, 7, 9, 11, 13, 15,
    ]);
  });
});
