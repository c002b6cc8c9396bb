import type { Point } from "./signals";

/** An SVG path through the points; a null lifts the pen, so that a gap stays open. */
export function pathData(points: readonly (Point | null)[]): string {
  let drawing = false;
  let data = "";
  for (const point of points) {
    if (point === null) {
      drawing = false;
      continue;
    }
    data += `${drawing ? "L" : "M"}${point[0].toFixed(2)} ${point[1].toFixed(2)}`;
    drawing = true;
  }
  return data;
}
