import { describe, expect, test } from "vitest";
import { forgetOwnBrowsers } from "../account/browsers";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { actorOf } from "../identity/testing";
import { useProvider } from "./testing";
import { makeSteps, type Pair } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, token, refresh, signIn } = makeSteps(db, url);

const REFUSED = { status: 400, body: { error: "invalid_grant" } };

async function offline(set: Parameters<typeof pair>[0] = {}, scope = "openid offline_access") {
  const one = await pair(set);
  if (set.withApp) await prove(one);
  const { body } = await signIn(one, { scope, prompt: "consent" });
  return { one, first: body.refresh_token };
}

const setRule = (one: Pair, rule: string, condition: string | null, effect: string) =>
  sql`update applications set rule = ${rule}, condition = ${condition}, rule_effect = ${effect}, rule_since = now()
    where id = ${one.application.clientId}`;

const optIn = ({ application, userId }: Pair) =>
  sql`update consents set opted_in_at = now() where client_id = ${application.clientId} and user_id = ${userId}`;

const describeUser = ({ userId }: Pair, metadata: object) =>
  sql`update users set app_metadata = ${JSON.stringify(metadata)}::text::jsonb where id = ${userId}`;

/** The proofs that refresh tokens were issued on are so much older. */
const age = (one: Pair, hours: number) => sql`
  update artifacts set evidence = jsonb_set(evidence, '{proofs}', (
    select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - make_interval(hours => ${hours})))
    from jsonb_array_elements(evidence -> 'proofs') p))
  where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;

const ASKS: [string, (one: Pair, effect: string) => Promise<unknown>][] = [
  ["always", (one, effect) => setRule(one, "always", null, effect)],
  ["a condition that holds", (one, effect) => setRule(one, "condition", 'client.name == "Orders"', effect)],
  [
    "a condition about the user that has come to hold",
    async (one, effect) => {
      await setRule(one, "condition", "user.?app_metadata.?useMfa.orValue(false)", effect);
      await describeUser(one, { useMfa: true });
    },
  ],
  ["a condition that fails", (one, effect) => setRule(one, "condition", "user.app_metadata.no == 1", effect)],
  [
    "the user's own wish",
    async (one, effect) => {
      await setRule(one, "opted_in", null, effect);
      await optIn(one);
    },
  ],
  ["a rule of a later version", (one, effect) => setRule(one, "moonlight", null, effect)],
];

describe("A10 a rule of the application that binds right away reaches refresh tokens", () => {
  test.each(ASKS)("%s: the token is worth nothing without a second factor behind it", async (_what, ask) => {
    const { one, first } = await offline();
    await ask(one, "right_away");
    expect(await refresh(one, first)).toMatchObject(REFUSED);
    const [event] = await sql`select data from audit_events
      where workspace_id = ${one.workspaceId} and action = 'token.refused'`;
    expect(event?.data.detail).toContain("a new authorization is needed");
  });

  test.each(ASKS)("%s: a token with one behind it goes on", async (_what, ask) => {
    const { one, first } = await offline({ withApp: true });
    await ask(one, "right_away");
    expect((await refresh(one, first)).status).toBe(200);
  });

  test.each(ASKS)("%s, at the next sign-in: tokens of sessions from before go on", async (_what, ask) => {
    const { one, first } = await offline();
    await ask(one, "next_sign_in");
    expect((await refresh(one, first)).status).toBe(200);
  });

  test("a rule that asks for nothing leaves them", async () => {
    const { one, first } = await offline();
    await setRule(one, "condition", "user.?app_metadata.?useMfa.orValue(false)", "right_away");
    const second = await refresh(one, first);
    expect(second.status).toBe(200);
    await setRule(one, "opted_in", null, "right_away");
    expect((await refresh(one, second.body.refresh_token)).status).toBe(200);
  });

  test("a condition about the address means the user's browser, not the server that refreshes", async () => {
    const { one, first } = await offline();
    await sql`update artifacts set evidence = evidence || '{"ip": "192.0.2.7"}'
      where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;
    await setRule(one, "condition", '!inNetwork(request.ip, "192.0.2.0/24")', "right_away");
    const second = await refresh(one, first);
    expect(second.status).toBe(200);
    await sql`update artifacts set evidence = evidence - 'ip'
      where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;
    expect(await refresh(one, second.body.refresh_token)).toMatchObject(REFUSED);
  });
});

test("A10 where the application is on the user's device, its own address is the user's", async () => {
  const { one, first } = await offline({ application: { authMethod: "none" } });
  await sql`update artifacts set evidence = evidence || '{"ip": "192.0.2.7"}'
    where workspace_id = ${one.workspaceId} and kind = 'RefreshToken'`;
  await setRule(one, "condition", '!inNetwork(request.ip, "192.0.2.0/24")', "right_away");
  expect(await refresh(one, first)).toMatchObject(REFUSED);
});

describe("A77 a level that has lapsed", () => {
  const withPayment = { withApp: true, application: { scopes: ["openid", "offline_access", "payment"] } };

  test("takes the scopes that demand it along: with them the refresh is refused, without them it is not", async () => {
    const { one, first } = await offline(withPayment, "openid offline_access payment");
    const second = await refresh(one, first);
    expect(second).toMatchObject({ status: 200, body: { scope: "openid offline_access payment" } });
    await age(one, 25);
    const less = { grant_type: "refresh_token", refresh_token: String(second.body.refresh_token) };
    const narrowed = await token(one, { ...less, scope: "openid" });
    expect(narrowed).toMatchObject({ status: 200, body: { scope: "openid" } });
    expect(await refresh(one, narrowed.body.refresh_token)).toMatchObject(REFUSED);
  });

  test("a scope that has come to demand a level reaches tokens that are out", async () => {
    const { one, first } = await offline({ application: withPayment.application }, "openid offline_access");
    await sql`update workspaces set scope_levels = '{"offline_access": "aal2"}' where workspace_id = ${one.workspaceId}`;
    expect(await refresh(one, first)).toMatchObject(REFUSED);
  });
});

test("a refresh token that rests on a remembered browser ends with it, also after its session was signed out of", async () => {
  for (const leaves of [false, true]) {
    const one = await pair({ withApp: true });
    await sql`update policies set remembered_days = 10 where workspace_id = ${one.workspaceId}`;
    await sql`insert into browsers (workspace_id, user_id, id, token_hash, ip, user_agent, remembered_at)
      values (${one.workspaceId}, ${one.userId}, 'brw_1', 'hash', '', '', now())`;
    await sql`update sessions set browser_id = 'brw_1', remembered_at = now() where id = ${one.session.sessionId}`;
    const { body } = await signIn(one, { scope: "openid offline_access", prompt: "consent" });
    const owner = await actorOf(db, one.session);
    if (leaves)
      await sql`update sessions set ended_at = now(), end_reason = 'signed_out' where id = ${one.session.sessionId}`;
    const second = await refresh(one, body.refresh_token);
    expect(second.status).toBe(200);
    await forgetOwnBrowsers(db, owner);
    expect(await refresh(one, second.body.refresh_token)).toMatchObject(REFUSED);
  }
});
