// One file: the lines of one table, what a request asks and how it is met, over one running provider.
import { decodeJwt } from "jose";
import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp, beginTotp, enrolTotp, succeed } from "../http/person";
import { makeWorkspace, PASSWORD, type PersonSpec } from "../people";
import { makeApplication } from "./applications";
import { errorOf, type Reached, RelyingParty, stepUp } from "./relying-party";

type Set = Parameters<typeof makeApplication>[1];

async function place<K extends string>(people: Record<K, PersonSpec>, set: Set = {}) {
  const made = await makeWorkspace(people);
  const application = await makeApplication(made.id, { isFirstParty: true, ...set });
  return { ...made, application, party: await RelyingParty.discover(application) };
}

async function ask(party: RelyingParty, browser: HttpBrowser, params: Record<string, string> = {}) {
  const { url, checks } = await party.prepare(params);
  return { reached: await party.follow(browser, url.href), checks };
}

const waitingOf = ({ waiting, status, location }: Reached) => {
  if (!waiting) throw new Error(`nothing was asked: ${status} ${location}`);
  return waiting;
};

describe("A77 what a request asks for is proved, set up or refused, and never less is answered", () => {
  test.each([
    ["a scope that demands aal2", { scope: "openid payment" }],
    ["an acr", { acr_values: "aal2" }],
    ["the PAPE policy", { acr_values: "http://schemas.openid.net/pape/policies/2007/06/multi-factor" }],
    ["a claim", { claims: JSON.stringify({ id_token: { acr: { essential: true, value: "aal2" } } }) }],
    ["a short max_age", { max_age: "200" }],
  ])("%s: asked of whoever has a factor, and true in the token", async (_what, params) => {
    const { people, party } = await place({ one: {} });
    const browser = await afterPassword(people.one);
    const { secret } = await enrolTotp(browser);
    await sql()`update sessions set proofs = jsonb_build_array(proofs -> 0) where user_id = ${people.one.id}`;
    await sql()`update users set two_factor_on = false where id = ${people.one.id}`;
    const { reached, checks } = await ask(party, browser, params as Record<string, string>);
    const waiting = waitingOf(reached);
    const unproved = waitingOf(await party.resume(browser, waiting));
    await stepUp(browser, secret);
    const claims = (await party.tokens(await party.resume(browser, unproved), checks)).claims();
    const isPape = "acr_values" in params && params.acr_values?.startsWith("http");
    expect(claims?.acr).toBe(isPape ? params.acr_values : "aal2");
    expect(claims?.amr).toEqual(expect.arrayContaining(["pwd", "otp", "mfa"]));
  });

  test.each([
    ["a scope", { scope: "openid payment" }],
    ["an acr", { acr_values: "phr" }],
    ["max_age 0", { max_age: "0" }],
  ])("%s without a factor: set-up for this request, and Back is access_denied", async (_what, params) => {
    const { people, party } = await place({ one: {} });
    const browser = await afterPassword(people.one);
    const { reached } = await ask(party, browser, params as Record<string, string>);
    const waiting = waitingOf(reached);
    const page = await browser.request(`/interaction/${waiting.id}`);
    const html = await page.text();
    expect(html).toContain("Set up two-factor authentication");
    expect(html).toContain("Back to Orders");
    const again = waitingOf(await party.resume(browser, waiting));
    const { next } = await succeed(browser, "declineAuthorization", { id: again.id });
    expect(errorOf(await party.follow(browser, next ?? ""))).toBe("access_denied");
    expect((await browser.request("/dashboard")).status).toBe(200);
  });

  test("set-up for one request finishes the same request", async () => {
    const { people, party } = await place({ one: {} });
    const browser = await afterPassword(people.one);
    const { reached, checks } = await ask(party, browser, { scope: "openid payment" });
    await enrolTotp(browser);
    const tokens = await party.tokens(await party.resume(browser, waitingOf(reached)), checks);
    expect(tokens.scope).toBe("openid payment");
    expect(tokens.claims()).toMatchObject({ acr: "aal2" });
  });

  test("acr_values: unsupported ones are ignored, and where there are only such the answer is an error", async () => {
    const { people, party } = await place({ one: {} });
    const browser = await afterPassword(people.one);
    const { reached } = await ask(party, browser, { acr_values: "urn:other gold" });
    expect(errorOf(reached)).toBe("unmet_authentication_requirements");
    const { reached: mixed } = await ask(party, browser, { acr_values: "urn:other aal1" });
    expect(mixed.callback?.searchParams.get("code")).toBeTruthy();
  });

  test("a client's default acr counts where it names none", async () => {
    const { people, party } = await place({ one: { totp: true } }, { defaultAcr: "aal2" });
    const { claims } = await party.signIn(await afterTotp(people.one));
    expect(claims?.acr).toBe("aal2");
    const plain = await place({ one: {} }, { defaultAcr: "aal2" });
    const { reached } = await ask(plain.party, await afterPassword(plain.people.one));
    expect(waitingOf(reached).page).toBe("interaction");
  });

  test("prompt=none with a scope that demands more is an error, not a lower level", async () => {
    const { people, party } = await place({ one: {} });
    const { reached } = await ask(party, await afterPassword(people.one), {
      prompt: "none",
      scope: "openid payment",
    });
    expect(errorOf(reached)).toBe("interaction_required");
  });

  test("the workspace's own tables count: its scopes and its age", async () => {
    const { people, party, id } = await place({ one: {} });
    await sql()`update workspaces set scope_levels = '{"orders": "phr"}', fresh_below_seconds = 10 where workspace_id = ${id}`;
    const browser = await afterPassword(people.one);
    const code = async (params: Record<string, string>) =>
      (await ask(party, browser, params)).reached.callback?.searchParams.get("code") ?? null;
    expect(await code({ scope: "openid payment" })).not.toBeNull();
    expect(await code({ max_age: "200" })).not.toBeNull();
    expect(await code({ scope: "openid orders" })).toBeNull();
    expect(await code({ max_age: "9" })).toBeNull();
  });
});

