import { describe, expect, test } from "vitest";
import { AUDIT_ACTIONS } from "@/lib/audit/core/events";
import { LOCALES } from "@/lib/i18n/config";
import { MESSAGES } from "@/lib/i18n/messages";

describe.each(LOCALES)("in %s", (locale) => {
  test("every action of the audit log has its words, and no word is without an action", () => {
    const keys = AUDIT_ACTIONS.map((action) => action.replace(".", "_"));
    expect(Object.keys(MESSAGES[locale].audit.actions).sort()).toEqual(keys.sort());
  });
});
