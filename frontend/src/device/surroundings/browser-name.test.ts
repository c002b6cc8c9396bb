import { describe, expect, it } from "vitest";
import { browserName } from "./browser-name";

const MOZILLA = "Mozilla/5.0";
const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const ANDROID = `${MOZILLA} (Linux; Android 15; K) ${KIT}`;
const WINDOWS = `${MOZILLA} (Windows NT 10.0; Win64; x64) ${KIT}`;
const MAC = `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)`;
const IPHONE = `${MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)`;

describe("a browser's name", () => {
  it.each([
    [`${ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36`, 5, "chrome", 140, "android"],
    [
      `${ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      5,
      "samsung",
      28,
      "android",
    ],
    [`${ANDROID} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`, 5, "edge", 140, "android"],
    [`${WINDOWS} Chrome/140.0.0.0 Safari/537.36 Edg/139.0.0.0`, 0, "edge", 139, "windows"],
    [`${WINDOWS} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`, 0, "opera", 122, "windows"],
    [
      `${MOZILLA} (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0`,
      0,
      "firefox",
      143,
      "linux",
    ],
    [
      `${MOZILLA} (X11; Linux x86_64) ${KIT} HeadlessChrome/156.0.0.0 Safari/537.36`,
      0,
      "chrome",
      156,
      "linux",
    ],
    [
      `${MOZILLA} (X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/140.0.0.0 Safari/537.36`,
      0,
      "chrome",
      140,
      "chromeos",
    ],
    [`${MAC} Version/18.6 Safari/605.1.15`, 0, "safari", 18, "mac"],
    [`${MAC} Version/18.6 Safari/605.1.15`, 5, "safari", 18, "ios"],
    [`${IPHONE} Version/18.6 Mobile/15E148 Safari/604.1`, 5, "safari", 18, "ios"],
    [`${IPHONE} CriOS/140.0.0.0 Mobile/15E148 Safari/604.1`, 5, "chrome", 140, "ios"],
    ["Lynx/2.9", 0, "other", null, "other"],
  ] as const)("of %s", (userAgent, touchPoints, browser, version, system) => {
    expect(browserName(userAgent, touchPoints)).toEqual({ browser, version, system });
  });
});
