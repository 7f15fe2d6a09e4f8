import { describe, expect, test } from "vitest";
import {
  ago,
  DAY,
  decideCase,
  type FactsInput,
  facts,
  formerTerms,
  held,
  MINUTE,
  NOW,
  password,
  proof,
  rules,
  source,
} from "./testing";
import type { Rules, Source } from "./types";

describe("a rule that is made stricter, at the next sign-in", () => {
  const policy = (rest: Partial<Rules> = {}, from: Partial<Source> = {}) =>
    rules({
      policy: {
        mode: "required",
        source: source("policy", { tightenedAt: ago(MINUTE), ...from }),
        startsAt: null,
      },
      policyMethods: ["passkey"],
      formerTerms: [formerTerms({ methods: ["totp", "passkey"], endedAt: ago(MINUTE) })],
      ...rest,
    });
  const holder = { credentials: [held("totp")] };
  const proved = { proofs: [password(), proof("totp")] };
  const told = (given: Rules, known: FactsInput) => {
    const decision = decideCase(given, facts(known));
    return [decision.outcome, ...("factors" in decision ? decision.factors : [])].join(" ");
  };

  test("lets a session go on that satisfied the rule it began under", () => {
    expect(told(policy(), { user: holder, session: proved })).toBe("allow");
  });
  test("binds sessions begun after it", () => {
    expect(told(policy(), { user: holder, session: { ...proved, beganAt: NOW } })).toBe("setup passkey");
  });
  test("binds them all where it binds right away", () => {
    expect(told(policy({}, { effect: "right_away" }), { user: holder, session: proved })).toBe(
      "setup passkey",
    );
  });
  test("opens no set-up that a session was already held at, and offers there what will count", () => {
    expect(told(policy(), {})).toBe("setup passkey");
    expect(told(policy(), { user: holder })).toBe("challenge totp");
  });
  test("is not asked of a session from before anything was required", () => {
    const since = policy({}, { since: ago(MINUTE), tightenedAt: null });
    expect(told(since, {})).toBe("allow");
  });
  test("a rule that was made looser meanwhile lets through who satisfies it as it is", () => {
    const looser = policy({
      policyMethods: ["totp"],
      formerTerms: [formerTerms({ methods: ["passkey"], phishingResistant: true })],
    });
    expect(told(looser, { user: holder, session: { ...proved, beganAt: ago(DAY) } })).toBe("allow");
  });
});
