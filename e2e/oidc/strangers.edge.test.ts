import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { builtActions } from "../http/build";
import { makeWorkspace, type Person } from "../people";
import { makeApplication } from "./applications";
import { errorOf, RelyingParty } from "./relying-party";

/** What another provider says of somebody of ours: signed well, by its own key. */
async function foreignToken({ id, email }: Person, audience: string): Promise<string> {
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  return new SignJWT({ email, email_verified: true, acr: "phr", amr: ["mfa"] })
    .setProtectedHeader({ alg: "RS256", jwk: await exportJWK(publicKey) })
    .setSubject(id)
    .setIssuer("https://accounts.google.com")
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime("1h")
    .sign(privateKey);
}

const PROVIDERS = ["google", "credentials", "github", "azure-ad", "oidc"];

describe("A80 nobody comes in by the word of another provider", () => {
  test.each([
    ...["providers", "error", "verify-request", "_log", "signin"].map((path) => [path]),
    ...PROVIDERS.flatMap((name) => [[`signin/${name}`], [`callback/${name}`]]),
  ])("there is no /api/auth/%s, by GET or POST", async (path) => {
    const { people } = await makeWorkspace({ one: {} });
    const browser = new HttpBrowser();
    const fields = { email: people.one.email, id_token: await foreignToken(people.one, "x"), code: "x" };
    const search = new URLSearchParams(fields);
    const answers = [
      await browser.request(`/api/auth/${path}?${search}`),
      await browser.request(`/api/auth/${path}`, {
        method: "POST",
        body: search,
        headers: { origin: ORIGIN },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
    expect(browser.cookies.size).toBe(0);
  });

  test("its token is no hint, no bearer's token, no session, and links to nobody by an address", async () => {
    const { people, id } = await makeWorkspace({ one: {} });
    const application = await makeApplication(id, { isFirstParty: true });
    const party = await RelyingParty.discover(application);
    const token = await foreignToken(people.one, application.clientId);
    const browser = new HttpBrowser();
    const { url } = await party.prepare({ prompt: "none", id_token_hint: token });
    expect(errorOf(await party.follow(browser, url.href))).toMatch(/^(invalid_request|login_required)$/);
    for (const path of ["/userinfo", "/api/v2/users"]) {
      const { status } = await fetch(`${ORIGIN}${path}`, { headers: { authorization: `Bearer ${token}` } });
      expect(status).toBe(401);
    }
    browser.cookies.set("next-auth.session-token", token);
    expect((await browser.request("/dashboard")).headers.get("location")).toContain("/sign-in");
  });

  test("the door's own actions take a password or a passkey, and nothing that another provider signed", () => {
    const door = builtActions.filter(({ file }) => file.startsWith("lib/entry/")).map(({ name }) => name);
    expect(door).toEqual(expect.arrayContaining(["signIn", "finishPasskeySignIn"]));
    expect(door.filter((name) => /oauth|oidc|saml|federat|provider|social|google/i.test(name))).toEqual([]);
  });
});
