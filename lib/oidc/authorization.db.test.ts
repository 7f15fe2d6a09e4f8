// One file: every case asks for the same authorization, of somebody who stands elsewhere each time.
import { describe, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import {
  actorOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  setSession,
  signedIn,
} from "../identity/testing";
import { endConsent, listConnections } from "./consents/service";
import { decline, findAskingApplication, giveConsent } from "./interactions/service";
import { cookieOf, ProviderBrowser, useProvider } from "./testing";
import { makeSteps, type Pair } from "./testing-authorization";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);
const { pair, prove, authorize, resume, lookAt, consent, redeem, userinfo, signIn } = makeSteps(db, url);

const age = (one: Pair, seconds: number) => sql`
  update sessions set proofs = (
    select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - make_interval(secs => ${seconds})))
    from jsonb_array_elements(proofs) p)
  where id = ${one.session.sessionId}`;

const audited = async (one: Pair, action: string) =>
  sql`select actor_id, result, data from audit_events
    where workspace_id = ${one.workspaceId} and action = ${action} order by at`;

describe("an authorization", () => {
  test("gets through at once where nothing stands between, says who answers, and is on record", async () => {
    const one = await pair();
    const { came } = await authorize(one, { state: "mine" });
    expect(came.at.searchParams.get("iss")).toBe("http://localhost:3000");
    expect(came.at.searchParams.get("state")).toBe("mine");
    const { claims, body } = await signIn(one);
    expect(claims).toMatchObject({ sub: one.userId, acr: "aal1", amr: ["pwd"], nonce: "no" });
    const { sub, acr, amr, auth_time } = claims;
    expect((await userinfo(body.access_token)).body).toMatchObject({ sub, acr, amr, auth_time });
    const [event] = await audited(one, "authorization.granted");
    expect(event).toMatchObject({ actor_id: one.userId, data: { acr: "aal1", scopes: ["openid"] } });
  });

  test("A75 of two redemptions at once one gets through at most, and what it got is worth nothing", async () => {
    const one = await pair();
    const { came, verifier } = await authorize(one);
    const both = await Promise.all([redeem(one, came.code, verifier), redeem(one, came.code, verifier)]);
    const won = both.filter(({ status }) => status === 200);
    expect(won.length).toBeLessThanOrEqual(1);
    expect(both.some(({ body }) => body.error === "invalid_grant")).toBe(true);
    for (const { body } of won) expect((await userinfo(body.access_token)).status).toBe(401);
  });

  test("A75 a code's second use ends what the first one got", async () => {
    const one = await pair();
    const { body, code, verifier } = await signIn(one);
    expect((await userinfo(body.access_token)).status).toBe(200);
    expect((await redeem(one, code, verifier)).body).toMatchObject({ error: "invalid_grant" });
    expect((await userinfo(body.access_token)).status).toBe(401);
  });

  test("A82 nothing that a holder presents is kept in plain text", async () => {
    const one = await pair();
    const { body, code } = await signIn(one, { scope: "openid offline_access", prompt: "consent" });
    const rows = await sql`select to_jsonb(a)::text as row from artifacts a`;
    const held = rows.map(({ row }) => String(row)).join("\n");
    for (const secret of [code, body.access_token, body.refresh_token]) {
      expect(secret).toBeTruthy();
      expect(held).not.toContain(String(secret));
    }
  });

  test("A66 nobody of another workspace gets through", async () => {
    const one = await pair();
    const stranger = await makeUser(db, await makeWorkspace(db));
    const session = await openSession(db, stranger);
    const foreign = { ...one, session, browser: new ProviderBrowser(() => url(""), await cookieOf(session)) };
    const { came } = await authorize(foreign);
    expect(came.code).toBeNull();
    expect((await lookAt(foreign, came.waiting)).kind).toBe("other_account");
    expect((await authorize(foreign, { prompt: "none" })).came.error).toBe("login_required");
    expect((await resume(foreign, came.waiting)).code).toBeNull();
  });

  test("A62 another session does not answer it, whoever's it is, and that is on record", async () => {
    const one = await pair({ withApp: true });
    await prove(one);
    await age(one, 90_000);
    const { came } = await authorize(one, { acr_values: "aal2" });
    const other = await makeUser(db, { workspaceId: one.workspaceId, policyId: (await policyOf(one)).id });
    const session = await openSession(db, other);
    const mixed = { ...one, session };
    expect(await codeOf(lookAt(mixed, came.waiting))).toBe("not_found");
    const [event] = await audited(one, "authorization.refused");
    expect(event).toMatchObject({
      actor_id: other.id,
      result: "refused",
      data: { error: "another_session" },
    });
    one.browser.session = await cookieOf(session);
    expect((await resume(one, came.waiting)).at.pathname).toBe("/authorization-error");
  });

  test("A2 a session that is half signed in gets no code, and none without a screen", async () => {
    const one = await pair({ withApp: true });
    const { came } = await authorize(one);
    expect(came.code).toBeNull();
    expect((await authorize(one, { prompt: "none" })).came.error).toBe("login_required");
    await prove(one);
    const back = await resume(one, came.waiting);
    expect(back.code).toBeTruthy();
  });

  test("whose request a path leads to is told to its own session and workspace alone", async () => {
    const one = await pair({ withApp: true, application: { name: "Orders" } });
    const { came } = await authorize(one);
    const path = `/interaction/${came.waiting}`;
    const actor = await actorOf(db, one.session);
    expect(await findAskingApplication(db, actor, path)).toBe("Orders");
    for (const other of [
      "/dashboard",
      "/interaction/unknown",
      `${path}/..`,
      `/consent?interaction=${came.waiting}`,
    ])
      expect(await findAskingApplication(db, actor, other)).toBeNull();
    const stranger = await signedIn(db, await makeUser(db, await makeWorkspace(db)));
    expect(await findAskingApplication(db, stranger, path)).toBeNull();
    await prove(one);
    await age(one, 90_000);
    const stepUp = `/interaction/${(await authorize(one, { acr_values: "aal2" })).came.waiting}`;
    expect(await findAskingApplication(db, await actorOf(db, one.session), stepUp)).toBe("Orders");
    const elsewhere = await signedIn(db, { workspaceId: one.workspaceId, id: one.userId });
    expect(await findAskingApplication(db, elsewhere, stepUp)).toBeNull();
  });

  test("A78 set-up pending: no code before it, and the same request after it", async () => {
    const one = await pair({ user: REQUIRED });
    const { came } = await authorize(one, { state: "same" });
    expect(came.code).toBeNull();
    expect((await authorize(one, { prompt: "none" })).came.error).toBe("interaction_required");
    const held = await resume(one, came.waiting);
    expect(held.code).toBeNull();
    await sql`update users set required_since = null where id = ${one.userId}`;
    const back = await resume(one, held.waiting);
    expect(back.code).toBeTruthy();
    expect(back.at.searchParams.get("state")).toBe("same");
  });
});

