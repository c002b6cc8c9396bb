import { language, t } from "../../patient/text/i18n";
import type { Verdict } from "../measure/verdict";
import type { Battery, DeviceFacts } from "../surroundings/device-facts";
import type { TrialResult } from "../trials/trial-table";

const BYTES_PER_MB = 1e6;

/** A number in the reader's way. */
export function figure(value: number, digits = 0): string {
  const format = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(language(), format).format(value);
}

export function megabytes(bytes: number): string {
  return t("device.megabytes", { amount: figure(bytes / BYTES_PER_MB) });
}

export function milliseconds(ms: number): string {
  return t("device.ms", { ms: figure(ms, ms < 10 ? 1 : 0) });
}

const OF_FIGURES: readonly string[] = ["good", "slow", "slow_model", "slow_camera", "too_slow"];

/** What was found, in one sentence, and what to do about it. */
export function verdictWords(verdict: Verdict): {
  readonly title: string;
  readonly steps: readonly string[];
} {
  const ofFigures = OF_FIGURES.includes(verdict);
  const title = ofFigures ? t(`device.verdict.${verdict}`) : t(`problem.why.${verdict}`);
  const steps = ofFigures ? t(`device.advice.${verdict}`) : t(`problem.try.${verdict}`);
  return { title, steps: steps.split("\n") };
}

export function trialWords(result: TrialResult | null): string {
  if (result === null) return t("device.trial.none");
  if (result.kind === "failed") return t(`device.reason.${result.reason}`);
  return t("device.trial.passed", { ms: figure(result.frameMs, result.frameMs < 10 ? 1 : 0) });
}

export function threadsWords({ isolated, cores }: DeviceFacts): string {
  const possible = t(isolated ? "device.threads.yes" : "device.threads.no");
  return cores === null ? possible : `${possible}, ${t("device.threads.cores", { count: cores })}`;
}

export function browserWords({ name }: DeviceFacts): string {
  const browser = t(`device.browser.${name.browser}`);
  const system = t(`device.system.${name.system}`);
  return t("device.browserOn", { browser: `${browser} ${name.version ?? ""}`.trim(), system });
}

export function batteryWords(battery: Battery | null): string {
  if (battery === null) return t("device.untold");
  const percent = figure(battery.level * 100);
  return t(battery.charging ? "device.battery.charging" : "device.battery.draining", { percent });
}
