import type { Ellipse, Point } from "./signals";

/** `count` points round the ellipse, counter-clockwise from the end of its first semi-axis; y points up. */
export function ellipsePoints(ellipse: Ellipse, count: number): Point[] {
  const turn = (ellipse.angle_deg * Math.PI) / 180;
  const [cx, cy] = ellipse.centre;
  const [a, b] = ellipse.semi_axes;
  return Array.from({ length: count }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / count;
    const along = a * Math.cos(angle);
    const across = b * Math.sin(angle);
    return [
      cx + along * Math.cos(turn) - across * Math.sin(turn),
      cy + along * Math.sin(turn) + across * Math.cos(turn),
    ];
  });
}
