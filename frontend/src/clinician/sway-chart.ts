import { ellipsePoints } from "./ellipse";
import { pathData } from "./path-data";
import type { Playhead } from "./playhead";
import { type EqualFit, extentOf, fitEqual, niceStepBelow, padded } from "./scales";
import type { Point, Sway } from "./signals";
import { setAttributes, svg } from "./svg";
import { nearestIndex } from "./time-index";

const PICTURE = { width: 360, height: 270, margin: 42, up: true };
const ELLIPSE_POINTS = 96;

/** Words of the sway picture, from the page's language. */
export interface SwayWords {
  readonly title: string;
  readonly mediolateral: string;
  readonly vertical: string;
  readonly unit: string;
}

/** Draws the sway path with equal axes, its ellipse and a scale bar; the dot follows the playhead. */
export function mountSwayChart(
  host: HTMLElement,
  sway: Sway,
  words: SwayWords,
  playhead: Playhead,
): boolean {
  const points = sway.times_s.map((_, index): Point | null => {
    const x = sway.mediolateral[index] ?? null;
    const y = sway.vertical[index] ?? null;
    return x === null || y === null ? null : [x, y];
  });
  const outline = sway.ellipse === null ? [] : ellipsePoints(sway.ellipse, ELLIPSE_POINTS);
  const everything = [...points, ...outline].filter((point) => point !== null);
  const x = extentOf(everything.map((point) => point[0]));
  const y = extentOf(everything.map((point) => point[1]));
  if (x === null || y === null) return false;
  const fit = fitEqual(padded(x, 0.05, 1e-6), padded(y, 0.05, 1e-6), PICTURE);
  const dot = svg("circle", { class: "sway-now", r: 6 });
  host.replaceChildren(
    svg(
      "svg",
      {
        viewBox: `0 0 ${PICTURE.width} ${PICTURE.height}`,
        role: "img",
        "aria-label": words.title,
      },
      [...furniture(words), ...shapes(points, outline, fit), ...scaleBar(fit, words.unit), dot],
    ),
  );
  const follow = () => {
    const index = nearestIndex(sway.times_s, playhead.time_s);
    const point = index === null ? null : (points[index] ?? null);
    dot.setAttribute("visibility", point === null ? "hidden" : "visible");
    if (point === null) return;
    const [cx, cy] = fit.place(point);
    setAttributes(dot, { cx, cy });
  };
  playhead.subscribe(follow);
  follow();
  return true;
}

function shapes(
  points: readonly (Point | null)[],
  outline: readonly Point[],
  fit: EqualFit,
): SVGElement[] {
  const placed = points.map((point) => (point === null ? null : fit.place(point)));
  const round = outline.map((point) => fit.place(point));
  const parts: SVGElement[] = [];
  if (round.length > 0) {
    parts.push(svg("path", { class: "sway-ellipse", d: `${pathData(round)}Z` }));
  }
  parts.push(svg("path", { class: "sway-path", d: pathData(placed) }));
  return parts;
}

function furniture(words: SwayWords): SVGElement[] {
  const { width, height } = PICTURE;
  return [
    svg("rect", {
      class: "sway-frame",
      x: 28,
      y: 8,
      width: width - 36,
      height: height - 36,
      rx: 4,
    }),
    svg("text", { class: "chart-text", x: width / 2, y: height - 9, "text-anchor": "middle" }, [
      words.mediolateral,
    ]),
    svg(
      "text",
      {
        class: "chart-text",
        x: 14,
        y: height / 2 - 12,
        "text-anchor": "middle",
        transform: `rotate(-90 14 ${height / 2 - 12})`,
      },
      [words.vertical],
    ),
  ];
}

function scaleBar(fit: EqualFit, unit: string): SVGElement[] {
  const length = niceStepBelow((PICTURE.width * 0.3) / fit.scale);
  const right = PICTURE.width - 24;
  const left = right - length * fit.scale;
  const y = PICTURE.height - 42;
  return [
    svg("path", {
      class: "scale-bar",
      d: `M${left} ${y - 4}V${y + 4}M${left} ${y}H${right}M${right} ${y - 4}V${y + 4}`,
    }),
    svg("text", { class: "chart-text", x: (left + right) / 2, y: y - 8, "text-anchor": "middle" }, [
      `${length} ${unit}`.trim(),
    ]),
  ];
}
