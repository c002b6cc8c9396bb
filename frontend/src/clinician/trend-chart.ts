import { pathData } from "./path-data";
import { svg } from "./svg";
import { type PlacedPoint, ROOM, trendPicture } from "./trend-picture";
import type { TrendPoint } from "./trend-segments";

const HEIGHT = 190;

/** Draws the trend whose numbers stand in the table beside it: the table is the truth, this is its picture. */
export function mountTrend(figure: HTMLElement): void {
  const host = figure.querySelector<HTMLElement>("[data-trend-chart]");
  if (host === null) return;
  const points = [...figure.querySelectorAll<HTMLElement>("[data-trend-point]")].map(readPoint);
  const draw = () => drawTrend(host, points);
  new ResizeObserver(draw).observe(host);
  draw();
}

function readPoint(row: HTMLElement): TrendPoint {
  const { at, day, value, low, high, side, view, version } = row.dataset;
  const number = (text: string | undefined) => (text ? Number(text) : null);
  return {
    at_ms: Date.parse(at ?? ""),
    day: day ?? "",
    value: Number(value),
    low: number(low),
    high: number(high),
    side: side === "left" || side === "right" ? side : null,
    view: view ?? "",
    scoringVersion: version ?? "",
  };
}

function drawTrend(host: HTMLElement, points: readonly TrendPoint[]): void {
  const width = Math.max(host.clientWidth, 240);
  const picture = trendPicture(points, { width, height: HEIGHT });
  if (picture === null) return;
  const parts: SVGElement[] = [
    ...picture.ticks.flatMap(({ y, value }) => [
      svg("line", { class: "chart-grid", x1: ROOM.left, x2: width - ROOM.right, y1: y, y2: y }),
      svg("text", { class: "chart-text", x: ROOM.left - 8, y: y + 4, "text-anchor": "end" }, [
        `${value}${host.dataset.suffix ?? ""}`,
      ]),
    ]),
    ...picture.dates.map(({ x, day }) =>
      svg("text", { class: "chart-text", x, y: HEIGHT - 6, "text-anchor": "middle" }, [day]),
    ),
    ...picture.lines.map(({ side, points: line }) =>
      svg("path", { class: `trend-line trend-${side ?? "none"}`, d: pathData(line) }),
    ),
    ...picture.points.flatMap(drawPoint),
  ];
  host.replaceChildren(
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${HEIGHT}`,
        height: HEIGHT,
        width,
        role: "img",
        "aria-label": host.dataset.label ?? "",
      },
      parts,
    ),
  );
}

/** A round point for one side, a square for the other; hollow where the measurement was poor. */
function drawPoint({ point, x, y, yLow, yHigh }: PlacedPoint): SVGElement[] {
  const side = point.side ?? "none";
  const parts: SVGElement[] = [];
  if (yLow !== null && yHigh !== null) {
    parts.push(
      svg("path", {
        class: `trend-interval trend-${side}`,
        d: `M${x - 4} ${yHigh}H${x + 4}M${x} ${yHigh}V${yLow}M${x - 4} ${yLow}H${x + 4}`,
      }),
    );
  }
  parts.push(
    point.side === "right"
      ? svg("rect", { class: `trend-point trend-${side}`, x: x - 4, y: y - 4, width: 8, height: 8 })
      : svg("circle", { class: `trend-point trend-${side}`, cx: x, cy: y, r: 4.5 }),
  );
  return parts;
}
