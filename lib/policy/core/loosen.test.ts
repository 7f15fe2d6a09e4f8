import { describe, expect, test } from "vitest";
import {
  type AdminAct,
  mayActOn,
  mayDisable,
  mayEnforceForAll,
  mayRemoveCredential,
  mayReplace,
} from "./loosen";
import { resolveRequirement } from "./requirement";
import {
  ago,
  exemption,
  type FactsInput,
  facts,
  grace,
  held,
  MINUTE,
  NOW,
  password,
  plainPasskey,
  proof,
  rules,
  source,
  verifiedPasskey,
} from "./testing";
import type { FactorKind, Rules } from "./types";

const resolve = (given: Partial<Rules>) => resolveRequirement(rules(given), null, NOW);
const told = (answer: { allowed: boolean; reason?: string; level?: string; factors?: readonly string[] }) =>
  [answer.allowed ? answer.level : answer.reason, ...(answer.factors ?? [])].join(" ");

const box = { userBox: source("user") };
const everyone = { workspace: source("workspace") };
const policy = { policy: { mode: "required", source: source("policy"), startsAt: null } } as const;
const selfRemoval = { allowSelfRemoval: true };

describe("may the user disable it?", () => {
  const ROWS: [what: string, given: Partial<Rules>, answer: string][] = [
    ["own choice", {}, "own"],
    ["the box", box, "required_by_administrator"],
    ["the workspace", everyone, "required_by_administrator"],
    ["the policy", policy, "required_by_administrator"],
    [
      "blocked from the first moment, before any session is bound",
      { userBox: source("user", { since: NOW }) },
      "required_by_administrator",
    ],
    [
      "blocked in grace",
      { userBox: source("user", { grace: grace({ days: 3 }) }) },
      "required_by_administrator",
    ],
    ["required by the policy, which allows self-removal", { ...policy, ...selfRemoval }, "own"],
    ["required by the workspace, the policy allows self-removal", { ...everyone, ...selfRemoval }, "own"],
    ["never one with the user-level box", { ...box, ...policy, ...selfRemoval }, "required_by_administrator"],
    [
      "a policy in try-out allows nothing",
      { ...everyone, ...selfRemoval, policy: { ...policy.policy, mode: "try_out" } },
      "required_by_administrator",
    ],
    ["a policy in try-out forbids nothing", { policy: { ...policy.policy, mode: "try_out" } }, "own"],
    ["exempt", { ...box, exemptions: [exemption()] }, "own"],
    ["flagged by an application", { appFlag: source("application") }, "own"],
  ];
  test.each(ROWS)("%s", (_, given, answer) => expect(told(mayDisable(resolve(given)))).toBe(answer));
});

describe("may the user remove a credential?", () => {
  const app = held("totp");
  const passkey = held("passkey");
  const phone = held("push");
  const tablet = held("push", { id: "tablet" });
  const lost = held("totp", { id: "lost", usable: false });
  const takesPasskey = { ...box, policyMethods: ["passkey"] as FactorKind[] };
  const ROWS: [
    what: string,
    given: Partial<Rules>,
    held: (typeof app)[],
    id: string,
    on: boolean,
    answer: string,
  ][] = [
    ["the last accepted one of a required user", box, [app], "totp", true, "last_accepted_factor"],
    ["one of two accepted", box, [app, passkey], "totp", true, "own"],
    [
      "the accepted one beside one that is not",
      takesPasskey,
      [app, passkey],
      "passkey",
      true,
      "last_accepted_factor",
    ],
    ["the one that is not accepted", takesPasskey, [app, passkey], "totp", true, "own"],
    ["the last one that works", box, [app, lost], "totp", true, "last_accepted_factor"],
    ["one that does not work, beside one that does", box, [app, lost], "lost", true, "own"],
    ["one that does not work and is the only one", box, [lost], "lost", false, "last_accepted_factor"],
    [
      "the last accepted one, with self-removal",
      { ...everyone, ...selfRemoval },
      [app, lost],
      "totp",
      true,
      "own",
    ],
    ["the last factor while 2FA is on: that is to disable it", {}, [app], "totp", true, "last_factor"],
    [
      "the last factor while 2FA is on, with self-removal",
      { ...everyone, ...selfRemoval },
      [app],
      "totp",
      true,
      "last_factor",
    ],
    ["the last factor while 2FA is off", {}, [passkey], "passkey", false, "own"],
    ["one of two by own choice", {}, [app, passkey], "passkey", true, "own"],
    ["one that is somebody else's", {}, [app], "passkey", true, "credential_unknown"],
    ["the last one beside a device that approves", {}, [app, phone], "totp", true, "push_needs_another"],
    [
      "the last one beside two such devices",
      {},
      [passkey, phone, tablet],
      "passkey",
      false,
      "push_needs_another",
    ],
    ["a device that approves, beside an app", {}, [app, phone], "push", true, "own"],
    ["one of two, beside a device", {}, [app, passkey, phone], "totp", true, "own"],
  ];
  test.each(ROWS)("%s", (_, given, credentials, id, twoFactorOn, answer) => {
    const { user } = facts({ user: { credentials, twoFactorOn } });
    expect(told(mayRemoveCredential(resolve(given), user, id))).toBe(answer);
  });
});