const policyOf = async (one: Pair) => {
  const [row] = await sql`select id from policies where workspace_id = ${one.workspaceId} limit 1`;
  return { id: String(row?.id) };
};

describe("A61 A77 what is asked", () => {
  test("prompt=login asks anew, once; auth_time is the new proof's", async () => {
    const one = await pair({ withApp: true });
    await prove(one, -1);
    await age(one, 60);
    const { came, verifier } = await authorize(one, { prompt: "login" });
    expect(await lookAt(one, came.waiting)).toMatchObject({ kind: "step_up", isOver: false });
    const again = await resume(one, came.waiting);
    expect(again.code).toBeNull();
    await prove(one);
    expect(await lookAt(one, again.waiting)).toMatchObject({ isOver: true });
    const back = await resume(one, again.waiting);
    const { body } = await redeem(one, back.code, verifier);
    const { decodeJwt } = await import("jose");
    const { auth_time: at } = decodeJwt(String(body.id_token));
    expect(Math.abs(Number(at) - Date.now() / 1_000)).toBeLessThan(30);
  });

  test("a proof made after the asking counts through consent: it is asked once, not twice", async () => {
    const one = await pair({ withApp: true, application: { isFirstParty: false } });
    await prove(one, -1);
    const { came } = await authorize(one, { prompt: "login", scope: "openid email" });
    await prove(one);
    const asked = await resume(one, came.waiting);
    expect(asked.at.pathname).toBe("/consent");
    expect((await consent(one, asked.waiting, ["email"])).code).toBeTruthy();
  });

  test.each([
    ["max_age=0", { max_age: "0" }],
    ["a scope", { scope: "openid payment" }],
    ["an acr", { acr_values: "aal2" }],
  ])("%s leads whoever has no factor to set one up, and Back says access_denied", async (_what, query) => {
    const one = await pair({ application: { scopes: ["openid", "payment"] } });
    const { came } = await authorize(one, query as Record<string, string>);
    const waiting = await lookAt(one, came.waiting);
    expect(waiting).toMatchObject({ kind: "set_up", isOver: false });
    expect(waiting.factors).toContain("passkey");
    const { next } = await decline(db, await actorOf(db, one.session), waiting.id);
    const back = await one.browser.lead(next);
    expect(back.searchParams.get("error")).toBe("access_denied");
  });

  test("only unsupported acr values cannot be met; among others they are passed over", async () => {
    const one = await pair();
    const unmet = "unmet_authentication_requirements";
    expect((await authorize(one, { acr_values: "gold urn:x" })).came.error).toBe(unmet);
    expect((await authorize(one, { acr_values: "gold aal1" })).came.code).toBeTruthy();
  });

  test("a user who can neither prove nor set up what is asked is refused, not let through at less", async () => {
    const one = await pair({ workspace: { methods: ["totp"] } });
    const { came } = await authorize(one, { acr_values: "phr" });
    expect(came.error).toBe("unmet_authentication_requirements");
  });

  test("a level lapses after 24 hours", async () => {
    const one = await pair({ withApp: true });
    await prove(one);
    expect((await signIn(one)).claims).toMatchObject({ acr: "aal2", amr: ["pwd", "otp", "mfa"] });
    await age(one, 25 * 3_600);
    const { claims } = await signIn(one);
    expect(claims).toMatchObject({ acr: "aal1", amr: ["pwd", "otp"] });
  });

  test("a remembered browser counts for a rule that allows it, at aal1, and for nothing else", async () => {
    const one = await pair({
      user: { twoFactorOn: true },
      withApp: true,
      application: { rule: "always", allowsRemembered: true, scopes: ["openid", "payment"] },
    });
    await sql`update policies set remembered_days = 30 where workspace_id = ${one.workspaceId}`;
    await setSession(db, one.session, { rememberedAt: new Date() });
    expect((await signIn(one)).claims.acr).toBe("aal1");
    expect((await authorize(one, { scope: "openid payment" })).came.code).toBeNull();
    await sql`update applications set allows_remembered = false where id = ${one.application.clientId}`;
    expect((await authorize(one)).came.code).toBeNull();
  });

  test("a condition that fails asks for the second factor and says so", async () => {
    const one = await pair({ application: { rule: "condition", condition: "user.app_metadata.none == 1" } });
    const { came } = await authorize(one);
    const waiting = await lookAt(one, came.waiting);
    expect(waiting.kind).toBe("set_up");
    expect(waiting.ruleFails).toBeTruthy();
  });
});

