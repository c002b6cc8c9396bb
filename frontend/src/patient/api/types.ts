/**
 * What `/api/v1/patient/` sends and takes (`docs/reference/upload-and-patient-api.md`), by the names
 * of these pages. The shapes are the server's own: a change there breaks the compilation here.
 */
import type { Message } from "../../api/messages";

export type Clinic = Message<"Contact">;
export type ConsentState = Message<"ConsentState">;
export type Prescription = Message<"TodayPrescription">;
export type TodayItem = Message<"TodayItem">;
export type Protocol = TodayItem["protocol"];
export type View = TodayItem["view"];
export type Side = TodayItem["side"];
export type Today = Message<"Today">;
export type SessionAnswer = Message<"PatientSession">;

export type Headline = Message<"Headline">;
export type Refusal = Message<"Refusal">;
export type RecordingOutcome = Message<"DoneRecording">;
export type RecordingState = RecordingOutcome["state"];
export type AssessmentOutcome = Message<"Done">;
