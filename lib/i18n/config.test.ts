import { describe, expect, test } from "vitest";
import { negotiateLocale } from "./config";

describe("the language of a page", () => {
  test.each([
    ["the one chosen wins over the browser's", "de", "en-GB,en;q=0.9", "de"],
    ["a choice that does not exist is ignored", "xx", "de", "de"],
    ["a region is served by its language", undefined, "de-AT", "de"],
    ["weights decide, not the order", undefined, "en;q=0.5, de;q=0.9", "de"],
    ["a language of weight 0 is refused", undefined, "de;q=0, fr", "en"],
    ["languages there are none of are passed over", undefined, "fr-FR, fr;q=0.9, de;q=0.4", "de"],
    ["a malformed weight is never preferred", undefined, "de;q=x, en", "en"],
    ["without a wish it is English", undefined, null, "en"],
    ["a wildcard is English", undefined, "*", "en"],
  ] as const)("%s", (_rule, chosen, header, expected) => {
    expect(negotiateLocale(chosen, header)).toBe(expected);
  });
});
