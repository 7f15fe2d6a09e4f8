import * as openid from "openid-client";
import { describe, expect, test } from "vitest";
import { sql } from "../browser/rows";
import { ORIGIN } from "../http/browser";
import { afterPassword, afterTotp, succeed } from "../http/person";
import { makeWorkspace, type PersonSpec } from "../people";
import { CALLBACK, makeApplication } from "./applications";
import { RelyingParty } from "./relying-party";

const OFFLINE = { scope: "openid email offline_access", prompt: "consent" };
async function offline(spec: PersonSpec = {}, set: Parameters<typeof makeApplication>[1] = {}) {
  const made = await makeWorkspace({ one: spec });
  const application = await makeApplication(made.id, set);
  const party = await RelyingParty.discover(application);
  const person = made.people.one;
  const browser = spec.totp ? await afterTotp(person) : await afterPassword(person);
  const { tokens, claims } = await party.signIn(browser, OFFLINE);
  return {
    workspaceId: made.id,
    application,
    party,
    person,
    browser,
    claims,
    refresh: String(tokens.refresh_token),
  };
}
const refresh = (party: RelyingParty, token: string) => openid.refreshTokenGrant(party.config, token);
const refused = { error: "invalid_grant" };

describe("A76 refresh tokens", () => {
  test("oidcc-refresh-token: rotate, keep auth_time, and say the same of the user", async () => {
    const { party, claims, refresh: first } = await offline();
    const next = await refresh(party, first);
    expect(next.refresh_token).not.toBe(first);
    expect(next.claims()).toMatchObject({ sub: claims?.sub, auth_time: claims?.auth_time, acr: "aal1" });
  });
  test("one that is used twice ends the family: the thief's and the owner's", async () => {
    const { party, refresh: first } = await offline();
    const second = await refresh(party, first);
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    await expect(refresh(party, String(second.refresh_token))).rejects.toMatchObject(refused);
    await expect(
      openid.fetchUserInfo(party.config, second.access_token, openid.skipSubjectCheck),
    ).rejects.toThrow();
  });
  test("of two uses at once one gets through at most", async () => {
    const { party, refresh: first } = await offline();
    const both = await Promise.allSettled([refresh(party, first), refresh(party, first)]);
    expect(both.filter(({ status }) => status === "fulfilled").length).toBeLessThanOrEqual(1);
  });
  test("they end 90 days after the authorization, however often they are renewed", async () => {
    const { party, refresh: first, workspaceId } = await offline();
    await sql()`update artifacts set payload = payload || jsonb_build_object('iiat', extract(epoch from now())::int - 90 * 86400 + 100)
      where workspace_id = ${workspaceId} and kind = 'RefreshToken'`;
    const second = await refresh(party, first);
    const [row] = await sql()`select extract(epoch from expires_at - now())::int as seconds from artifacts
      where workspace_id = ${workspaceId} and kind = 'RefreshToken' and consumed_at is null`;
    // The two clocks may round apart
    expect(row?.seconds).toBeLessThanOrEqual(105);
    expect(second.refresh_token).toBeTruthy();
  });
  test("the level lapses with the age of its proof, and auth_time stays", async () => {
    const { party, claims, refresh: first, workspaceId } = await offline({ totp: true });
    expect(claims?.acr).toBe("aal2");
    await sql()`update artifacts set evidence = jsonb_set(evidence, '{proofs}', (
        select jsonb_agg(p || jsonb_build_object('at', (p ->> 'at')::timestamptz - interval '25 hours')) from jsonb_array_elements(evidence -> 'proofs') p))
      where workspace_id = ${workspaceId} and kind = 'RefreshToken'`;
    const next = (await refresh(party, first)).claims();
    expect(next).toMatchObject({ acr: "aal1", auth_time: claims?.auth_time });
    expect(next?.amr).not.toContain("mfa");
  });
  test.each([
    ["a blocked user", (id: string) => sql()`update users set blocked_at = now() where id = ${id}`],
    [
      "a rule that binds right away",
      (id: string) =>
        sql()`update users set required_since = now(), required_effect = 'right_away' where id = ${id}`,
    ],
    [
      "a reset",
      (id: string) =>
        sql()`update sessions set ended_at = now(), end_reason = 'two_factor_reset' where user_id = ${id}`,
    ],
    [
      "a changed password",
      (id: string) =>
        sql()`update sessions set ended_at = now(), end_reason = 'password_changed' where user_id = ${id}`,
    ],
    [
      "a rule of the application that binds right away",
      (id: string) =>
        sql()`update applications set rule = 'always', rule_effect = 'right_away', rule_since = now()
          where workspace_id = (select workspace_id from users where id = ${id})`,
    ],
  ])("are worth nothing after %s, on record", async (_what, change) => {
    const { party, person, refresh: first, workspaceId } = await offline();
    await change(person.id);
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    const events =
      await sql()`select 1 from audit_events where workspace_id = ${workspaceId} and action = 'token.refused'`;
    expect(events.length).toBeGreaterThan(0);
  });
  test("a rule that binds at the next sign-in leaves them, and so does signing out", async () => {
    const { party, person, browser, refresh: first } = await offline();
    await sql()`update users set required_since = now(), required_effect = 'next_sign_in' where id = ${person.id}`;
    const second = await refresh(party, first);
    await succeed(browser, "signOut", {});
    await expect(refresh(party, String(second.refresh_token))).resolves.toBeTruthy();
  });
  test("A9 the user ends them, with everything the application holds", async () => {
    const { party, browser, application, refresh: first } = await offline();
    await succeed(browser, "endConnection", { clientId: application.clientId });
    await expect(refresh(party, first)).rejects.toMatchObject(refused);
    const { url } = await party.prepare({ prompt: "none" });
    const reached = await party.follow(browser, url.href);
    expect(reached.callback?.searchParams.get("error")).toBe("consent_required");
  });
  test("a token's own application revokes it, and no other one can", async () => {
    const { party, workspaceId, refresh: first } = await offline();
    const other = await RelyingParty.discover(await makeApplication(workspaceId));
    await openid.tokenRevocation(other.config, first).catch(() => undefined);
    const second = await refresh(party, first);
    await openid.tokenRevocation(party.config, String(second.refresh_token));
    await expect(refresh(party, String(second.refresh_token))).rejects.toMatchObject(refused);
  });
});
describe("A75 codes", () => {
  test("of two redemptions at once one gets through at most, and then nothing that it got is worth anything", async () => {
    const made = await makeWorkspace({ one: {} });
    const party = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
    const browser = await afterPassword(made.people.one);
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, url.href);
    const both = await Promise.allSettled([party.tokens(reached, checks), party.tokens(reached, checks)]);
    const won = both.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(won.length).toBeLessThanOrEqual(1);
    for (const { access_token } of won)
      await expect(
        openid.fetchUserInfo(party.config, access_token, openid.skipSubjectCheck),
      ).rejects.toThrow();
  });
  test("a code is worth nothing to another application, at another address or after a minute", async () => {
    const made = await makeWorkspace({ one: {} });
    const application = await makeApplication(made.id, { isFirstParty: true });
    const party = await RelyingParty.discover(application);
    const thief = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
    const browser = await afterPassword(made.people.one);
    const { url, checks } = await party.prepare();
    const reached = await party.follow(browser, url.href);
    await expect(thief.tokens(reached, checks)).rejects.toMatchObject(refused);
    const code = reached.callback?.searchParams.get("code") ?? "";
    const answer = await fetch(`${ORIGIN}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: `${CALLBACK}/other`,
        code_verifier: checks.verifier,
        client_id: application.clientId,
        client_secret: application.secret,
      }),
    });
    expect(await answer.json()).toMatchObject(refused);
    await sql()`update artifacts set payload = payload || jsonb_build_object('exp', extract(epoch from now())::int - 20) where kind = 'AuthorizationCode' and workspace_id = ${made.id}`;
    await expect(party.tokens(reached, checks)).rejects.toMatchObject(refused);
  });
});
