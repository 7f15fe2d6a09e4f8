import { expect, test, vi } from "vitest";
import { LOCALES } from "../i18n/config";
import { isOwnDeed, type NoticeKind, type NoticeOf, saysWhere } from "./core/notices";
import { writeNotice } from "./notices";

vi.mock("../core/env", () => ({ env: () => ({ APP_URL: "https://door.example" }) }));

const FACTOR = { kind: "totp", label: "Work phone" };
const BY = { by: "Ada Admin" };
const URL = "https://door.example/somewhere";
/** Every kind there is, filled; the type fails where one is missing. */
const SAMPLES: { [K in NoticeKind]: Extract<NoticeOf, { kind: K }>["detail"] } = {
  new_browser: { proved: [{ kind: "password" }, { kind: "totp" }] },
  factor_added: { factor: FACTOR },
  factor_removed: { factor: FACTOR },
  factor_replaced: { old: { kind: "sms" }, factor: FACTOR },
  factor_renamed: { factor: FACTOR },
  factor_preferred: { factor: { kind: "passkey" } },
  two_factor_on: {},
  two_factor_off: { factors: [FACTOR, { kind: "sms" }] },
  recovery_codes_new: {},
  recovery_code_used: { left: 3 },
  factor_stopped: { factor: { kind: "recovery_code" } },
  credential_suspect: {},
  password_changed: {},
  sessions_ended: { by: "device" },
  sign_in_denied: {},
  requirement_set: BY,
  requirement_lifted: BY,
  rights_changed: { by: "Ada", rights: ["manage_user_rights", "view_audit_log"] },
  address_change_requested: { email: "new@acme.example" },
  address_changed: { email: "new@acme.example" },
  role_changed: { by: "Ada", role: "administrator" },
  blocked: { by: "Ada" },
  unblocked: { by: "Ada" },
  account_deleted: { by: "Ada" },
  unlocked: BY,
  security_changed: { ...BY, url: URL },
  program_created: { ...BY, name: "Provisioning", url: URL },
  webhook_redirected: { ...BY, from: "old.acme.example", host: "hooks.acme.example", url: URL },
  webhook_created: { ...BY, host: "hooks.acme.example", url: URL },
  webhook_disabled: { host: "hooks.acme.example", reason: "failing", url: URL },
  exempted: { ...BY, reason: "Key is on its way", date: "3 May 2026" },
  exemption_revoked: BY,
  exemption_ends: { date: "3 May 2026", url: URL },
  exemption_of_other_ends: { of: "Bea", email: "bea@door.example", date: "3 May 2026", url: URL },
  enforced_for_all: { ...BY, url: URL },
  enforcement_revoked: { ...BY, url: URL },
  rings_planned: { ...BY, rings: 3, date: "2026-05-03", url: URL },
  ring_started: { ...BY, ring: 1, rings: 3, people: 40, url: URL },
  rings_paused: { by: "limit", reason: "failed_set_ups", people: 6, url: URL },
  rings_resumed: { ...BY, url: URL },
  policy_changed: { ...BY, policy: "Staff", url: URL },
  policy_tightened: { ...BY, policy: "Staff" },
  policy_moved: { ...BY, policy: "Staff" },
  users_moved: { ...BY, policy: "Staff", count: 3, url: URL },
  deadline_extended: { ...BY, date: "3 May 2026" },
  self_removed: { ...BY, email: "ada@door.example", url: URL },
  setup_due: { date: "3 May 2026", days: 3, url: URL },
  deadlines_summary: { open: 3, week: 1, over: 2, url: URL },
  sms_limit: { limit: "completion", country: "DE" },
  two_factor_reset: BY,
  help_requested: { ...BY, email: "ada@door.example", url: URL },
  help_answered: { ...BY, reason: "Not you on the phone" },
  access_pass_issued: BY,
  setup_link_issued: { ...BY, url: URL },
  reset_scheduled: { hours: 24, url: URL },
  reset_cancelled: BY,
};

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const client = { ip: "193.0.6.139", userAgent: CHROME, requestId: "req_test" };
const NOT_ME = "https://door.example/not-me/abc";

const write = (kind: NoticeKind, detail: object, locale = "en") =>
  writeNotice({ workspaceId: "wsp_1", workspace: "Acme", email: "max@acme.example", name: "Max", locale }, {
    kind,
    detail,
    eventKey: "one",
    at: new Date("2026-05-03T14:02:00Z"),
    client,
    notMeUrl: NOT_ME,
  } as Parameters<typeof writeNotice>[1]);

const cases = LOCALES.flatMap((locale) =>
  Object.entries(SAMPLES).map(([kind, detail]) => [locale, kind as NoticeKind, detail] as const),
);

test.each(cases)(
  "in %s the mail %s says what happened and when, and what to do if it was not the reader",
  (locale, kind, detail) => {
    const { subject, text, action } = write(kind, detail, locale);
    expect(subject).toMatch(/^\S.* – Acme$/);
    expect(`${subject}${text}${action?.label ?? ""}`).not.toMatch(/undefined|null|\{|\}|notice\.|mail\./);
    expect(text.split("\n\n").every((part) => part.trim().length > 0)).toBe(true);
    expect(text).toContain("2026, 14:02 UTC");
    expect(text.includes(NOT_ME)).toBe(isOwnDeed(kind));
    expect(text.includes("Chrome")).toBe(saysWhere(kind));
    if (saysWhere(kind)) expect(text).toMatch(/(Netherlands|Niederlande) \(193\.0\.6\.139\)/);
    expect(action?.url).toBe(isOwnDeed(kind) ? NOT_ME : "url" in detail ? URL : undefined);
    if (action) expect(text).toContain(`:\n${action.url}`);
  },
);

test.each([
  [{ kind: "totp", label: "Authenticator app" }, "Authenticator app was added"],
  [{ kind: "totp", label: "authenticator-app" }, "Authenticator app was added"],
  [{ kind: "totp", label: "Work phone" }, "Work phone (Authenticator app) was added"],
])("a factor is named once: %j", (factor, words) => {
  expect(write("factor_added", { factor }).text).toContain(words);
});

test.each([
  [0, "It was the last one"],
  [1, "1 is left"],
  [7, "7 are left"],
])("a used recovery code tells how many are left: %i", (left, words) => {
  expect(write("recovery_code_used", { left }).text).toContain(words);
});

test.each([
  [["manage_user_rights", "view_audit_log"], "Your rights now: Manage user rights, View audit log."],
  [[], "You have no single right any more."],
])("changed rights are told by name: %j", (rights, words) => {
  expect(write("rights_changed", { by: "Ada", rights }).text).toContain(words);
});

test("a language that there is not is English", () => {
  expect(write("two_factor_on", {}, "xx").text).toContain("Hello Max");
});
