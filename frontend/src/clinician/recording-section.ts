import { AngleChart } from "./angle-chart";
import type { Bands } from "./curve-bands";
import { mountControls } from "./player-controls";
import { Playhead } from "./playhead";
import { type ReadoutWords, readoutParts } from "./readout";
import type { RecordingDrawing, Series } from "./signals";
import { mountStickFigure } from "./stick-figure";
import { missingStretches } from "./stretches";
import { mountSwayChart } from "./sway-chart";
import { timeSpan } from "./time-index";

/** Shorter losses are bridged by scoring; what is still open longer than this gets a hatching. */
const SHORTEST_HATCHED_S = 0.2;

/** Fetches a recording's signals and brings its section to life; sections without signals stay as they are. */
export async function mountRecording(section: HTMLElement): Promise<AngleChart | null> {
  const player = section.querySelector<HTMLElement>("[data-player]");
  const address = player?.dataset.signals;
  if (player === null || address === undefined) return null;
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    player.dataset.player = "failed";
    return null;
  }
  return mountPlayer(player, (await answer.json()) as RecordingDrawing);
}

function mountPlayer(player: HTMLElement, drawing: RecordingDrawing): AngleChart | null {
  const { signals } = drawing;
  const span = timeSpan(
    signals.times_s,
    signals.replay?.times_s ?? [],
    signals.sway?.times_s ?? [],
  );
  if (span === null) {
    player.dataset.player = "empty";
    return null;
  }
  const playhead = new Playhead(span[0], span[1], requestAnimationFrame.bind(window));
  const figure = player.querySelector<HTMLElement>("[data-figure]");
  if (figure !== null && signals.replay !== null) {
    mountStickFigure(figure, signals.replay, playhead);
  }
  mountSway(player, drawing, playhead);
  const curve = mountCurve(player, drawing, playhead);
  const words = readoutWords(player, drawing);
  mountControls(player, playhead, drawing.repetitions, () =>
    readoutParts(
      playhead.time_s,
      signals.times_s,
      curve?.shown() ?? [],
      drawing.repetitions,
      words,
    ),
  );
  playhead.seek(firstMoment_s(drawing, span[0]));
  player.dataset.player = "ready";
  return curve?.chart ?? null;
}

/** Opens on the first repetition's peak or inside the hold: a picture that says something. */
function firstMoment_s(drawing: RecordingDrawing, start_s: number): number {
  const first = drawing.repetitions[0];
  if (first !== undefined) return (first.start_s + first.end_s) / 2;
  const hold = drawing.signals.hold;
  return hold === null ? start_s : (hold.start_s + hold.end_s) / 2;
}

function mountSway(player: HTMLElement, drawing: RecordingDrawing, playhead: Playhead): void {
  const host = player.querySelector<HTMLElement>("[data-sway]");
  const { sway } = drawing.signals;
  if (host === null || sway === null) return;
  const words = {
    title: host.dataset.label ?? "",
    mediolateral: host.dataset.mediolateral ?? "",
    vertical: host.dataset.vertical ?? "",
    unit: drawing.units[sway.unit] ?? sway.unit,
  };
  mountSwayChart(host, sway, words, playhead);
}

interface Curve {
  readonly chart: AngleChart;
  readonly shown: () => readonly Series[];
}

function mountCurve(
  player: HTMLElement,
  drawing: RecordingDrawing,
  playhead: Playhead,
): Curve | null {
  const host = player.querySelector<HTMLElement>("[data-curve]");
  const { series, times_s } = drawing.signals;
  const first = series[0];
  if (host === null || first === undefined) return null;
  const chart = new AngleChart(host, times_s, playhead);
  let shown: readonly Series[] = [];
  const show = (key: string) => {
    shown = series.filter((one) => one.key === key);
    chart.show(shown, bandsOf(drawing, shown, host));
    playhead.seek(playhead.time_s);
  };
  const choice = player.querySelector<HTMLSelectElement>("[data-measure]");
  if (choice !== null) fillChoice(choice, drawing);
  choice?.addEventListener("change", () => show(choice.value));
  show(first.key);
  return { chart, shown: () => shown };
}

function fillChoice(choice: HTMLSelectElement, { signals, labels }: RecordingDrawing): void {
  const keys = [...new Set(signals.series.map(({ key }) => key))];
  choice.replaceChildren(...keys.map((key) => new Option(labels[key] ?? key, key)));
}

function bandsOf(drawing: RecordingDrawing, shown: readonly Series[], host: HTMLElement): Bands {
  const { signals, repetitions, events } = drawing;
  const tracks = shown.map(({ values }) => values);
  const hold = signals.hold;
  const held = hold === null ? [] : [{ stretch: hold, label: host.dataset.holdLabel ?? "" }];
  const marks = events.map((event) => ({
    stretch: { start_s: event.start_s, end_s: event.end_s ?? event.start_s },
    label: event.label,
  }));
  return {
    repetitions,
    missing: missingStretches(signals.times_s, tracks, SHORTEST_HATCHED_S),
    marks: [...held, ...marks],
  };
}

function readoutWords(player: HTMLElement, drawing: RecordingDrawing): ReadoutWords {
  return {
    seconds: drawing.units.s ?? "s",
    repetition: player.dataset.repetition ?? "{n}",
    missing: player.dataset.missing ?? "–",
    sides: drawing.labels,
    units: drawing.units,
  };
}
