import { describe, expect, it } from "vitest";
import { pageLanguage } from "./page-language";

describe("the page's language", () => {
  it.each([
    ["?language=de", ["en-GB"], "de"],
    ["?language=en-XA", ["de"], "en-XA"],
    ["?language=tlh", ["de-AT", "en"], "de"],
    ["", ["fr-FR", "DE-ch", "en"], "de"],
    ["", ["en-US", "de"], "en"],
    ["", ["fr"], "en"],
    ["", [], "en"],
  ])("of %s with %o is %s", (search, wanted, language) => {
    expect(pageLanguage(search, wanted)).toBe(language);
  });
});