describe("A78 set-up pending", () => {
  test("in the middle of an authorization: set-up, and the same request finishes, validated again", async () => {
    const { people, party, id } = await place({ one: { isRequired: true } });
    const browser = new HttpBrowser();
    const { url, checks } = await party.prepare({ scope: "openid orders" });
    const first = waitingOf(await party.follow(browser, url.href));
    await succeed(browser, "signIn", { email: people.one.email, password: PASSWORD });
    const held = waitingOf(await party.resume(browser, first));
    const page = await browser.request(`/interaction/${held.id}`);
    expect(page.headers.get("location")).toBe(
      `/setup-mfa?returnTo=${encodeURIComponent(`/interaction/${held.id}`)}`,
    );
    expect(errorOf((await ask(party, browser, { prompt: "none" })).reached)).toBe("interaction_required");
    await enrolTotp(browser);
    const tokens = await party.tokens(await party.resume(browser, held), checks);
    expect(tokens.claims()).toMatchObject({ sub: people.one.id, acr: "aal2" });
    expect(tokens.scope).toBe("openid orders");
    const events =
      await sql()`select data from audit_events where workspace_id = ${id} and action = 'authorization.granted'`;
    expect(events).toHaveLength(1);
  });
});

describe("A2 a session that is half signed in", () => {
  test("gets no code, cannot consent, and registers no passkey", async () => {
    const { people, party } = await place({ one: { totp: true } }, { isFirstParty: false });
    const half = await afterPassword(people.one);
    const { reached } = await ask(party, half);
    const { id } = waitingOf(reached);
    expect(waitingOf(await party.resume(half, { ...waitingOf(reached), id })).page).toBe("interaction");
    for (const [action, input] of [
      ["giveConsent", { id, scopes: [] }],
      ["beginEnrollment", { kind: "passkey", purpose: "sign_in" }],
      ["findAskingDevice", { code: "BCDF-GHJK" }],
    ] as const)
      expect((await half.act(action, input)).body).toMatchObject({ code: "mfa_challenge_required" });
  });

  test("finishes signing in and the same request goes on", async () => {
    const { people, party } = await place({ one: { totp: true } });
    const browser = await afterPassword(people.one);
    const { reached, checks } = await ask(party, browser);
    await succeed(browser, "finishChallenge", await beginTotp(browser));
    const tokens = await party.tokens(await party.resume(browser, waitingOf(reached)), checks);
    expect(tokens.claims()).toMatchObject({ sub: people.one.id, acr: "aal2" });
  });
});

describe("A62 a step-up keeps the signed-in user", () => {
  test("somebody else's session does not answer it, whatever was proved there, and that is on record", async () => {
    const { people, party, id } = await place({ one: { totp: true }, other: { totp: true } });
    const browser = await afterTotp(people.one);
    await sql()`update sessions set proofs = (select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '2 days')) from jsonb_array_elements(proofs) p) where user_id = ${people.one.id}`;
    const { reached } = await ask(party, browser, { acr_values: "aal2" });
    const waiting = waitingOf(reached);
    const other = await afterTotp(people.other);
    for (const [name, value] of browser.cookies) if (!other.cookies.has(name)) other.cookies.set(name, value);
    const mixed = await party.resume(other, waiting);
    expect(mixed.location).toBe("/authorization-error?error=invalid_request");
    expect((await other.request(`/interaction/${waiting.id}`)).status).toBe(404);
    expect((await other.act("declineAuthorization", { id: waiting.id })).body).toMatchObject({ ok: false });
    const events =
      await sql()`select data from audit_events where workspace_id = ${id} and action = 'authorization.refused' and actor_id = ${people.other.id}`;
    expect(events.map(({ data }) => data.error)).toContain("another_session");
  });
});

