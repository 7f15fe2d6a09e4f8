import fc from "fast-check";
import { expect, test } from "vitest";
import { decide } from "./decide";
import { enforceForAll, exempt, requireUsers, underPolicy } from "./plan";
import type { PlannedPolicy } from "./planned";
import { lifetimeOf, outlookOf, type Person } from "./preview";
import { resolveRequirement } from "./requirement";
import { ahead, DAY, exemption, type FactsInput, facts, held, NOW, password, rules } from "./testing";
import { anyCase } from "./testing-arbitraries";
import type { PolicyTerms } from "./tightening";

type Given = {
  user?: FactsInput["user"];
  rules?: Parameters<typeof rules>[0];
  hasPassword?: boolean;
  isAddressConfirmed?: boolean;
};

const person = ({
  user = {},
  rules: given = {},
  hasPassword = true,
  isAddressConfirmed = true,
}: Given = {}): Person => ({
  rules: rules(given),
  facts: facts({ user }),
  user: { hasPassword, isAddressConfirmed },
});

const now = { setBy: "usr_ada", effect: "next_sign_in", graceDays: null } as const;
const policyOf = (terms: Partial<PolicyTerms>): PlannedPolicy => ({
  terms: {
    mode: "required",
    methods: ["passkey", "totp"],
    phishingResistant: false,
    effect: "next_sign_in",
    startsAt: null,
    grace: { until: null, days: null, skips: null },
    sessionPreset: "standard",
    rememberedDays: 0,
    stepUpWindowMinutes: 5,
    levelLapseHours: 24,
    minPasswordLength: 15,
    allowSelfRemoval: false,
    ...terms,
  },
  setBy: null,
  since: NOW,
  tightenedAt: null,
  coveredSince: null,
});
const inWeek = { ...now, graceDays: 7 };
const app = { credentials: [held("totp")], twoFactorOn: true };
const nothingHere = { enrollable: [] };

test.each<[string, Person, object]>([
  ["has an app", person({ user: app }), { fate: "fine" }],
  [
    "has a passkey for signing in, 2FA never switched on",
    person({ user: { credentials: [held("passkey")] } }),
    { fate: "fine" },
  ],
  ["has nothing", person(), { fate: "setup" }],
  [
    "has a factor that is not accepted",
    person({ user: app, rules: { policyMethods: ["passkey"] } }),
    { fate: "setup" },
  ],
  ["is exempt", person({ rules: { exemptions: [exemption()] } }), { fate: "exempt" }],
  ["can set nothing up", person({ user: nothingHere }), { fate: "cannot", obstacle: "no_method" }],
  [
    "holds only what is stopped",
    person({ user: { credentials: [held("totp", { usable: false })] } }),
    { fate: "cannot", obstacle: "factors_unusable" },
  ],
  [
    "the same, with a recovery code as the last factor",
    person({ user: { credentials: [held("totp", { usable: false })], recoveryCodesLeft: 1 } }),
    { fate: "setup" },
  ],
  [
    "has never confirmed the address",
    person({ isAddressConfirmed: false }),
    { fate: "cannot", obstacle: "address_unconfirmed" },
  ],
  ["was invited", person({ hasPassword: false }), { fate: "invited" }],
  ["is blocked, factor or not", person({ user: { ...app, blocked: true } }), { fate: "blocked" }],
])("enforced for all, somebody who %s", (_, given, expected) => {
  expect(outlookOf(enforceForAll(now), given)).toMatchObject(expected);
  expect(outlookOf(requireUsers(now), given)).toMatchObject(expected);
});

test("with days to comply, whoever lacks a factor has until their end; whoever can set up nothing is told now", () => {
  expect(outlookOf(enforceForAll(inWeek), person())).toEqual({
    fate: "grace",
    until: ahead(7 * DAY),
    obstacle: null,
  });
  expect(outlookOf(enforceForAll(inWeek), person({ user: app })).fate).toBe("fine");
  expect(outlookOf(enforceForAll(inWeek), person({ user: nothingHere }))).toMatchObject({
    fate: "cannot",
    obstacle: "no_method",
  });
});

test("the strictest binds: a box without grace leaves no time beside a workspace that gives some", () => {
  const boxed = person({ rules: { userBox: requireUsers(now)(rules(), NOW).userBox } });
  expect(outlookOf(enforceForAll(inWeek), boxed).fate).toBe("setup");
});

test("an exemption that is planned lets somebody off, and a policy that asks nobody touches nobody", () => {
  const boxed = person({ rules: { userBox: requireUsers(now)(rules(), NOW).userBox } });
  expect(outlookOf(exempt(exemption({ startsAt: NOW })), boxed).fate).toBe("exempt");
  expect(outlookOf(underPolicy(policyOf({ mode: "try_out" })), person()).fate).toBe("untouched");
});

test("a policy that starts later is looked at as of then", () => {
  const later = underPolicy(
    policyOf({ startsAt: ahead(20 * DAY), grace: { until: null, days: 7, skips: null } }),
  );
  expect(outlookOf(later, person())).toMatchObject({ fate: "grace", until: ahead(27 * DAY) });
  expect(
    outlookOf(later, person({ rules: { exemptions: [exemption({ endsAt: ahead(5 * DAY) })] } })).fate,
  ).toBe("grace");
});

test("what is enforced already keeps its date and who set it", () => {
  const before = enforceForAll(now)(rules(), new Date(0));
  expect(enforceForAll({ ...inWeek, setBy: "usr_other" })(before, NOW)).toEqual(before);
});

test("open sessions go on as long as the policy's preset lets them", () => {
  expect(lifetimeOf(enforceForAll(now), person()).wholeSeconds).toBe(30 * 86_400);
  expect(lifetimeOf(underPolicy(policyOf({ sessionPreset: "aal2" })), person()).wholeSeconds).toBe(86_400);
});

test("whatever the rules and the user: who is said to be fine gets in by proving what they hold, who must set up does not", () => {
  fc.assert(
    fc.property(anyCase, fc.boolean(), ({ rules: given, facts: known }, hasGrace) => {
      const plan = enforceForAll(hasGrace ? inWeek : now);
      const { fate, until } = outlookOf(plan, {
        rules: given,
        facts: known,
        user: { hasPassword: true, isAddressConfirmed: true },
      });
      const session = {
        ...known.session,
        beganAt: known.now,
        ended: false,
        rememberedAt: null,
        deferredAt: null,
        accessPassAt: null,
      };
      const requirement = resolveRequirement(plan(given, known.now), null, known.now);
      const first = decide(requirement, {
        ...known,
        session: { ...session, proofs: [password({ at: known.now })] },
      });
      if (fate === "fine") expect(["challenge", "allow"]).toContain(first.outcome);
      if (fate === "setup" || fate === "grace") expect(["challenge", "setup"]).toContain(first.outcome);
      expect(until !== null).toBe(fate === "grace");
      if (fate === "blocked") expect(first.outcome).toBe("deny");
    }),
    { numRuns: 500 },
  );
});
