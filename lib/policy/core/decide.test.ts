import { describe, expect, test } from "vitest";
import { decide, explain, standingOf } from "./decide";
import { resolveRequirement } from "./requirement";
import { ago, decideCase, facts, grace, held, NOW, rules, source } from "./testing";
import { readCases } from "./testing-words";

const check = (text: string) => {
  test.each(readCases(text))("$sentence", ({ told, expected }) => expect(told).toBe(expected));
};

describe("before anything else", () => {
  check(`
    a session that ended is over
      box | blocked | ended => deny: session_ended, required_by_user
    so is that of a blocked user
      - | blocked | password => deny: user_blocked
    without any proof the first factor is asked for
      - | - | - => challenge password: first_factor_missing
    a passkey is a first factor too
      - | passkey app codes | - => challenge passkey password: first_factor_missing
    an app is none
      - | app | app => challenge password: first_factor_missing
    nor is a recovery code
      - | - | code => challenge password: first_factor_missing
  `);
});

describe("is it required?", () => {
  check(`
    not at all
      - | - | password => allow: nothing_required
    1. the user: the Require MFA box
      box | - | password => setup passkey totp: accepted_factor_missing, required_by_user
    2. the workspace: Enforce 2FA for all users
      everyone | - | password => setup passkey totp: accepted_factor_missing, required_by_workspace
    3. the user's authentication policy
      policy | - | password => setup passkey totp: accepted_factor_missing, required_by_policy
    every source in force is named
      flag policy everyone box | app | password app => allow: satisfied, required_by_user, required_by_workspace, required_by_policy, required_by_application
    try-out records what it would do, adds and removes nothing
      try-out phr | - | password => allow: nothing_required, try_out
    in try-out the policy's terms bind nobody who is required otherwise
      try-out phr takes-passkey box | app | password app => allow: satisfied, required_by_user, try_out
    an exemption of the user suspends 1–3
      box everyone policy exempt | - | password => allow: exempt
    when it ends, what stood before is in force again
      box was-exempt | - | password => setup passkey totp: accepted_factor_missing, required_by_user
    and binds sessions begun after its end
      box exempt-till-now | - | password => allow: not_yet_binding, required_by_user
    who has an accepted factor proves it
      box | on app | password => challenge totp: second_factor_missing, required_by_user
    who has proved it is in
      box | on app | password app => allow: satisfied, required_by_user
    also where 2FA was never switched on
      box | app | password app => allow: satisfied, required_by_user
    only an accepted factor satisfies
      box takes-passkey | app passkey | password app => challenge passkey: accepted_proof_missing, required_by_user
    accepted ones are offered first
      box takes-app | passkey app codes | password => challenge totp passkey recovery_code: second_factor_missing, required_by_user
    a proof of a credential that is gone satisfies nothing
      box | new-app | password app-since-removed => challenge totp: accepted_proof_missing, required_by_user
    only what can really be enrolled is offered
      box | can-add-sms | password => setup sms: accepted_factor_missing, required_by_user
    where nothing is possible the answer is no
      box | can-add-nothing | password => deny: no_factor_possible, accepted_factor_missing, required_by_user
  `);
});

describe("is it on?", () => {
  check(`
    while it is on the user is challenged at every sign-in, required or not
      - | on app | password => challenge totp: second_factor_missing, chosen_by_user
    lifting a requirement leaves it on
      box exempt | on app | password => challenge totp: second_factor_missing, chosen_by_user, exempt
    for own choice any confirmed factor will do
      takes-passkey | on app | password app => allow: satisfied, chosen_by_user
    a passkey added for signing in does not set it
      - | passkey | password => allow: nothing_required
    on without a factor leads to set-up
      - | on | password => setup passkey totp: second_factor_missing, chosen_by_user
    on without a factor and none to be had
      - | on can-add-nothing | password => deny: no_factor_possible, second_factor_missing, chosen_by_user
    app_flag true asks for a second factor
      flag | app | password => challenge totp: second_factor_missing, required_by_application
    whichever it is
      flag takes-passkey | app | password app => allow: satisfied, required_by_application
    and for set-up if there is none
      flag | - | password => setup passkey totp: second_factor_missing, required_by_application
    with the grace it gives
      flag-in-grace | - | password => setup passkey totp until 2026-06-04: second_factor_missing, required_by_application, in_grace
    which can be made use of
      flag-in-grace | - | password later => allow: grace_deferred, required_by_application
    an exemption does not suspend it
      flag box exempt | - | password => setup passkey totp: second_factor_missing, required_by_application, exempt
    app_flag false clears only itself
      box | on app | password => challenge totp: second_factor_missing, required_by_user
  `);
});