describe("A77 levels are true everywhere", () => {
  test("ID token, userinfo and introspection agree on acr, amr and auth_time", async () => {
    const { people, party } = await place({ one: { totp: true } });
    const { tokens, claims } = await party.signIn(await afterTotp(people.one), { acr_values: "aal2" });
    const info = await openid.fetchUserInfo(party.config, tokens.access_token, people.one.id);
    const seen = await openid.tokenIntrospection(party.config, tokens.access_token);
    const said = { acr: claims?.acr, amr: claims?.amr, auth_time: claims?.auth_time };
    expect(said).toMatchObject({ acr: "aal2", amr: ["pwd", "otp", "mfa"] });
    expect(info).toMatchObject(said);
    expect(seen).toMatchObject({ active: true, ...said });
  });

  test("a token for the management API carries the same", async () => {
    const { people, party } = await place({ one: { totp: true } }, { apiScopes: ["read:users"] });
    const browser = await afterTotp(people.one);
    const { url, checks } = await party.prepare({
      scope: "openid read:users",
      resource: `${ORIGIN}/api/v2/`,
    });
    const reached = await party.follow(browser, url.href);
    const tokens = await openid.authorizationCodeGrant(
      party.config,
      reached.callback as URL,
      { expectedState: checks.state, pkceCodeVerifier: checks.verifier, expectedNonce: checks.nonce ?? "" },
      { resource: `${ORIGIN}/api/v2/` },
    );
    const claims = tokens.claims();
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      sub: people.one.id,
      scope: "read:users",
      acr: claims?.acr,
      amr: claims?.amr,
      auth_time: claims?.auth_time,
    });
  });

  test("aal2 lapses to aal1 after 24 hours, and is asked for again where it is needed", async () => {
    const { people, party } = await place({ one: { totp: true } });
    const browser = await afterTotp(people.one);
    await sql()`update sessions set proofs = (select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '25 hours')) from jsonb_array_elements(proofs) p) where user_id = ${people.one.id}`;
    const { claims } = await party.signIn(browser);
    expect(claims).toMatchObject({ acr: "aal1" });
    expect(claims?.amr).not.toContain("mfa");
    const { reached } = await ask(party, browser, { acr_values: "aal2" });
    expect(waitingOf(reached).page).toBe("interaction");
  });
});

describe("the rule of an application", () => {
  test.each([
    ["always", { rule: "always" }],
    ["a condition that holds", { rule: "condition", condition: 'client.name == "Orders"' }],
    ["a condition that fails", { rule: "condition", condition: "user.app_metadata.none == 1" }],
    ["a condition that nobody can read", { rule: "condition", condition: "user." }],
    ["a rule of a later version", { rule: "moonlight" }],
  ])("%s asks for a second factor, also of whoever has none", async (_what, set) => {
    const { people, party } = await place({ one: {} }, set);
    const { reached } = await ask(party, await afterPassword(people.one));
    expect(waitingOf(reached).page).toBe("interaction");
  });

  test.each([
    ["as the user's requirement says", {}],
    ["opted in, by nobody", { rule: "opted_in" }],
    ["a condition that does not hold", { rule: "condition", condition: 'request.country == "XX"' }],
  ])("%s asks for nothing", async (_what, set) => {
    const { people, party } = await place({ one: {} }, set);
    const { claims } = await party.signIn(await afterPassword(people.one));
    expect(claims?.acr).toBe("aal1");
  });

  test("a condition that fails says so, on the screen and on record", async () => {
    const { people, party, id } = await place(
      { one: {} },
      { rule: "condition", condition: "user.app_metadata.none == 1" },
    );
    const browser = await afterPassword(people.one);
    const { reached, checks } = await ask(party, browser);
    const waiting = waitingOf(reached);
    const html = await (await browser.request(`/interaction/${waiting.id}`)).text();
    expect(html).toContain("could not be read");
    await enrolTotp(browser);
    await party.tokens(await party.resume(browser, waiting), checks);
    const [event] =
      await sql()`select data from audit_events where workspace_id = ${id} and action = 'authorization.granted'`;
    expect(event?.data.ruleFails).toBeTruthy();
  });

  test("the user's own wish counts in that application alone, where it is left to them", async () => {
    const { people, party, application, id } = await place({ one: { totp: true } }, { rule: "opted_in" });
    const browser = await afterTotp(people.one);
    await party.signIn(browser);
    await succeed(browser, "setOptIn", { clientId: application.clientId, isOn: true });
    await sql()`update sessions set proofs = (select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '25 hours')) from jsonb_array_elements(proofs) p) where user_id = ${people.one.id}`;
    expect(waitingOf((await ask(party, browser)).reached).page).toBe("interaction");
    const other = await RelyingParty.discover(await makeApplication(id, { isFirstParty: true }));
    expect((await other.signIn(browser)).claims?.acr).toBe("aal1");
  });
});

describe("A66 workspaces", () => {
  test("nobody of another workspace gets through, with prompt=none an error, else another account is asked for", async () => {
    const { party } = await place({ one: {} });
    const other = await makeWorkspace({ stranger: { totp: true } });
    const browser = await afterTotp(other.people.stranger);
    const { reached } = await ask(party, browser);
    const waiting = waitingOf(reached);
    expect(await (await browser.request(`/interaction/${waiting.id}`)).text()).toContain(
      "Another account is needed",
    );
    expect(waitingOf(await party.resume(browser, waiting)).page).toBe("interaction");
    expect(errorOf((await ask(party, browser, { prompt: "none" })).reached)).toBe("login_required");
  });
});
