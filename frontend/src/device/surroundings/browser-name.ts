import type { BrowserFamily, SystemFamily } from "../code/fields";

/** What can be read from a browser's own description of itself. */
export interface BrowserName {
  readonly browser: BrowserFamily;
  /** The main version; `null` where it does not say. */
  readonly version: number | null;
  readonly system: SystemFamily;
}

/** The first that fits counts: nearly all of them say that they are others, too. */
const BROWSER_MARKS: readonly (readonly [BrowserFamily, RegExp])[] = [
  ["samsung", /SamsungBrowser\/(\d+)/],
  ["edge", /Edg(?:A|iOS)?\/(\d+)/],
  ["opera", /OPR\/(\d+)/],
  ["firefox", /(?:Firefox|FxiOS)\/(\d+)/],
  ["chrome", /(?:Chrome|CriOS|HeadlessChrome)\/(\d+)/],
  ["safari", /Version\/(\d+).*Safari\//],
];

const SYSTEM_MARKS: readonly (readonly [SystemFamily, RegExp])[] = [
  ["ios", /iPhone|iPad|iPod/],
  ["android", /Android/],
  ["windows", /Windows/],
  ["chromeos", /CrOS/],
  ["mac", /Mac OS X|Macintosh/],
  ["linux", /Linux/],
];

/**
 * Browser and system by the user agent's text.
 *
 * @param touchPoints An iPad says that it is a Mac; a Mac has no touch screen.
 */
export function browserName(userAgent: string, touchPoints: number): BrowserName {
  const [browser, mark] = BROWSER_MARKS.find(([, one]) => one.test(userAgent)) ?? ["other", null];
  const version = mark?.exec(userAgent)?.[1];
  const found = SYSTEM_MARKS.find(([, one]) => one.test(userAgent))?.[0] ?? "other";
  const system = found === "mac" && touchPoints > 1 ? "ios" : found;
  return { browser, version: version === undefined ? null : Number(version), system };
}
