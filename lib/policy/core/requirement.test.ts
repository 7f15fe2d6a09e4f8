import { describe, expect, test } from "vitest";
import { openGrace } from "./grace";
import { exemptionEnd, isSatisfiable, resolveRequirement, resolveTryOut } from "./requirement";
import { ago, ahead, DAY, exemption, grace, HOUR, MINUTE, NOW, request, rules, source } from "./testing";
import type { Grace, Rules, Source } from "./types";

const resolve = (given: Rules) => resolveRequirement(given, null, NOW);
const box = source("user");
const everyone = source("workspace");
const flag = source("application");
const required = { mode: "required" } as const;
const kindsOf = (given: Rules) => resolve(given).sources.map(({ kind }) => kind);

describe("whether it is required", () => {
  const ROWS: [what: string, given: Rules, kinds: Source["kind"][], required: boolean][] = [
    ["nothing asks", rules(), [], false],
    ["the user: the box", rules({ userBox: box }), ["user"], true],
    ["the workspace: enforced for all", rules({ workspace: everyone }), ["workspace"], true],
    ["the policy: required", rules({ policy: required }), ["policy"], true],
    ["the policy: optional", rules({ policy: { mode: "optional" } }), [], false],
    ["the policy: in try-out", rules({ policy: { mode: "try_out" } }), [], false],
    ["the policy: starts later", rules({ policy: { ...required, startsAt: ahead(1) } }), [], false],
    ["the policy: starts now", rules({ policy: { ...required, startsAt: NOW } }), ["policy"], true],
    ["the application flag, no requirement by itself", rules({ appFlag: flag }), ["application"], false],
    [
      "every one, in the contract's order",
      rules({ appFlag: flag, policy: required, workspace: everyone, userBox: box }),
      ["user", "workspace", "policy", "application"],
      true,
    ],
  ];
  test.each(ROWS)("%s", (_, given, kinds, isRequired) => {
    expect(kindsOf(given)).toEqual(kinds);
    expect(resolve(given).required).toBe(isRequired);
  });
});

describe("an exemption suspends sources 1–3", () => {
  const all = { userBox: box, workspace: everyone, policy: required, appFlag: flag };
  const ROWS: [what: string, exemptions: Rules["exemptions"], suspends: boolean, endedAt: Date | null][] = [
    ["none", [], false, null],
    ["in force", [exemption()], true, null],
    ["from its first moment", [exemption({ startsAt: NOW })], true, null],
    ["not before", [exemption({ startsAt: ahead(1) })], false, null],
    ["to its last", [exemption({ endsAt: ahead(1) })], true, null],
    ["not at its end", [exemption({ endsAt: NOW })], false, NOW],
    ["not once revoked", [exemption({ revokedAt: ago(HOUR) })], false, ago(HOUR)],
    ["until a revocation to come", [exemption({ revokedAt: ahead(HOUR) })], true, null],
    [
      "revoked after its end it ended at its end",
      [exemption({ endsAt: ago(DAY), revokedAt: ago(HOUR) })],
      false,
      ago(DAY),
    ],
    ["revoked as it began it never was", [exemption({ revokedAt: ago(2 * DAY) })], false, null],
    ["revoked before it began it never was", [exemption({ revokedAt: ago(3 * DAY) })], false, null],
    [
      "of two that ended the later counts",
      [exemption({ endsAt: ago(HOUR) }), exemption({ endsAt: ago(DAY) })],
      false,
      ago(HOUR),
    ],
    ["a new one after an old one", [exemption({ endsAt: ago(HOUR) }), exemption()], true, ago(HOUR)],
  ];
  test.each(ROWS)("%s", (_, exemptions, suspends, endedAt) => {
    const resolved = resolve(rules({ ...all, exemptions }));
    expect(resolved.suspended.map(({ kind }) => kind)).toEqual(
      suspends ? ["user", "workspace", "policy"] : [],
    );
    expect(resolved.sources.map(({ kind }) => kind)).toEqual(
      suspends ? ["application"] : ["user", "workspace", "policy", "application"],
    );
    expect(resolved.required).toBe(!suspends);
    expect(resolved.exemption !== null).toBe(suspends);
    expect(resolved.exemptionEndedAt).toEqual(endedAt);
  });

  test("of two in force the longer is named, whatever their order", () => {
    const short = exemption({ reason: "short", endsAt: ahead(DAY) });
    const long = exemption({ reason: "long", endsAt: ahead(2 * DAY) });
    for (const exemptions of [
      [short, long],
      [long, short],
    ]) {
      expect(resolve(rules({ exemptions })).exemption?.reason).toBe("long");
    }
  });

  test("it ends when revoked, if that is earlier", () => {
    expect(exemptionEnd(exemption({ endsAt: NOW }))).toEqual(NOW);
    expect(exemptionEnd(exemption({ endsAt: NOW, revokedAt: ago(1) }))).toEqual(ago(1));
    expect(exemptionEnd(exemption({ endsAt: NOW, revokedAt: ahead(1) }))).toEqual(NOW);
  });
});