describe("may the user replace one?", () => {
  const alone = { ...box };
  const ROWS: [what: string, given: Partial<Rules>, id: string, kind: FactorKind, answer: string][] = [
    ["the last accepted one by its like", box, "totp", "totp", "own"],
    ["the last accepted one by another that is accepted", box, "totp", "passkey", "own"],
    [
      "by one that is not accepted",
      { ...box, policyMethods: ["totp"] },
      "totp",
      "passkey",
      "factor_not_accepted",
    ],
    ["by one that cannot be enrolled", box, "totp", "sms", "factor_not_enrollable"],
    ["one that is somebody else's", box, "passkey", "totp", "credential_unknown"],
    ["the only other one by a device that approves", alone, "totp", "push", "push_needs_another"],
  ];
  test.each(ROWS)("%s", (_, given, id, kind, answer) => {
    const credentials = given === alone ? [held("totp")] : [held("sms"), held("totp")];
    const { user } = facts({ user: { credentials, enrollable: ["passkey", "totp", "push"] } });
    expect(told(mayReplace(resolve(given), user, id, kind))).toBe(answer);
  });
});

describe("may an administrator do it?", () => {
  const act = (rest: Partial<AdminAct>): AdminAct => ({
    act: "loosen",
    isSelf: false,
    hasRight: true,
    isSoleOwner: false,
    isAboveActor: false,
    ...rest,
  });
  const ROWS: [what: string, given: Partial<AdminAct>, answer: string][] = [
    ["tightening takes the freshest proof one's factors allow", { act: "tighten" }, "own"],
    ["on oneself too", { act: "tighten", isSelf: true }, "own"],
    ["and on a higher role", { act: "tighten", isAboveActor: true }, "own"],
    ["loosening takes aal2", {}, "aal2"],
    ["resets take aal2", { act: "reset" }, "aal2"],
    ["rights take aal2", { act: "rights" }, "aal2"],
    ["an access pass takes aal2", { act: "access_pass" }, "aal2"],
    ["an unlock takes aal2", { act: "unlock" }, "aal2"],
    ["ending sessions takes aal2", { act: "end_sessions" }, "aal2"],
    ["nobody loosens on themselves alone", { isSelf: true }, "on_yourself"],
    ["a sole owner may", { isSelf: true, isSoleOwner: true }, "aal2"],
    ["no reset of oneself", { act: "reset", isSelf: true, isSoleOwner: true }, "on_yourself"],
    ["no access pass for oneself", { act: "access_pass", isSelf: true, isSoleOwner: true }, "on_yourself"],
    ["no unlock for oneself", { act: "unlock", isSelf: true, isSoleOwner: true }, "on_yourself"],
    ["no unlock of somebody above", { act: "unlock", isAboveActor: true }, "higher_role"],
    ["no end of sessions of somebody above", { act: "end_sessions", isAboveActor: true }, "higher_role"],
    ["own rights", { act: "rights", isSelf: true }, "aal2"],
    ["A72 no reset of a higher role", { act: "reset", isAboveActor: true }, "higher_role"],
    ["no loosening on one", { isAboveActor: true }, "higher_role"],
    ["nothing without the right", { act: "tighten", hasRight: false }, "right_missing"],
    ["not even by a sole owner", { isSelf: true, isSoleOwner: true, hasRight: false }, "right_missing"],
  ];
  test.each(ROWS)("%s", (_, given, answer) => expect(told(mayActOn(act(given)))).toBe(answer));
});

describe("A67 who enforces for all, or edits their own policy, satisfies the new rule by a factor proved here", () => {
  const app = { credentials: [held("totp")] };
  const passkey = { credentials: [held("passkey")] };
  const withApp = { user: app, session: { proofs: [password(), proof("totp")] } };
  const ROWS: [what: string, planned: Partial<Rules>, known: FactsInput, answer: string][] = [
    ["proved", everyone, withApp, "own"],
    ["a verified passkey", everyone, { user: passkey, session: { proofs: [verifiedPasskey()] } }, "own"],
    [
      "a plain passkey alone",
      everyone,
      { user: passkey, session: { proofs: [plainPasskey()] } },
      "prove_yours_first passkey",
    ],
    ["enrolled and not proved", everyone, { user: app }, "prove_yours_first totp"],
    [
      "a recovery code is no factor",
      everyone,
      { user: app, session: { proofs: [password(), proof("recovery_code")] } },
      "prove_yours_first totp",
    ],
    ["none enrolled", everyone, {}, "set_up_yours_first passkey totp"],
    [
      "one that the new rule does not accept",
      { ...policy, policyMethods: ["passkey"] },
      withApp,
      "set_up_yours_first passkey",
    ],
    [
      "one that is not phishing-resistant",
      { ...policy, phishingResistant: true },
      withApp,
      "set_up_yours_first passkey",
    ],
    [
      "an accepted one beside it, not proved",
      { ...policy, phishingResistant: true },
      { ...withApp, user: { credentials: [held("totp"), held("passkey")] } },
      "prove_yours_first passkey",
    ],
    [
      "an exemption excuses nobody",
      { ...everyone, exemptions: [exemption()] },
      { user: app },
      "prove_yours_first totp",
    ],
    [
      "a rule that binds later just so",
      { workspace: source("workspace", { since: NOW }) },
      { user: app, session: { beganAt: ago(MINUTE) } },
      "prove_yours_first totp",
    ],
    ["a policy that will not require anything", {}, {}, "own"],
    ["nor will a flag of an application", { appFlag: source("application") }, {}, "own"],
  ];
  test.each(ROWS)("%s", (_, planned, known, answer) => {
    expect(told(mayEnforceForAll(resolve(planned), facts(known)))).toBe(answer);
  });
});
