import type { Today } from "../api/types";

/**
 * The routine on another day than the one for which the server told it: nothing of it is done yet.
 * `null` when the prescription has ended.
 */
export function planOn(plan: Today, now: Date): Today | null {
  const day = isoDay(now);
  // A device whose clock is behind the clinic's day is still in that day.
  if (day <= plan.today) return plan;
  if (plan.prescription !== null && plan.prescription.ends_on < day) return null;
  return { ...plan, today: day, items: plan.items.map((item) => ({ ...item, sets_done: 0 })) };
}

/** The device's own date, as `2026-11-23`. */
function isoDay(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
