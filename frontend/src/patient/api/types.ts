/** What `/api/v1/patient/` sends and takes: `docs/reference/upload-and-patient-api.md`. */
export interface Clinic {
  readonly name: string;
  readonly phone: string;
}

export type Protocol = string;
export type View = "side" | "front" | string;
export type Side = "left" | "right" | "both" | null;

export interface TodayItem {
  readonly id: string;
  readonly position: number;
  readonly protocol: Protocol;
  readonly title: string;
  readonly view: View;
  readonly posture: string;
  readonly side: Side;
  readonly sets: number;
  readonly sets_done: number;
  readonly repetitions: number | null;
  readonly seconds: number | null;
  readonly rest_s: number;
  readonly needs_support: boolean;
  readonly instruction: string;
  readonly steps: readonly string[];
  readonly safety: readonly string[];
  readonly minutes: number;
}

export interface Prescription {
  readonly id: string;
  readonly title: string;
  readonly pain_stop_limit: number;
  readonly starts_on: string;
  readonly ends_on: string | null;
  readonly times_per_week: number;
}

export interface ConsentState {
  readonly text_version: string;
  readonly care: boolean | null;
  readonly research: boolean | null;
}

export interface Today {
  readonly patient: { readonly given_name: string; readonly is_synthetic: boolean };
  readonly clinic: Clinic;
  readonly consent: ConsentState;
  readonly today: string;
  readonly prescription: Prescription | null;
  readonly items: readonly TodayItem[];
}

export type SessionAnswer = { readonly state: "signed_out" } | ({ readonly state: "open" } & Today);

export type RecordingState = "receiving" | "queued" | "scoring" | "scored" | "refused" | "parked";

export interface Headline {
  readonly key: string;
  readonly value: number | null;
  readonly unit: string;
  readonly side: Side;
}

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
}

export interface RecordingOutcome {
  readonly id: string;
  readonly item: string;
  readonly set_number: number;
  readonly state: RecordingState;
  readonly headline: Headline | null;
  readonly refusal: Refusal | null;
}

export interface AssessmentOutcome {
  readonly id: string;
  readonly recordings: readonly RecordingOutcome[];
}

export type StopReason =
  | "finished"
  | "time"
  | "patient"
  | "pain"
  | "dizzy"
  | "tired"
  | "unwell"
  | "problem"
  | "interrupted";

export interface Answers {
  readonly pain: number | null;
  readonly effort: number | null;
  readonly felt_wrong: readonly string[];
  readonly note: string;
}

export interface ManualEntry {
  readonly id: string;
  readonly assessment: string;
  readonly item: string;
  readonly set_number: number;
  readonly repetitions: number | null;
  readonly seconds: number | null;
  readonly pain: number | null;
  readonly reason: string;
}
