import { INDEX, type KeypointName } from "../../pose/keypoints";
import type { FigurePose, Point } from "./body";

/** Which limb a line belongs to. */
export type Limb = "left_arm" | "right_arm" | "left_leg" | "right_leg";

/** A limb's part: a thick line with round ends, in body heights. */
export interface LimbLine {
  readonly limb: Limb;
  readonly from: Point;
  readonly to: Point;
  readonly width: number;
}

/** What a figure is drawn of, in body heights. */
export interface FigureShapes {
  readonly lines: readonly LimbLine[];
  readonly trunk: readonly Point[];
  readonly trunkWidth: number;
  readonly neck: { readonly from: Point; readonly to: Point };
  readonly head: Point;
}

export const HEAD_RADIUS = 0.066;
export const NECK_WIDTH = 0.05;
const FOOT_AHEAD = 0.09;
const FOOT_ASIDE = 0.03;
const FOOT_BELOW = 0.028;

const at = (pose: FigurePose, name: KeypointName): Point => pose[INDEX[name]] ?? { x: 0, y: 0 };
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function armLines(pose: FigurePose, side: "left" | "right"): LimbLine[] {
  const [shoulder, elbow, wrist] = (["shoulder", "elbow", "wrist"] as const).map((joint) =>
    at(pose, `${side}_${joint}`),
  ) as [Point, Point, Point];
  const limb: Limb = `${side}_arm`;
  return [
    { limb, from: shoulder, to: elbow, width: 0.058 },
    { limb, from: elbow, to: wrist, width: 0.048 },
  ];
}

function legLines(pose: FigurePose, side: "left" | "right", view: "front" | "side"): LimbLine[] {
  const [hip, knee, ankle] = (["hip", "knee", "ankle"] as const).map((joint) =>
    at(pose, `${side}_${joint}`),
  ) as [Point, Point, Point];
  const aside = side === "left" ? FOOT_ASIDE : -FOOT_ASIDE;
  const toe = {
    x: ankle.x + (view === "side" ? FOOT_AHEAD : aside),
    y: ankle.y + FOOT_BELOW * (view === "side" ? 0.6 : 1),
  };
  const limb: Limb = `${side}_leg`;
  return [
    { limb, from: hip, to: knee, width: 0.088 },
    { limb, from: knee, to: ankle, width: 0.066 },
    { limb, from: ankle, to: toe, width: 0.046 },
  ];
}

/** The lines and the trunk of a figure, the far limbs first. */
export function figureShapes(pose: FigurePose, view: "front" | "side"): FigureShapes {
  const shoulders = middle(at(pose, "left_shoulder"), at(pose, "right_shoulder"));
  const hips = middle(at(pose, "left_hip"), at(pose, "right_hip"));
  const head = view === "side" ? middle(at(pose, "left_ear"), at(pose, "nose")) : at(pose, "nose");
  const front = [
    at(pose, "left_shoulder"),
    at(pose, "right_shoulder"),
    at(pose, "right_hip"),
    at(pose, "left_hip"),
  ];
  return {
    lines: [
      ...armLines(pose, "left"),
      ...legLines(pose, "left", view),
      ...legLines(pose, "right", view),
      ...armLines(pose, "right"),
    ],
    trunk: view === "side" ? [shoulders, hips] : front,
    trunkWidth: view === "side" ? 0.125 : 0.06,
    neck: { from: shoulders, to: head },
    head,
  };
}

/** A rectangle in body heights. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The smallest rectangle that holds the whole drawing, the ground included. */
export function figureBounds(shapes: FigureShapes): Bounds {
  const spots = [
    ...shapes.lines.flatMap(({ from, to, width }) => [
      { point: from, radius: width / 2 },
      { point: to, radius: width / 2 },
    ]),
    ...shapes.trunk.map((point) => ({ point, radius: shapes.trunkWidth / 2 })),
    { point: shapes.head, radius: HEAD_RADIUS },
  ];
  return {
    left: Math.min(...spots.map(({ point, radius }) => point.x - radius)),
    right: Math.max(...spots.map(({ point, radius }) => point.x + radius)),
    top: Math.min(...spots.map(({ point, radius }) => point.y - radius)),
    bottom: Math.max(0, ...spots.map(({ point, radius }) => point.y + radius)),
  };
}
