import * as openid from "openid-client";
import { expect, test } from "vitest";
import { NEW_APPLICATION } from "../../lib/oidc/applications/schema";
import type { RuleSettings } from "../../lib/oidc/core/rule";
import { afterPassword, afterTotp, succeed } from "../http/person";
import { makeWorkspace } from "../people";
import { CALLBACK } from "./applications";
import { RelyingParty } from "./relying-party";

const RULE: RuleSettings = {
  rule: "as_required",
  condition: null,
  allowsRemembered: false,
  effect: "next_sign_in",
};
const OFFLINE = { scope: "openid offline_access", prompt: "consent" };

/** An application that an administrator has added on the screen, and a member. */
async function added(kind: "web" | "native", callback = CALLBACK) {
  const { people } = await makeWorkspace({
    admin: { role: "administrator", canManage: true, totp: true },
    one: {},
  });
  const admin = await afterTotp(people.admin);
  const details = {
    ...NEW_APPLICATION,
    name: "Orders",
    kind,
    redirectUris: [callback],
    grants: ["authorization_code", "refresh_token"],
  };
  const made = await succeed<{ clientId: string; secret: string | null }>(admin, "addApplication", {
    details,
  });
  return { admin, one: people.one, ...made };
}

const party = ({ clientId, secret }: { clientId: string; secret: string | null }) =>
  RelyingParty.discover({ clientId, secret: secret ?? "" }, secret === null ? "none" : "basic");

test.each(["web", "native"] as const)(
  "an application of type %s that an administrator added signs a person in by openid-client",
  async (kind) => {
    const made = await added(kind);
    expect(made.secret === null).toBe(kind === "native");
    const { claims } = await (await party(made)).signIn(await afterPassword(made.one), OFFLINE);
    expect(claims).toMatchObject({ sub: made.one.id, acr: "aal1", aud: made.clientId });
    if (kind === "native") return;
    const wrong = await party({ ...made, secret: "another secret of the same length as ours" });
    await expect(wrong.signIn(await afterPassword(made.one), OFFLINE)).rejects.toMatchObject({ status: 401 });
  },
);

test("a native application is sent back by a scheme of its own, and by no address beside it", async () => {
  const own = "com.example.orders:/signed-in";
  const made = await added("native", own);
  const client = await party(made);
  const there = { ...OFFLINE, redirect_uri: own };
  const { claims } = await client.signIn(await afterPassword(made.one), there);
  expect(claims).toMatchObject({ sub: made.one.id, aud: made.clientId });
  const { url } = await client.prepare({ ...there, redirect_uri: "com.example.orders:/elsewhere" });
  const reached = await client.follow(await afterPassword(made.one), url.href);
  expect(reached.callback).toBeNull();
  expect(reached.location).toMatch(/\/authorization-error\?error=invalid_redirect_uri$/);
});

test("A76 a rule that is saved to bind right away reaches the refresh token that openid-client holds", async () => {
  const made = await added("web");
  const { clientId, admin } = made;
  const client = await party(made);
  const { tokens } = await client.signIn(await afterPassword(made.one), OFFLINE);
  const again = await openid.refreshTokenGrant(client.config, String(tokens.refresh_token));
  const settings = {
    ...RULE,
    rule: "condition",
    condition: "session.age_seconds >= 0",
    effect: "right_away",
  };
  await succeed(admin, "saveRule", { clientId, seen: RULE, settings });
  const refused = openid.refreshTokenGrant(client.config, String(again.refresh_token));
  await expect(refused).rejects.toMatchObject({ error: "invalid_grant" });
});
