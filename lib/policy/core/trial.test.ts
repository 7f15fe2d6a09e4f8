import { expect, test } from "vitest";
import {
  ahead,
  DAY,
  exemption,
  type FactsInput,
  facts,
  grace,
  held,
  password,
  proof,
  rules,
  source,
} from "./testing";
import { tryOut } from "./trial";
import type { PolicyMode, Rules } from "./types";

const trying = (rest: Partial<Rules> = {}, mode: PolicyMode = "try_out"): Rules =>
  rules({
    policy: { mode, source: source("policy"), startsAt: null },
    policyMethods: ["passkey", "totp"],
    ...rest,
  });
const app = { twoFactorOn: true, credentials: [held("totp")] };
const passkey = { credentials: [held("passkey")] };
const inGrace = {
  policy: {
    mode: "try_out",
    source: source("policy", { grace: grace({ until: ahead(DAY) }) }),
    startsAt: null,
  },
} as const;

const ROWS: [what: string, rules: Rules, facts: FactsInput, answer: string | null][] = [
  ["somebody without a factor sets one up", trying(), {}, "setup"],
  ["in grace there is time for it", trying(inGrace), {}, "grace"],
  ["nothing can be set up", trying(), { user: { enrollable: ["sms"] } }, "impossible"],
  [
    "a factor that is not accepted does not do",
    trying({ policyMethods: ["passkey"] }),
    { user: app },
    "setup",
  ],
  ["whoever proves a factor anyway notices nothing", trying(), { user: app }, null],
  ["whoever has one for signing in proves it", trying(), { user: passkey }, "challenge"],
  [
    "whoever has proved it goes on",
    trying(),
    { user: passkey, session: { proofs: [password(), proof("passkey", { userVerified: true })] } },
    null,
  ],
  ["whoever is required anyway notices nothing", trying({ userBox: source("user") }), {}, null],
  [
    "whoever is required anyway by laxer terms does",
    trying({ userBox: source("user"), policyMethods: ["passkey"] }),
    { user: app },
    "setup",
  ],
  ["whoever is exempt notices nothing", trying({ exemptions: [exemption()] }), {}, null],
  ["nobody blocked notices anything", trying(), { user: { blocked: true } }, null],
  ["nothing is tried out of a policy in force", trying({}, "required"), {}, null],
  ["nor of an optional one", trying({}, "optional"), {}, null],
];

test.each(ROWS)("tried out: %s", (_, given, known, answer) => {
  expect(tryOut(given, facts(known))).toBe(answer);
});