describe("consent", () => {
  const third = { application: { isFirstParty: false } };

  test("is asked once for each scope; what was left out is not given and is asked for again", async () => {
    const one = await pair(third);
    const { came, verifier } = await authorize(one, { scope: "openid email orders" });
    expect(await lookAt(one, came.waiting)).toMatchObject({
      kind: "consent",
      scopes: ["openid", "email", "orders"],
    });
    const arrived = await consent(one, came.waiting, ["orders"]);
    expect((await redeem(one, arrived.code, verifier)).body.scope).toBe("openid orders");
    expect((await authorize(one, { scope: "openid orders" })).came.code).toBeTruthy();
    const session = await openSession(db, { workspaceId: one.workspaceId, id: one.userId } as never);
    const elsewhere = {
      ...one,
      session,
      browser: new ProviderBrowser(() => url(""), await cookieOf(session)),
    };
    expect((await authorize(elsewhere, { scope: "openid orders" })).came.code).toBeTruthy();
    const more = await authorize(elsewhere, { scope: "openid orders email" });
    expect(await lookAt(elsewhere, more.came.waiting)).toMatchObject({ scopes: ["email"] });
  });

  test("gives no scope that was not asked for, and answers one question once", async () => {
    const one = await pair(third);
    const { came, verifier } = await authorize(one, { scope: "openid email" });
    const arrived = await consent(one, came.waiting, ["email", "orders", "offline_access"]);
    expect((await redeem(one, arrived.code, verifier)).body.scope).toBe("openid email");
    const actor = await actorOf(db, one.session);
    const again = giveConsent(db, actor, { id: String(came.waiting), scopes: [] });
    expect(await codeOf(again)).toBe("not_found");
  });

  test("A9 ending it takes everything that the application holds, and it asks again", async () => {
    const one = await pair(third);
    const { body } = await signIn(one, { scope: "openid email" });
    const actor = await actorOf(db, one.session);
    expect(await listConnections(db, actor.subject)).toMatchObject([
      { clientId: one.application.clientId, scopes: ["openid", "email"], optedIn: null },
    ]);
    await endConsent(db, actor, one.application.clientId);
    expect((await userinfo(body.access_token)).status).toBe(401);
    expect((await authorize(one, { scope: "openid email" })).came.at.pathname).toBe("/consent");
    expect(await audited(one, "consent.ended")).toHaveLength(1);
    expect(await codeOf(endConsent(db, actor, one.application.clientId))).toBe("not_found");
  });

  test("an application of the workspace's own is not asked about, and is listed all the same", async () => {
    const one = await pair();
    await signIn(one, { scope: "openid email" });
    const actor = await actorOf(db, one.session);
    expect(await listConnections(db, actor.subject)).toHaveLength(1);
  });
});
