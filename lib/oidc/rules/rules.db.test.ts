import { describe, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { actorOf, makeWorkspace } from "../../identity/testing";
import { ruleOf } from "../applications/page";
import { findApplication } from "../applications/service";
import { setOptIn } from "../consents/service";
import type { RuleSettings } from "../core/rule";
import { useProvider } from "../testing";
import { makeSteps, type Pair } from "../testing-authorization";
import { makeManager } from "../testing-manager";
import { saveRule } from "./save";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, refresh, signIn, authorize, lookAt } = makeSteps(db, url);

const REFUSED = { status: 400, body: { error: "invalid_grant" } };
const RULE: RuleSettings = {
  rule: "as_required",
  condition: null,
  allowsRemembered: false,
  effect: "next_sign_in",
};
const when = (condition: string): Partial<RuleSettings> => ({ rule: "condition", condition });

const manager = async ({ workspaceId }: Pair) => {
  const [policy] = await sql`select id from policies where workspace_id = ${workspaceId}`;
  return makeManager(db, { workspaceId, policyId: String(policy?.id) });
};

async function stored({ workspaceId, application }: Pair) {
  const row = await findApplication(db, workspaceId, application.clientId);
  if (!row) throw new Error("no such application");
  return row;
}

async function setRule(one: Pair, part: Partial<RuleSettings>): Promise<void> {
  const seen = ruleOf(await stored(one));
  const { clientId } = one.application;
  await saveRule(db, await manager(one), { clientId, seen, settings: { ...RULE, ...part } });
}

/** Somebody signed in by password alone, with a refresh token of that session. */
async function offline(withApp = false) {
  const one = await pair({ withApp });
  if (withApp) await prove(one);
  const { body } = await signIn(one, { scope: "openid offline_access orders", prompt: "consent" });
  return { one, token: body.refresh_token };
}

describe("A76 a change that binds right away reaches the refresh tokens that are out", () => {
  test.each<[string, Partial<RuleSettings>]>([
    ["always", { rule: "always" }],
    ["a condition that asks", when('"orders" in request.scopes')],
    [
      "a condition on where the user signed in",
      when('inNetwork(request.ip, "127.0.0.0/8") || request.ip != ""'),
    ],
    ["a condition that cannot be told", when("user.app_metadata.nothing == 1")],
  ])("%s", async (_what, part) => {
    const { one, token } = await offline();
    const held = await offline();
    await setRule(one, { ...part, effect: "right_away" });
    expect(await refresh(one, token)).toMatchObject(REFUSED);
    await setRule(held.one, { ...part, effect: "next_sign_in" });
    expect((await refresh(held.one, held.token)).status).toBe(200);
  });

  test("not one that was issued on a second factor, nor one that a condition leaves alone", async () => {
    const proved = await offline(true);
    await setRule(proved.one, { rule: "always", effect: "right_away" });
    expect((await refresh(proved.one, proved.token)).status).toBe(200);
    const { one, token } = await offline();
    await setRule(one, { ...when('session.level == "aal2"'), effect: "right_away" });
    expect((await refresh(one, token)).status).toBe(200);
  });

  test("the user's own wish, where the application leaves it to them", async () => {
    const { one, token } = await offline();
    await setRule(one, { rule: "opted_in", effect: "right_away" });
    const next = await refresh(one, token);
    expect(next.status).toBe(200);
    await setOptIn(db, await actorOf(db, one.session), one.application.clientId, true);
    expect(await refresh(one, next.body.refresh_token)).toMatchObject(REFUSED);
  });
});

test("A72 a condition that cannot be told demands the second factor, and says so", async () => {
  const one = await pair({ withApp: true });
  await prove(one);
  await sql`update sessions set proofs = jsonb_path_query_array(proofs, '$[*] ? (@.factor == "password")'),
    remembered_at = null where id = ${one.session.sessionId}`;
  await sql`update users set two_factor_on = false where id = ${one.userId}`;
  await setRule(one, when("user.app_metadata.nothing == 1"));
  const { came } = await authorize(one);
  expect(came.code).toBeNull();
  expect(await lookAt(one, came.waiting)).toMatchObject({ ruleFails: expect.stringContaining("nothing") });
});

test("a rule binds anew when it may ask more, is on record, and is not written over what somebody else wrote", async () => {
  const { one } = await offline();
  const first = (await stored(one)).ruleSince;
  await setRule(one, { rule: "always" });
  const tightened = (await stored(one)).ruleSince;
  expect(tightened.getTime()).toBeGreaterThan(first.getTime());
  await setRule(one, { rule: "always", allowsRemembered: true });
  expect((await stored(one)).ruleSince).toEqual(tightened);
  const { clientId } = one.application;
  const stale = { clientId, seen: RULE, settings: { ...RULE, rule: "opted_in" as const } };
  expect(await codeOf(saveRule(db, await manager(one), stale))).toBe("conflict");
  const events = await sql`select data from audit_events where workspace_id = ${one.workspaceId}
    and action = 'application.rule_changed' and target_id = ${clientId} order by at`;
  expect(events).toMatchObject([
    { data: { before: RULE, after: { rule: "always" }, bindsAnew: true } },
    { data: { after: { allowsRemembered: true }, bindsAnew: false } },
  ]);
});

test("A66 A82 a rule takes the right, a condition that can be read, and an application of the workspace", async () => {
  const { one } = await offline();
  const { clientId } = one.application;
  const seen = RULE;
  const settings = { ...RULE, rule: "always" as const };
  const place = await makeWorkspace(db);
  const stranger = await makeManager(db, place);
  expect(await codeOf(saveRule(db, stranger, { clientId, seen, settings }))).toBe("not_found");
  const without = await makeManager(db, place, ["manage_user_rights"]);
  expect(await codeOf(saveRule(db, without, { clientId, seen, settings }))).toBe("missing_right");
  const wrong = { ...RULE, rule: "condition" as const, condition: "user." };
  expect(await codeOf(saveRule(db, await manager(one), { clientId, seen, settings: wrong }))).toBe(
    "invalid_input",
  );
  expect(ruleOf(await stored(one))).toEqual(RULE);
});
