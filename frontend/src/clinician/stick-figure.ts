import type { Playhead } from "./playhead";
import { BONES, type Frame, frameAt, JOINTS, neckOf, replayExtent } from "./replay-frame";
import { fitEqual } from "./scales";
import type { Point, Replay } from "./signals";
import { setAttributes, svg } from "./svg";

const PICTURE = { width: 300, height: 340, margin: 14, up: false };

/**
 * Draws the replay's figure and lets it follow the playhead: the patient's left solid, right dashed.
 * Returns false, and draws nothing, when the replay holds nobody.
 */
export function mountStickFigure(host: HTMLElement, replay: Replay, playhead: Playhead): boolean {
  const extent = replayExtent(replay);
  if (extent === null) return false;
  const { place } = fitEqual(extent.x, extent.y, PICTURE);
  const bones = BONES.map(({ side }) => svg("line", { class: `bone bone-${side}` }));
  const neck = svg("line", { class: "bone bone-middle" });
  const joints = JOINTS.map(({ side, index }) =>
    svg("circle", { class: `joint joint-${side}`, r: index === 0 ? 9 : 4 }),
  );
  const label = host.dataset.label ?? "";
  host.replaceChildren(
    svg(
      "svg",
      { viewBox: `0 0 ${PICTURE.width} ${PICTURE.height}`, role: "img", "aria-label": label },
      [neck, ...bones, ...joints],
    ),
  );
  const draw = () => {
    const frame = frameAt(replay, playhead.time_s);
    drawLine(neck, frame === null ? null : neckOf(frame), place);
    drawFrame(frame, place, bones, joints);
  };
  playhead.subscribe(draw);
  draw();
  return true;
}

function drawFrame(
  frame: Frame | null,
  place: (point: Point) => Point,
  bones: readonly SVGLineElement[],
  joints: readonly SVGCircleElement[],
): void {
  BONES.forEach(({ from, to }, index) => {
    const start = frame?.[from] ?? null;
    const end = frame?.[to] ?? null;
    const ends = start === null || end === null ? null : ([start, end] as const);
    drawLine(bones[index] as SVGLineElement, ends, place);
  });
  JOINTS.forEach(({ index }, position) => {
    const joint = joints[position] as SVGCircleElement;
    const point = frame?.[index] ?? null;
    show(joint, point !== null);
    if (point === null) return;
    const [cx, cy] = place(point);
    setAttributes(joint, { cx, cy });
  });
}

function drawLine(
  line: SVGLineElement,
  ends: readonly [Point, Point] | null,
  place: (point: Point) => Point,
): void {
  show(line, ends !== null);
  if (ends === null) return;
  const [x1, y1] = place(ends[0]);
  const [x2, y2] = place(ends[1]);
  setAttributes(line, { x1, y1, x2, y2 });
}

function show(element: SVGElement, visible: boolean): void {
  element.setAttribute("visibility", visible ? "visible" : "hidden");
}