describe("at next sign-in: sessions begun after the latest of", () => {
  const ROWS: [what: string, given: Partial<Source>, exemptedUntil: Date | null, from: Date][] = [
    ["the rule switched on", { since: ago(HOUR), coveredSince: ago(DAY) }, ago(DAY), ago(HOUR)],
    ["the user came under it", { coveredSince: ago(HOUR) }, ago(DAY), ago(HOUR)],
    ["an exemption ended", { coveredSince: ago(DAY) }, ago(HOUR), ago(HOUR)],
    ["and no later for a tightening", { tightenedAt: ago(HOUR), coveredSince: ago(DAY) }, null, ago(DAY)],
    ["which alone is known", {}, null, ago(30 * DAY)],
  ];
  test.each(ROWS)("%s", (_, given, endsAt, from) => {
    const exemptions = endsAt === null ? [] : [exemption({ endsAt, startsAt: ago(20 * DAY) })];
    const resolved = resolve(rules({ userBox: source("user", given), appFlag: flag, exemptions }));
    expect(resolved.sources[0]?.bindsFrom).toEqual(from);
    expect(resolved.sources[1]?.bindsFrom).toEqual(flag.since);
  });

  test("right away waits for none of them", () => {
    const userBox = source("user", { effect: "right_away", tightenedAt: ago(MINUTE) });
    expect(resolve(rules({ userBox })).sources[0]?.bindsFrom).toBeNull();
  });

  test("a policy that was to start later was switched on when it started", () => {
    const at = (startsAt: Date) =>
      resolve(rules({ policy: { ...required, startsAt } })).sources[0]?.bindsFrom;
    expect(at(ago(HOUR))).toEqual(ago(HOUR));
    expect(at(ago(60 * DAY))).toEqual(ago(30 * DAY));
  });
});

describe("with what", () => {
  const methods = {
    policyMethods: ["sms", "totp", "passkey"],
    workspaceMethods: ["passkey", "totp", "push"],
  } as const;
  test("the policy's methods among the workspace's", () => {
    expect(resolve(rules(methods)).accepted).toEqual(["passkey", "totp"]);
  });
  test("what was switched off is told apart, as far as the policy would accept it", () => {
    const at = ago(HOUR);
    const retiredMethods = [
      { kind: "sms", at },
      { kind: "push", at },
    ] as const;
    expect(resolve(rules({ ...methods, retiredMethods })).retired).toEqual([{ kind: "sms", at }]);
    expect(resolve(rules({ ...methods, retiredMethods, phishingResistant: true })).retired).toEqual([]);
  });
  test("phishing-resistant leaves passkeys alone", () => {
    const resolved = resolve(rules({ ...methods, phishingResistant: true }));
    expect(resolved.accepted).toEqual(["passkey"]);
    expect(resolved.phishingResistant).toBe(true);
  });
  test("try-out adds and removes nothing, its terms included", () => {
    const policy = { mode: "try_out" } as const;
    const given = rules({
      ...methods,
      policy,
      policyMethods: ["passkey"],
      phishingResistant: true,
      allowSelfRemoval: true,
    });
    const resolved = resolve(given);
    expect(resolved.accepted).toEqual(["passkey", "totp", "push"]);
    expect(resolved).toMatchObject({ tryOut: true, phishingResistant: false, allowSelfRemoval: false });
    const tried = resolveTryOut(given, null, NOW);
    expect(tried).toMatchObject({
      tryOut: false,
      phishingResistant: true,
      allowSelfRemoval: true,
      required: true,
    });
    expect(tried?.accepted).toEqual(["passkey"]);
  });
  test("nothing is tried out of a policy that is in force", () => {
    expect(resolveTryOut(rules({ policy: required }), null, NOW)).toBeNull();
    expect(resolveTryOut(rules(), null, NOW)).toBeNull();
  });
  test("what callers need besides is handed on", () => {
    const asked = request();
    const given = rules({
      remembered: { allowed: true, days: 7 },
      levelLapseSeconds: 60,
      allowSelfRemoval: true,
    });
    expect(resolveRequirement(given, asked, NOW)).toMatchObject({
      request: asked,
      rememberedAllowed: true,
      rememberedSeconds: 7 * 86_400,
      levelLapseSeconds: 60,
      allowSelfRemoval: true,
      tryOut: false,
      graceUntil: null,
      exemption: null,
    });
  });
});

