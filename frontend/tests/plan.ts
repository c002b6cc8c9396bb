import type { Today, TodayItem } from "../src/patient/api/types";

/** One exercise of a plan: two sets of ten squats, unless changed. */
export const item = (changes: Partial<TodayItem> = {}): TodayItem => ({
  id: "a",
  position: 1,
  protocol: "squat",
  title: "Squat",
  view: "side",
  posture: "standing",
  side: null,
  sets: 2,
  sets_done: 0,
  repetitions: 10,
  seconds: null,
  rest_s: 60,
  needs_support: false,
  instruction: "",
  steps: [],
  setup: [],
  safety: [],
  minutes: 4,
  ...changes,
});

export const PRESCRIPTION = {
  id: "p",
  title: "",
  pain_stop_limit: 6,
  starts_on: "",
  ends_on: "",
  times_per_week: 3,
};

/** What a patient is to do today. */
export const today = (items: readonly TodayItem[]): Today => ({
  patient: { given_name: "Rosa", is_synthetic: true },
  clinic: { name: "Clinic", phone: "1" },
  consent: { text_version: "1", care: true, research: false },
  today: "2026-11-23",
  prescription: PRESCRIPTION,
  items,
});
