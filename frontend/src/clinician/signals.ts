/** What the therapist's page draws: `plumbline.signals/1` and the parts of `plumbline.report/1` that are drawn. */

export type Side = "left" | "right" | null;
export type Point = readonly [x: number, y: number];

export interface Series {
  readonly key: string;
  readonly side: Side;
  readonly unit: string;
  /** null where nothing was measured: never drawn, never bridged. */
  readonly values: readonly (number | null)[];
}

export interface Replay {
  readonly times_s: readonly number[];
  /** Per frame 34 numbers, x and y of the 17 keypoints in COCO order, pixels; null when missing. */
  readonly xy: readonly (readonly (number | null)[])[];
  readonly width_px: number;
  readonly height_px: number;
}

export interface Ellipse {
  readonly centre: Point;
  readonly semi_axes: Point;
  readonly angle_deg: number;
}

export interface Sway {
  readonly unit: string;
  readonly mediolateral: readonly (number | null)[];
  readonly vertical: readonly (number | null)[];
  readonly times_s: readonly number[];
  readonly ellipse: Ellipse | null;
}

export interface Hold {
  readonly side: Side;
  readonly start_s: number;
  readonly end_s: number;
  readonly stop_reason: string | null;
}

export interface Signals {
  readonly schema: "plumbline.signals/1";
  readonly times_s: readonly number[];
  readonly series: readonly Series[];
  readonly replay: Replay | null;
  readonly sway: Sway | null;
  readonly hold: Hold | null;
}

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
