import type { Series } from "./signals";
import { type Stretch, stretchAt } from "./stretches";
import { nearestIndex } from "./time-index";

/** Words of the readout, from the page's language. `{n}` stands for the repetition's number. */
export interface ReadoutWords {
  readonly seconds: string;
  readonly repetition: string;
  readonly missing: string;
  readonly sides: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, string>>;
}

/** What stands under the curve at one moment, for eyes and for screen readers alike. */
export function readoutParts(
  time_s: number,
  times_s: readonly number[],
  series: readonly Series[],
  repetitions: readonly Stretch[],
  words: ReadoutWords,
): string[] {
  const index = nearestIndex(times_s, time_s);
  const parts = [`${time_s.toFixed(1)} ${words.seconds}`];
  for (const { side, unit, values } of series) {
    const value = index === null ? null : (values[index] ?? null);
    const name = side === null ? "" : `${words.sides[side] ?? side} `;
    parts.push(`${name}${value === null ? words.missing : formatValue(value, unit, words.units)}`);
  }
  const repetition = stretchAt(repetitions, time_s);
  if (repetition !== null) parts.push(words.repetition.replace("{n}", String(repetition + 1)));
  return parts;
}

/** Degrees and millimetres whole, everything else with two decimals: no more digits than the camera gives. */
export function formatValue(
  value: number,
  unit: string,
  names: Readonly<Record<string, string>>,
): string {
  const whole = unit === "deg" || unit === "mm";
  const text = value.toFixed(whole ? 0 : 2).replace(/^-(0(\.0+)?)$/, "$1");
  const name = names[unit] ?? unit;
  if (name === "") return text;
  return name === "°" ? `${text}°` : `${text} ${name}`;
}
