import { beforeEach, describe, expect, it } from "vitest";
import { hasText, startTexts, t } from "../../patient/text/i18n";
import type { FallbackReason } from "../../pose/detector";
import { RUNTIME_NAMES } from "../../pose/detector";
import { BROWSERS, OUTCOMES, SYSTEMS } from "../code/fields";
import type { Verdict } from "../measure/verdict";
import type { DeviceFacts } from "../surroundings/device-facts";
import { MODELS } from "../trials/trial-table";
import {
  batteryWords,
  browserWords,
  figure,
  milliseconds,
  threadsWords,
  trialWords,
  verdictWords,
} from "./words";

const VERDICTS: readonly Verdict[] = [...OUTCOMES, "slow_model", "slow_camera", "too_slow"];
const REASONS: Readonly<Record<FallbackReason, true>> = {
  not_isolated: true,
  not_supported: true,
  manifest_missing: true,
  model_missing: true,
  checksum: true,
  start_timed_out: true,
  start_failed: true,
  self_test_failed: true,
  too_slow: true,
  stalled: true,
};
const FACTS: DeviceFacts = {
  name: { browser: "chrome", version: 156, system: "android" },
  isolated: true,
  cores: 8,
  screen: { widthPx: 1080, heightPx: 2400 },
};

describe.each(["en", "de"])("the words in %s", (language) => {
  beforeEach(() => startTexts(language));

  it("say every verdict and what to do about it", () => {
    for (const verdict of VERDICTS) {
      const { title, steps } = verdictWords(verdict);
      expect([verdict, title]).toEqual([verdict, expect.stringMatching(/^\p{Lu}.*\.$/u)]);
      expect(steps.filter((step) => !/^\p{Lu}/u.test(step))).toEqual([]);
    }
  });

  it("say every reason, runtime, network, browser and system", () => {
    const keys = [
      ...Object.keys(REASONS).map((reason) => `device.reason.${reason}`),
      ...RUNTIME_NAMES.map((runtime) => `device.runtime.${runtime}`),
      ...MODELS.flatMap((model) => [`device.model.${model}`, `device.modelName.${model}`]),
      ...BROWSERS.map((browser) => `device.browser.${browser}`),
      ...SYSTEMS.map((system) => `device.system.${system}`),
    ];
    expect(keys.filter((key) => !hasText(key))).toEqual([]);
  });
});

describe("the words", () => {
  beforeEach(() => startTexts("en"));

  it("write numbers in the reader's way, small times with a digit more", () => {
    expect([figure(1234.5, 1), milliseconds(0.04), milliseconds(21.6)]).toEqual([
      "1,234.5",
      "0.0 ms",
      "22 ms",
    ]);
    startTexts("de");
    expect(figure(1234.5, 1)).toBe("1.234,5");
  });

  it("do not tell what is not known", () => {
    expect(batteryWords(null)).toBe(t("device.untold"));
    expect(batteryWords({ level: 0.424, charging: false })).toBe("42 %, not charging");
    expect(threadsWords({ ...FACTS, cores: null })).toBe("possible");
    expect(threadsWords({ ...FACTS, isolated: false, cores: 1 })).toBe("not possible, 1 core");
    expect(trialWords(null)).toBe("not tried");
  });

  it("name the browser in short", () => {
    expect(browserWords(FACTS)).toBe("Chrome 156 on Android");
    const unknown = { browser: "other", version: null, system: "other" } as const;
    expect(browserWords({ ...FACTS, name: unknown })).toBe("another browser on another system");
  });
});
