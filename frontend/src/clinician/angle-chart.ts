import uPlot from "uplot";
import { type Bands, drawBands } from "./curve-bands";
import { curveOptions } from "./curve-options";
import type { Playhead } from "./playhead";
import type { Series } from "./signals";

const HEIGHT_PX = 260;
const NARROW_HEIGHT_PX = 210;
/** Drawn in these proportions for paper, where the page scales it to its column. */
const PAPER = { width: 600, height: 116 };
const PAPER_BESIDE_SWAY = { width: 400, height: 112 };

/** One measure over time, left and right together, with what lies behind it. Follows and moves the playhead. */
export class AngleChart {
  private plot: uPlot | null = null;
  private hovering = false;
  private onPaper = false;

  constructor(
    private readonly host: HTMLElement,
    private readonly times_s: readonly number[],
    private readonly playhead: Playhead,
  ) {
    playhead.subscribe(() => this.follow());
    new ResizeObserver(() => this.resize()).observe(host);
    host.addEventListener("pointerenter", () => {
      this.hovering = true;
    });
    host.addEventListener("pointerleave", () => {
      this.hovering = false;
      this.follow();
    });
  }

  show(series: readonly Series[], bands: Bands): void {
    this.plot?.destroy();
    const options = curveOptions(
      series,
      [this.playhead.start_s, this.playhead.end_s],
      this.size(),
      {
        drawClear: [(plot) => drawBands(plot, bands)],
        setCursor: [(plot) => this.hover(plot)],
        ready: [() => this.follow()],
      },
    );
    const columns = [this.times_s, ...series.map(({ values }) => values)];
    this.plot = new uPlot(options, columns as unknown as uPlot.AlignedData, this.host);
    this.follow();
  }

  /** Draws again with the colours of now: after a change of theme, before and after printing. */
  repaint(printing: boolean): void {
    if (this.plot === null) return;
    this.onPaper = printing;
    const paper = this.host.closest(".player-sway") === null ? PAPER : PAPER_BESIDE_SWAY;
    this.plot.setSize(printing ? paper : this.size());
    this.plot.redraw(false);
  }

  private size(): { width: number; height: number } {
    const width = Math.max(this.host.clientWidth, 240);
    return { width, height: width < 480 ? NARROW_HEIGHT_PX : HEIGHT_PX };
  }

  private resize(): void {
    if (this.plot === null || this.onPaper || this.host.clientWidth === 0) return;
    const size = this.size();
    if (size.width !== this.plot.width) this.plot.setSize(size);
  }

  private hover(plot: uPlot): void {
    const left = plot.cursor.left ?? -1;
    if (!this.hovering || left < 0 || this.playhead.playing) return;
    this.playhead.seek(plot.posToVal(left, "x"));
  }

  private follow(): void {
    if (this.plot === null || (this.hovering && !this.playhead.playing)) return;
    const left = this.plot.valToPos(this.playhead.time_s, "x");
    this.plot.setCursor({ left, top: 0 }, false);
  }
}
