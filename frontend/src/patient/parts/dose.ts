import type { Side } from "../api/types";
import { t } from "../text/i18n";

/** How much of an exercise is prescribed. */
export interface Dose {
  readonly sets: number;
  readonly repetitions: number | null;
  readonly seconds: number | null;
}

/** "2 sets of 10 times", "30 seconds". */
export function doseText(dose: Dose): string {
  const each =
    dose.seconds === null
      ? t("dose.repetitions", { count: dose.repetitions ?? 0 })
      : t("dose.seconds", { count: dose.seconds });
  return dose.sets === 1 ? each : t("dose.sets", { count: dose.sets, each });
}

/** The side in words, or `null` where there is none to name. */
export function sideText(side: Side): string | null {
  return side === null ? null : t(`side.${side}`);
}
