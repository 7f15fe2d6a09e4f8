import { spawnSync } from "node:child_process";
import type { AuthOptions } from "next-auth";
import { expect, test } from "vitest";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterTotp, succeed } from "../http/person";
import { freePort } from "../http/process";
import { makeApplication } from "../oidc/applications";
import { DEVICE_GRANT } from "../oidc/device";
import { makeWorkspace, type Person } from "../people";
import { startNextAuth } from "./next-auth";
import { blockOf, importText, Running } from "./written";

const NATIVE = { kind: "native", authMethod: "none" };

async function place(set: Parameters<typeof makeApplication>[1]) {
  const { id, people } = await makeWorkspace({ one: { totp: true } });
  const application = await makeApplication(id, { isFirstParty: true, ...set });
  const env = { ISSUER: ORIGIN, CLIENT_ID: application.clientId };
  return { person: people.one, application, env };
}

/** Where a browser that is signed in is sent on to. */
async function follow(browser: HttpBrowser, address: string): Promise<URL> {
  const { pathname, search } = new URL(address, ORIGIN);
  const response = await browser.request(`${pathname}${search}`);
  return new URL(response.headers.get("location") ?? "", ORIGIN);
}

const signedInAs = ({ email }: Person) => `Signed in as ${email}, level aal2`;

test("the command-line program of the documentation works as it is written", async () => {
  const { person, env } = await place({ ...NATIVE, grantTypes: [DEVICE_GRANT], redirectUris: [] });
  const args = ["--input-type=module", "-e", blockOf("command-line.md", "js")];
  const program = Running.start(process.execPath, args, env);
  const code = await program.says(/type (\S+)/);
  const browser = await afterTotp(person);
  const { xsrf } = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
  const answer = await browser.request("/oidc/device", {
    method: "POST",
    body: new URLSearchParams({ xsrf, user_code: code, confirm: "yes" }),
  });
  expect(answer.headers.get("location")).toContain("/device?done=1");
  expect(await program.toEnd()).toContain(signedInAs(person));
});

// Where there is no Python there is nothing to try
if (spawnSync("python3", ["--version"]).status === 0)
  test("the Python program of the documentation works as it is written", async () => {
    const { person, env } = await place({ ...NATIVE, redirectUris: ["http://127.0.0.1/callback"] });
    const given = { ...env, ACR: "aal2", NO_BROWSER: "1" };
    const program = Running.start("python3", ["-c", blockOf("python.md", "python")], given);
    const asked = await program.says(/Opening (\S+)/);
    const callback = await follow(await afterTotp(person), asked);
    expect(callback.host).toMatch(/^127\.0\.0\.1:\d+$/);
    const wrong = await fetch(`${callback.origin}/favicon.ico`);
    expect(wrong.status).toBe(404);
    await fetch(callback);
    expect(await program.toEnd()).toContain(`${signedInAs(person)}, by pwd otp mfa`);
  });

test("next-auth with the configuration of the documentation signs in, and asks for a second factor", async () => {
  const port = await freePort();
  const home = `http://localhost:${port}`;
  const { person, application } = await place({ redirectUris: [`${home}/api/auth/callback/sallyport`] });
  Object.assign(process.env, {
    NEXTAUTH_URL: home,
    SALLYPORT_ISSUER: ORIGIN,
    SALLYPORT_ID: application.clientId,
    SALLYPORT_SECRET: application.secret,
  });
  const { authOptions } = await importText<{ authOptions: AuthOptions }>(blockOf("nextjs.md", "js"));
  const stop = await startNextAuth(port, { ...authOptions, secret: "a secret for this test alone" });
  try {
    const app = new HttpBrowser(home);
    const { csrfToken } = (await (await app.request("/api/auth/csrf")).json()) as { csrfToken: string };
    const asked = await app.request("/api/auth/signin/sallyport?acr_values=aal2", {
      method: "POST",
      body: new URLSearchParams({ csrfToken, callbackUrl: `${home}/payments` }),
    });
    const callback = await follow(await afterTotp(person), asked.headers.get("location") ?? "");
    const done = await app.request(`${callback.pathname}${callback.search}`);
    expect(done.headers.get("location")).toBe(`${home}/payments`);
    expect([...app.cookies.keys()]).toContain("my-app.session-token");
    const session = await app.request("/api/auth/session");
    expect(await session.json()).toMatchObject({
      user: { email: person.email },
      acr: "aal2",
      authTime: expect.any(Number),
    });
  } finally {
    stop();
  }
});
