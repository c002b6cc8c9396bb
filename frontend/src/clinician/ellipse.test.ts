import { describe, expect, it } from "vitest";
import { ellipsePoints } from "./ellipse";

describe("ellipsePoints", () => {
  it("puts quarter points on the axes", () => {
    const points = ellipsePoints({ centre: [1, 2], semi_axes: [3, 1], angle_deg: 0 }, 4);
    const expected = [
      [4, 2],
      [1, 3],
      [-2, 2],
      [1, 1],
    ];
    points.forEach(([x, y], index) => {
      expect(x).toBeCloseTo(expected[index]?.[0] ?? Number.NaN, 12);
      expect(y).toBeCloseTo(expected[index]?.[1] ?? Number.NaN, 12);
    });
  });

  it("turns counter-clockwise", () => {
    const [first] = ellipsePoints({ centre: [0, 0], semi_axes: [2, 1], angle_deg: 90 }, 8);
    expect(first?.[0]).toBeCloseTo(0, 12);
    expect(first?.[1]).toBeCloseTo(2, 12);
  });

  it("keeps every point on the ellipse", () => {
    const [a, b, turn] = [5, 2, (30 * Math.PI) / 180];
    for (const [x, y] of ellipsePoints({ centre: [0, 0], semi_axes: [a, b], angle_deg: 30 }, 17)) {
      const along = x * Math.cos(turn) + y * Math.sin(turn);
      const across = -x * Math.sin(turn) + y * Math.cos(turn);
      expect((along / a) ** 2 + (across / b) ** 2).toBeCloseTo(1, 12);
    }
  });
});
