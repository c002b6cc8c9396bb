import type { Options, Series as PlotSeries } from "uplot";
import { type Extent, extentOf } from "./scales";
import type { Series, Side } from "./signals";

/** A colour of the design system as it is now: it changes with the theme and in print. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const SIDE_COLOUR = { left: "--left", right: "--right" } as const;

export function sideColour(side: Side): string {
  return colour(side === null ? "--ink" : SIDE_COLOUR[side]);
}

/** Left solid, right dashed: the side never depends on colour alone. */
export function plotSeries(series: readonly Series[], ratio: number): PlotSeries[] {
  return series.map(
    ({ side }): PlotSeries => ({
      stroke: () => sideColour(side),
      width: 2,
      ...(side === "right" ? { dash: [7 * ratio, 4 * ratio] } : {}),
      spanGaps: false,
      points: { show: false },
    }),
  );
}

/** The curve's vertical extent: holds zero for angles, so that neutral is always in sight. */
export function valueExtent(series: readonly Series[]): Extent {
  const extent = extentOf(series.flatMap(({ values }) => [...values])) ?? [0, 1];
  const angular = series.some(({ unit }) => unit === "deg");
  const low = angular ? Math.min(0, extent[0]) : extent[0];
  const high = angular ? Math.max(10, extent[1]) : extent[1];
  const room = (high - low) * 0.08 || 1;
  return [low === 0 ? 0 : low - room, high + room];
}

export function curveOptions(
  series: readonly Series[],
  span: Extent,
  size: { width: number; height: number },
  hooks: NonNullable<Options["hooks"]>,
): Options {
  const font = `13px ${colour("--font")}`;
  const axis = {
    stroke: () => colour("--ink-2"),
    font,
    grid: { stroke: () => colour("--grid"), width: 1 },
    ticks: { stroke: () => colour("--line"), width: 1, size: 4 },
  };
  const suffix = series[0]?.unit === "deg" ? "°" : "";
  const [low, high] = valueExtent(series);
  return {
    ...size,
    padding: [22, 12, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [span[0], span[1]] },
      y: { range: () => [low, high] },
    },
    cursor: { drag: { x: false, y: false }, y: false, points: { size: 8 } },
    axes: [
      { ...axis, size: 34, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => `${tick}${suffix}`) },
    ],
    series: [{}, ...plotSeries(series, window.devicePixelRatio)],
    hooks,
  };
}
