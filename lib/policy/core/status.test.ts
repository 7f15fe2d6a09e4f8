import { describe, expect, test } from "vitest";
import { resolveRequirement } from "./requirement";
import { shieldSentence, shieldStatus } from "./status";
import {
  ago,
  ahead,
  DAY,
  exemption,
  facts,
  grace,
  held,
  MINUTE,
  NOW,
  request,
  rules,
  source,
} from "./testing";
import type { Facts, Rules } from "./types";

const box = { userBox: source("user") };
const exempt = { exemptions: [exemption()] };
const until = ahead(3 * DAY);
const on = { twoFactorOn: true, credentials: [held("totp")] };
const waiting = { userBox: source("user", { since: ago(MINUTE) }) };
const graced = (rest = {}) => ({ userBox: source("user", { grace: grace({ until, ...rest }) }) });
const flag = { appFlag: source("application") };

type Row = [what: string, given: Partial<Rules>, user: Partial<Facts["user"]>, sentence: string];

const ACTIVE = "2FA is active and enforced";
const PENDING = "2FA is enforced, activation pending";
const CHOSEN = "2FA is active (own choice)";
const INACTIVE = "2FA is not active";

const ROWS: Row[] = [
  ["active: required, an accepted factor confirmed, on", box, on, ACTIVE],
  ["active, although no session is bound yet", waiting, on, ACTIVE],
  ["active, although grace is still given", graced(), on, ACTIVE],
  [
    "active, by the policy",
    { policy: { mode: "required", source: source("policy"), startsAt: null } },
    on,
    ACTIVE,
  ],
  ["pending: required, no accepted factor", box, {}, PENDING],
  ["pending, the factor is not accepted", { ...box, policyMethods: ["passkey"] }, on, PENDING],
  [
    "pending, the factor does not work",
    box,
    { ...on, credentials: [held("totp", { usable: false })] },
    PENDING,
  ],
  ["pending, set-up was never finished", box, { ...on, twoFactorOn: false }, PENDING],
  ["pending in grace", graced(), {}, `${PENDING} until 2026-06-04`],
  ["pending, grace is over", graced({ until: ago(1) }), {}, PENDING],
  ["pending, skips are used up", { ...graced({ skips: 1 }), skipsUsed: 1 }, {}, PENDING],
  ["pending, one source gives no grace", { ...graced(), workspace: source("workspace") }, {}, PENDING],
  [
    "pending in grace, whatever an application flags",
    { ...graced(), ...flag },
    {},
    `${PENDING} until 2026-06-04`,
  ],
  ["chosen: on, not required", {}, on, CHOSEN],
  ["chosen, flagged by an application", flag, on, CHOSEN],
  ["chosen, exempt", { ...box, ...exempt }, on, `${CHOSEN}, exempt until 2026-06-29`],
  ["exempt", { ...box, ...exempt }, {}, "Exempt from 2FA until 2026-06-29: broken arm"],
  ["exempt, nothing being required", exempt, {}, "Exempt from 2FA until 2026-06-29: broken arm"],
  [
    "exempt until a revocation to come",
    { ...box, exemptions: [exemption({ revokedAt: ahead(DAY) })] },
    {},
    "Exempt from 2FA until 2026-06-02: broken arm",
  ],
  [
    "pending again when the exemption has ended",
    { ...box, exemptions: [exemption({ endsAt: NOW })] },
    {},
    PENDING,
  ],
  ["inactive", {}, {}, INACTIVE],
  ["inactive with a passkey for signing in", {}, { credentials: [held("passkey")] }, INACTIVE],
  [
    "inactive in try-out",
    { policy: { mode: "try_out", source: source("policy"), startsAt: null } },
    {},
    INACTIVE,
  ],
  ["inactive, flagged by an application", flag, {}, INACTIVE],
];

describe("the shield, first that fits", () => {
  test.each(ROWS)("%s", (what, given, user, sentence) => {
    const shield = shieldStatus(resolveRequirement(rules(given), null, NOW), facts({ user }).user, NOW);
    expect(shieldSentence(shield, (date) => date.toISOString().slice(0, 10))).toBe(sentence);
    expect(what.startsWith(shield.status)).toBe(true);
  });

  test("a request changes nothing about it", () => {
    const asked = resolveRequirement(rules(), request({ level: "phr" }), NOW);
    expect(shieldStatus(asked, facts().user, NOW)).toEqual({ status: "inactive" });
  });

  test("without dates it holds none", () => {
    const shield = shieldStatus(resolveRequirement(rules(box), null, NOW), facts().user, NOW);
    expect(Object.keys(shield)).toEqual(["status"]);
  });
});
