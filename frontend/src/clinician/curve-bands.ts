import type uPlot from "uplot";
import { colour } from "./curve-options";
import type { Stretch } from "./stretches";

/** Below this width words above the curve would run into the repetitions' numbers. */
const NARROW_PX = 480;

/** What lies behind a curve: repetitions shaded and numbered, lost stretches hatched, events as marks. */
export interface Bands {
  readonly repetitions: readonly Stretch[];
  readonly missing: readonly Stretch[];
  readonly marks: readonly { readonly stretch: Stretch; readonly label: string }[];
}

export function drawBands(plot: uPlot, bands: Bands): void {
  const { ctx } = plot;
  ctx.save();
  bands.repetitions.forEach((stretch, index) => {
    const { left, width } = across(plot, stretch);
    ctx.fillStyle = colour("--band");
    ctx.fillRect(left, plot.bbox.top, width, plot.bbox.height);
    writeAbove(plot, left + width / 2, String(index + 1), "--ink-2");
  });
  for (const stretch of bands.missing) hatch(plot, stretch);
  for (const { stretch, label } of bands.marks) {
    const { left, width } = across(plot, stretch);
    ctx.strokeStyle = colour("--ink-3");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.strokeRect(left, plot.bbox.top, Math.max(width, 1), plot.bbox.height);
    ctx.setLineDash([]);
    if (plot.width >= NARROW_PX) writeAbove(plot, left + width / 2, label, "--ink-3");
  }
  ctx.restore();
}

function across(plot: uPlot, { start_s, end_s }: Stretch): { left: number; width: number } {
  const left = plot.valToPos(start_s, "x", true);
  return { left, width: plot.valToPos(end_s, "x", true) - left };
}

function writeAbove(plot: uPlot, x: number, text: string, tone: string): void {
  const { ctx } = plot;
  ctx.font = `${12 * devicePixelRatio}px ${colour("--font")}`;
  ctx.fillStyle = colour(tone);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillText(text, x, plot.bbox.top - 6 * devicePixelRatio);
}

function hatch(plot: uPlot, stretch: Stretch): void {
  const { ctx, bbox } = plot;
  const { left, width } = across(plot, stretch);
  const step = 7 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = colour("--line-strong");
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (let x = left - bbox.height; x < left + width; x += step) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}
