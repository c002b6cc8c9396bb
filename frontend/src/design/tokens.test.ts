import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const css = readFileSync(fileURLToPath(new URL("./tokens.css", import.meta.url)), "utf8");

/** The custom properties of the first rule whose selector is `selector`. */
function tokensOf(selector: string): ReadonlyMap<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf("}", start));
  const found = [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)];
  return new Map(found.map(([, name, value]) => [name ?? "", value ?? ""]));
}

const light = tokensOf(":root");
const darkBySystem = tokensOf(':root:not([data-theme="light"])');
const darkByChoice = tokensOf(':root[data-theme="dark"]');

/** Relative luminance of WCAG 2.2 for `#rrggbb`. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((c) =>
    c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(theme: ReadonlyMap<string, string>, front: string, back: string): number {
  const of = (name: string) => luminance(theme.get(name) ?? light.get(name) ?? "#000000");
  const [low = 0, high = 0] = [of(front), of(back)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ["--paper", "--surface", "--sunken"];
/** What patient pages write with. */
const CLEAREST: readonly (readonly [string, string])[] = [
  ...SURFACES.flatMap((back) => [["--ink", back] as const, ["--ink-2", back] as const]),
  ["--ink", "--accent-wash"],
  ["--on-accent", "--accent"],
  ["--on-accent", "--accent-hover"],
  ["--accent", "--paper"],
  ["--accent", "--accent-wash"],
  ["--notice-text", "--notice-wash"],
  ["--alert-text", "--alert-wash"],
  ["--alert-text", "--paper"],
  ["--stage-ink", "--stage"],
  ["--stage-ready", "--stage"],
];
const READABLE: readonly (readonly [string, string])[] = [
  ...SURFACES.map((back) => ["--ink-3", back] as const),
  ["--left-text", "--left-wash"],
  ["--left-text", "--surface"],
  ["--right-text", "--right-wash"],
  ["--right-text", "--surface"],
];
/** Lines, shapes and borders of controls. */
const VISIBLE: readonly (readonly [string, string])[] = SURFACES.flatMap((back) =>
  ["--line-strong", "--left", "--right", "--notice", "--alert", "--focus"].map(
    (front) => [front, back] as const,
  ),
);

describe.each([
  ["light", light],
  ["dark", darkBySystem],
])("contrast in %s", (_name, theme) => {
  test.each(CLEAREST)("%s on %s is at least 7:1", (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(7);
  });
  test.each(READABLE)("%s on %s is at least 4.5:1", (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(VISIBLE)("%s on %s is at least 3:1", (front, back) => {
    expect(contrast(theme, front, back)).toBeGreaterThanOrEqual(3);
  });
});

test("a chosen dark theme is the system's dark theme", () => {
  expect([...darkByChoice]).toEqual([...darkBySystem]);
});

test("left and right are Okabe and Ito's blue and vermilion", () => {
  expect([light.get("--left"), light.get("--right")]).toEqual(["#0072b2", "#d55e00"]);
});

test("a patient's density has 56 px controls and no text under 20 px", () => {
  const patient = tokensOf('[data-density="patient"]');
  const px = (name: string) => Number.parseFloat(patient.get(name) ?? "0") * 16;
  expect(px("--control")).toBeGreaterThanOrEqual(56);
  expect(px("--text-sm")).toBeGreaterThanOrEqual(20);
  expect(px("--text-md")).toBeGreaterThanOrEqual(20);
});