describe("when does it bind?", () => {
  check(`
    at next sign-in: not a session begun before
      box | - | password begun-31-days-ago => allow: not_yet_binding, required_by_user
    at next sign-in: a session begun after
      box | - | password begun-29-days-ago => setup passkey totp: accepted_factor_missing, required_by_user
    at next sign-in: a session begun in the same instant
      box | - | password begun-30-days-ago => setup passkey totp: accepted_factor_missing, required_by_user
    a session that began nobody knows when
      box | - | password begun-who-knows => setup passkey totp: accepted_factor_missing, required_by_user
    right away: live sessions at their next request
      box-right-away | - | password begun-31-days-ago => setup passkey totp: accepted_factor_missing, required_by_user
    nobody is signed out by enforcing
      box-right-away | app | password app => allow: satisfied, required_by_user
    a source that waits is named beside one that binds, and its terms wait too
      box-in-grace everyone-from-now | - | password => setup passkey totp until 2026-06-04: accepted_factor_missing, required_by_user, required_by_workspace, not_yet_binding, in_grace
    own choice goes on while a requirement waits
      everyone-from-now | on app | password => challenge totp: second_factor_missing, required_by_workspace, chosen_by_user, not_yet_binding
    the flag waits as well
      flag | - | password begun-31-days-ago => allow: not_yet_binding, required_by_application
    a method switched off for the workspace: a session begun before goes on by it
      box app-off | on app | password app => allow: satisfied, required_by_user
    but not without it
      box app-off | on app | password => challenge totp: second_factor_missing, required_by_user
    nor does it wait with set-up that was asked for before
      box app-off | - | password => setup passkey: accepted_factor_missing, required_by_user
    a session begun after is led to set-up, the app proved first
      box app-off-an-hour-ago | on app | password app => setup passkey: accepted_factor_missing, required_by_user
    right away: the session begun before as well
      box-right-away app-off | on app | password app => setup passkey: accepted_factor_missing, required_by_user
    one that binds right away is enough
      everyone box-right-away app-off | on app | password app => setup passkey: accepted_factor_missing, required_by_user, required_by_workspace
    what the policy never accepted is not accepted by having been on
      box app-off no-app-in-policy | on app | password app => setup passkey: accepted_factor_missing, required_by_user
    a request too
      box app-off | on app | password app | aal2 => allow: satisfied, required_by_user, required_by_request
  `);
});

describe("grace lets a user in who has no accepted factor, until the deadline", () => {
  check(`
    an interstitial with Set up now and Later
      box-in-grace | - | password => setup passkey totp until 2026-06-04: accepted_factor_missing, required_by_user, in_grace
    Later
      box-in-grace | - | password later => allow: grace_deferred, required_by_user
    after the deadline a wall
      box-grace-over | - | password later => setup passkey totp: accepted_factor_missing, required_by_user, grace_over
    the last skip holds for its session
      box-one-skip skip-used | - | password later => allow: grace_deferred, required_by_user
    and not for the next
      box-one-skip skip-used | - | password => setup passkey totp: accepted_factor_missing, required_by_user, grace_over
    the strictest wins
      box-in-grace everyone | - | password later => setup passkey totp: accepted_factor_missing, required_by_user, required_by_workspace, grace_over
    nothing can be set up yet
      box-in-grace | can-add-nothing | password => allow: in_grace, required_by_user
    after Later just so
      box-in-grace | can-add-nothing | password later => allow: grace_deferred, required_by_user
    who has an accepted factor needs none
      box-in-grace | app | password later => challenge totp: second_factor_missing, required_by_user
    own choice without a factor gives itself none
      box-in-grace | on | password later => setup passkey totp: accepted_factor_missing, required_by_user, grace_over
    nor does a flag without grace
      box-in-grace flag | - | password later => setup passkey totp: accepted_factor_missing, required_by_user, required_by_application, grace_over
    unless there is the factor it asks for
      box-in-grace flag takes-passkey | app | password app => setup passkey until 2026-06-04: accepted_factor_missing, required_by_user, required_by_application, in_grace
    without grace set-up is a wall
      box | - | password later => setup passkey totp: accepted_factor_missing, required_by_user
  `);
});

describe("where a session stands", () => {
  const box = rules({ userBox: source("user") });
  const lenient = rules({ userBox: source("user", { grace: grace({ days: 3 }) }) });
  const ROWS = [
    ["signed_in", rules(), {}],
    ["half_signed_in", box, { user: { credentials: [held("totp")] } }],
    ["setup_pending", box, {}],
    ["grace", lenient, {}],
    ["signed_in", lenient, { session: { deferredAt: ago(1) } }],
    ["locked_out", box, { user: { credentials: [held("totp", { usable: false })] } }],
    ["ended", rules(), { session: { ended: true } }],
    ["ended", rules(), { user: { blocked: true } }],
  ] as const;
  test.each(ROWS)("%s", (standing, given, known) => {
    expect(standingOf(decideCase(given, facts(known)))).toBe(standing);
  });
});

test("the same checks explain themselves, all of them", () => {
  const requirement = resolveRequirement(rules({ userBox: source("user") }), null, NOW);
  const known = facts({ user: { blocked: true, credentials: [held("totp")] } });
  expect(decide(requirement, known).reasons[0]).toBe("user_blocked");
  expect(explain(requirement, known)).toEqual([
    { check: "session", passed: true, reason: null },
    { check: "user", passed: false, reason: "user_blocked" },
    { check: "first_factor", passed: true, reason: null },
    { check: "second_step", passed: false, reason: "second_factor_missing" },
    { check: "accepted_factor", passed: true, reason: null },
    { check: "some_factor", passed: true, reason: null },
    { check: "accepted_proof", passed: false, reason: "accepted_proof_missing" },
    { check: "request_factor", passed: true, reason: null },
    { check: "request_level", passed: true, reason: null },
    { check: "request_freshness", passed: true, reason: null },
  ]);
});
