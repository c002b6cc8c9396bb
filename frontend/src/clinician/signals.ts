/** What the therapist's page draws: `plumbline.signals/1` and the parts of `plumbline.report/1` that are drawn. */
import type { Fits, Message } from "../api/messages";

type ServedSeries = Message<"SignalSeries">;
type ServedEllipse = Message<"SwayEllipse">;

export type Side = ServedSeries["side"];
export type Point = readonly [x: number, y: number];

/** Null where nothing was measured: never drawn, never bridged. */
export type Series = ServedSeries;

/** `xy`: per frame 34 numbers, x and y of the 17 keypoints in COCO order, pixels; null when missing. */
export type Replay = Message<"SignalReplay">;

/** The document calls a point a list of two numbers, which TypeScript reads as any list. */
export type Ellipse = Fits<
  {
    readonly [Key in keyof ServedEllipse]: ServedEllipse[Key] extends readonly number[]
      ? Point
      : ServedEllipse[Key];
  },
  ServedEllipse
>;

export type Sway = Omit<Message<"SignalSway">, "ellipse"> & { readonly ellipse: Ellipse };

export type Hold = Message<"SignalHold">;

export type Signals = Omit<Message<"Signals">, "sway"> & { readonly sway: Sway | null };

export interface Repetition {
  readonly side: Side;
  readonly start_s: number;
  readonly end_s: number;
}

export interface ReportEvent {
  readonly kind: string;
  readonly start_s: number;
  readonly end_s: number | null;
  readonly label: string;
}

/** The answer of `/clinic/recordings/<id>/signals.json`: every word in it is in the reader's language. */
export interface RecordingDrawing {
  readonly recording: string;
  readonly signals: Signals;
  readonly repetitions: readonly Repetition[];
  readonly events: readonly ReportEvent[];
  /** Words for `series.key`, `side` and units, by key. */
  readonly labels: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
}
