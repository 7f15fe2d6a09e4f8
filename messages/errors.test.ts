import { describe, expect, test } from "vitest";
import { ERRORS } from "@/lib/core/errors";
import { LOCALES } from "@/lib/i18n/config";
import { MESSAGES } from "@/lib/i18n/messages";

describe.each(LOCALES)("in %s", (locale) => {
  test("every error that can leave the program has its words, and no word is without an error", () => {
    expect(Object.keys(MESSAGES[locale].errors.code).sort()).toEqual(Object.keys(ERRORS).sort());
  });
});
