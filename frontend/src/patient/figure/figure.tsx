import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FigurePose, Point } from "./body";
import type { FigureSide } from "./movements";
import {
  figureBounds,
  figureShapes,
  HEAD_RADIUS,
  type Limb,
  type LimbLine,
  NECK_WIDTH,
} from "./shapes";

/** Pixels of the drawing per body height. */
const UNIT = 100;
const BOX = { front: "-62 -124 124 132", side: "-52 -114 120 122" } as const;

/** The limbs that an exercise is about; they take their side's colour. */
export type ActiveLimbs = "arms" | "legs";

export interface FigureProps {
  readonly pose: FigurePose;
  readonly view: "front" | "side";
  readonly side?: FigureSide;
  readonly active?: ActiveLimbs;
  /** Only the outline, to step into. */
  readonly outline?: boolean;
  /** As large as the frame allows, instead of leaving room for the movement. */
  readonly cropped?: boolean;
  readonly className?: string;
}

const px = (value: number) => Math.round(value * UNIT * 100) / 100;
const points = (list: readonly Point[]) => list.map(({ x, y }) => `${px(x)},${px(y)}`).join(" ");

function limbClass(limb: Limb, props: FigureProps): string {
  const [limbSide, part] = limb.split("_");
  const active = props.active?.startsWith(part ?? "-");
  const chosen = props.side === "both" || props.side === limbSide;
  if (active && chosen) return `figure-limb figure-${limbSide}`;
  return props.view === "side" && limbSide === "left" ? "figure-limb figure-far" : "figure-limb";
}

function Line(props: {
  readonly line: LimbLine;
  readonly className: string;
  readonly grow: number;
}) {
  const { from, to, width } = props.line;
  return (
    <line
      class={props.className}
      x1={px(from.x)}
      y1={px(from.y)}
      x2={px(to.x)}
      y2={px(to.y)}
      stroke-width={px(width) + props.grow}
    />
  );
}

/** How far the mirrored drawing of a side view is moved, so that its movement stays in the frame. */
const shiftOf = (view: "front" | "side") => (view === "side" ? 16 : 0);
const MARGIN = 3;

function viewBox(props: FigureProps): string {
  if (props.cropped !== true) return BOX[props.view];
  const { left, right, top, bottom } = figureBounds(figureShapes(props.pose, props.view));
  const x = shiftOf(props.view) - px(right) - MARGIN;
  const y = px(top) - MARGIN;
  return `${x} ${y} ${px(right - left) + 2 * MARGIN} ${px(bottom - top) + 2 * MARGIN}`;
}

/** The body as filled shapes, `grow` pixels fatter on either side. */
function Body(props: FigureProps & { readonly grow: number }): JSX.Element {
  const shapes = figureShapes(props.pose, props.view);
  const line = (item: LimbLine, index: number) => (
    <Line key={index} line={item} className={limbClass(item.limb, props)} grow={2 * props.grow} />
  );
  const near = shapes.lines.filter(({ limb }) => limb.endsWith("arm") && !limb.startsWith("left"));
  const far = shapes.lines.filter((item) => !near.includes(item));
  return (
    <g>
      {far.map(line)}
      <line
        class="figure-limb"
        x1={px(shapes.neck.from.x)}
        y1={px(shapes.neck.from.y)}
        x2={px(shapes.neck.to.x)}
        y2={px(shapes.neck.to.y)}
        stroke-width={px(NECK_WIDTH) + 2 * props.grow}
      />
      <polygon
        class="figure-limb figure-trunk"
        points={points(shapes.trunk)}
        stroke-width={px(shapes.trunkWidth) + 2 * props.grow}
      />
      <circle
        class="figure-head"
        cx={px(shapes.head.x)}
        cy={px(shapes.head.y)}
        r={px(HEAD_RADIUS) + props.grow}
      />
      {near.map(line)}
    </g>
  );
}

/**
 * A person drawn from 17 keypoints, mirrored as the camera's picture is on the screen.
 *
 * It is decoration for screen readers: the words beside it say the same.
 */
export function Figure(props: FigureProps): JSX.Element {
  const mask = useId();
  const kind = props.outline === true ? "figure figure-outline" : "figure";
  return (
    <svg class={`${kind} ${props.className ?? ""}`} viewBox={viewBox(props)} aria-hidden="true">
      <g transform={`translate(${shiftOf(props.view)} 0) scale(-1 1)`}>
        {props.outline === true ? (
          <>
            <mask id={mask} maskUnits="userSpaceOnUse" x="-200" y="-200" width="400" height="400">
              <rect x="-200" y="-200" width="400" height="400" fill="#fff" />
              <g class="figure-cut">
                <Body {...props} grow={0} />
              </g>
            </mask>
            <g mask={`url(#${mask})`}>
              <Body {...props} grow={1.3} />
            </g>
          </>
        ) : (
          <>
            {props.cropped !== true && (
              <line class="figure-ground" x1="-46" x2="46" y1="1" y2="1" />
            )}
            <Body {...props} grow={0} />
          </>
        )}
      </g>
    </svg>
  );
}