describe("grace ends", () => {
  const covered = { coveredSince: ago(3 * DAY) };
  const ROWS: [
    what: string,
    given: Grace | null,
    prompted: Date | null,
    from: Partial<Source>,
    until: Date | null,
  ][] = [
    ["never, for there is none", null, null, {}, null],
    ["never, for nothing is set", grace({}), null, {}, null],
    ["at its date", grace({ until: ahead(DAY) }), null, {}, ahead(DAY)],
    ["at a date that is past", grace({ until: ago(DAY) }), null, {}, ago(DAY)],
    ["so many days after the first prompt", grace({ days: 14 }), ago(2 * DAY), covered, ahead(12 * DAY)],
    [
      "so many days from now, as long as nobody was prompted",
      grace({ days: 14 }),
      null,
      covered,
      ahead(14 * DAY),
    ],
    ["counted from when the user came under it", grace({ days: 14 }), ago(9 * DAY), covered, ahead(11 * DAY)],
    ["counted from when it was switched on", grace({ days: 40 }), ago(90 * DAY), {}, ahead(10 * DAY)],
    [
      "unmoved by a tightening",
      grace({ days: 14 }),
      ago(2 * DAY),
      { ...covered, tightenedAt: ago(HOUR) },
      ahead(12 * DAY),
    ],
    ["at the earlier: days", grace({ days: 1, until: ahead(2 * DAY) }), NOW, {}, ahead(DAY)],
    ["at the earlier: date", grace({ days: 3, until: ahead(2 * DAY) }), NOW, {}, ahead(2 * DAY)],
    ["at once with no days", grace({ days: 0 }), NOW, {}, NOW],
    ["90 days on where skips alone are counted", grace({ skips: 3 }), NOW, {}, ahead(90 * DAY)],
    ["at its date where skips are counted too", grace({ skips: 3, until: ahead(DAY) }), NOW, {}, ahead(DAY)],
  ];
  test.each(ROWS)("%s", (_, given, firstPromptedAt, from, until) => {
    const resolved = resolve(rules({ userBox: source("user", { grace: given, ...from }), firstPromptedAt }));
    expect(resolved.sources[0]?.graceUntil).toEqual(until);
    expect(resolved.graceUntil).toEqual(until);
  });

  test("an exemption in between gives no new days", () => {
    const given = { userBox: source("user", { grace: grace({ days: 14 }) }), firstPromptedAt: ago(13 * DAY) };
    expect(resolve(rules({ ...given, exemptions: [exemption({ endsAt: ago(HOUR) })] })).graceUntil).toEqual(
      ahead(DAY),
    );
  });

  test("with the strictest source", () => {
    const until = (days: number) => grace({ until: ahead(days * DAY) });
    const userBox = source("user", { grace: until(5) });
    const workspace = source("workspace", { grace: until(2) });
    expect(resolve(rules({ userBox, workspace })).graceUntil).toEqual(ahead(2 * DAY));
    expect(resolve(rules({ userBox, workspace, policy: required })).graceUntil).toBeNull();
    expect(resolve(rules({ userBox, workspace, appFlag: flag })).graceUntil).toEqual(ahead(2 * DAY));
    expect(resolve(rules()).graceUntil).toBeNull();
  });

  test("when its skips are used up, but not for the session that used the last one", () => {
    const left = (skipsUsed: number) => {
      const userBox = source("user", { grace: grace({ skips: 2, until: ahead(DAY) }) });
      return resolve(rules({ userBox, skipsUsed })).sources;
    };
    expect([0, 1, 2, 3].map((used) => left(used)[0]?.skipsLeft)).toEqual([2, 1, 0, 0]);
    expect(openGrace(left(1), false, NOW)).toEqual(ahead(DAY));
    expect(openGrace(left(2), false, NOW)).toBeNull();
    expect(openGrace(left(2), true, NOW)).toEqual(ahead(DAY));
    expect(openGrace(left(2), true, ahead(DAY))).toBeNull();
  });
});

test.each([
  [[], false],
  [["push"], false],
  [["push", "totp"], true],
  [["sms"], true],
] as const)("whoever has nothing yet can set up one of %j: %s", (kinds, expected) => {
  expect(isSatisfiable(kinds)).toBe(expected);
});
