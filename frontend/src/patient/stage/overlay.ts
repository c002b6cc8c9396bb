import { BONES, KEYPOINT_NAMES } from "../../pose/keypoints";
import type { Keypoint, Keypoints } from "../../pose/pose";
import type { Box } from "./fit";

/** Below this confidence a point is not drawn. */
const SCORE_DRAWN = 0.25;

export interface OverlayColours {
  readonly left: string;
  readonly right: string;
  readonly middle: string;
  readonly edge: string;
}

/** The stage's colours, from the design tokens. */
export function overlayColours(root: HTMLElement): OverlayColours {
  const styles = getComputedStyle(root);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return {
    left: colour("--stage-left"),
    right: colour("--stage-right"),
    middle: colour("--stage-ink"),
    edge: colour("--stage-veil"),
  };
}

function boneSide(from: number, to: number): "left" | "right" | "middle" {
  const [first, second] = [KEYPOINT_NAMES[from], KEYPOINT_NAMES[to]];
  if (first?.startsWith("left") && second?.startsWith("left")) return "left";
  return first?.startsWith("right") && second?.startsWith("right") ? "right" : "middle";
}

const isFace = (index: number) => index < 5;

/**
 * Draws the skeleton over the mirrored picture: left blue and solid, right vermilion and dashed.
 *
 * `box` is where the picture lies on the canvas, in canvas pixels.
 */
export function drawSkeleton(
  canvas: CanvasRenderingContext2D,
  keypoints: Keypoints,
  box: Box,
  colours: OverlayColours,
): void {
  const thickness = Math.max(4, box.height / 110);
  const place = (point: Keypoint) =>
    [box.x + (1 - point.x) * box.width, box.y + point.y * box.height] as const;
  const shown = (index: number) => {
    const point = keypoints[index] ?? null;
    return point !== null && point.score >= SCORE_DRAWN && !isFace(index) ? point : null;
  };
  canvas.lineCap = "round";
  for (const edge of [true, false]) {
    for (const [from, to] of BONES) {
      const [a, b] = [shown(from), shown(to)];
      if (a === null || b === null) continue;
      const side = boneSide(from, to);
      canvas.lineWidth = edge ? thickness * 1.9 : thickness;
      canvas.strokeStyle = edge ? colours.edge : colours[side];
      canvas.setLineDash(!edge && side === "right" ? [thickness * 1.6, thickness * 1.7] : []);
      canvas.beginPath();
      canvas.moveTo(...place(a));
      canvas.lineTo(...place(b));
      canvas.stroke();
    }
  }
  canvas.setLineDash([]);
  for (let index = 0; index < keypoints.length; index += 1) {
    const point = shown(index);
    if (point === null) continue;
    canvas.beginPath();
    canvas.arc(...place(point), thickness * 0.95, 0, 2 * Math.PI);
    canvas.fillStyle = colours.middle;
    canvas.fill();
    canvas.lineWidth = thickness * 0.4;
    canvas.strokeStyle = colours.edge;
    canvas.stroke();
  }
}
