import type { Headline } from "../api/types";
import { firstText, t } from "../text/i18n";

/** The headline's key and what kind of sentence it makes. */
const PEAKS = /peak|abduction|flexion|range/;

/**
 * One plain sentence about a scored set, or the promise that the therapist sees it.
 *
 * Only counts, seconds and degrees are put into words; no number is called good or bad.
 */
export function resultSentence(protocol: string, headline: Headline | null): string {
  if (headline === null) return t("result.scored");
  const { key, value, side } = headline;
  if (key === "repetitions") {
    const count = Math.round(value);
    return pluralText(protocol, "repetitions", count);
  }
  if (key === "hold_s") return pluralText(protocol, "hold_s", Math.floor(value));
  if (headline.unit === "deg" && PEAKS.test(key)) {
    const degrees = Math.round(value);
    if (side === "left" || side === "right") {
      const keys = [`result.${protocol}.peak`, "result.scored"];
      return firstText(keys, { value: degrees, side: t(`result.${side}`) });
    }
    return firstText([`result.${protocol}.peakNoSide`, "result.scored"], { value: degrees });
  }
  return t("result.scored");
}

function pluralText(protocol: string, key: string, count: number): string {
  return firstText([`result.${protocol}.${key}`, `result.${key}`], { count });
}
