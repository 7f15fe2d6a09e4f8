import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, enrolTotp } from "../http/person";
import { freePort } from "../http/process";
import { makeApplication } from "../oidc/applications";
import { readWaiting } from "../oidc/waiting";
import { makeWorkspace } from "../people";
import { haveDebian } from "./debian";
import { blockOf, Running } from "./written";

const pathOf = (address: string | null): string => {
  const { pathname, search } = new URL(address ?? "", ORIGIN);
  return pathname + search;
};
/** Where a page sends the browser on to, as a path there. */
const sent = async (browser: HttpBrowser, path: string): Promise<string> =>
  pathOf((await browser.request(path)).headers.get("location"));
const textOf = async (browser: HttpBrowser, path: string): Promise<string> =>
  (await browser.request(path)).text();

/** Somebody of a workspace without a factor, and an application that lives at `home`. */
async function place() {
  const port = await freePort();
  const home = `http://localhost:${port}`;
  const { id, people } = await makeWorkspace({ one: {} });
  const redirectUris = [`${home}/callback`];
  const { clientId, secret } = await makeApplication(id, { isFirstParty: true, redirectUris });
  const env = {
    ISSUER: ORIGIN,
    CLIENT_ID: clientId,
    CLIENT_SECRET: secret,
    SESSION_SECRET: "a secret for this test alone",
    APP_URL: home,
    PORT: String(port),
  };
  const app = new HttpBrowser(home);
  const isUp = () => fetch(`${home}/nothing`).then(({ status }) => status, String);
  return { port, person: people.one, browser: await afterPassword(people.one), app, env, isUp };
}

/** A second factor, set up because a request of the application's asks for one; answers the way back to it. */
async function setUpFor(browser: HttpBrowser, asked: string): Promise<string> {
  expect(new URLSearchParams(asked.split("?")[1]).get("acr_values")).toBe("aal2");
  const waiting = readWaiting(await sent(browser, asked), "");
  expect(waiting.page).toBe("interaction");
  await enrolTotp(browser);
  return sent(browser, `/authorize/${waiting.id}`);
}

test("the Express program of the documentation, run with express itself, signs in, demands aal2, and takes a no for a no", async () => {
  const { person, browser, app, env, isUp } = await place();
  const program = Running.start(
    process.execPath,
    ["--input-type=module", "-e", blockOf("express.md", "js")],
    env,
  );
  try {
    await expect.poll(isUp, { timeout: 30_000 }).toBe(404);
    const callback = await sent(browser, await sent(app, "/"));
    const before = app.cookies.get("my-app");
    expect(await sent(app, callback)).toBe("/");
    expect(app.cookies.get("my-app")).not.toBe(before);
    expect(await textOf(app, "/")).toBe(`Hello ${person.id}`);

    const asked = await sent(app, "/payments");
    const { searchParams } = new URL(asked, ORIGIN);
    expect(searchParams.get("max_age")).toBe("300");
    const no = { error: "access_denied", state: searchParams.get("state") ?? "", iss: ORIGIN };
    const refused = await app.request(`/callback?${new URLSearchParams(no)}`);
    expect([refused.status, await refused.text()]).toEqual([403, "You went back. Nothing was done."]);

    const back = await setUpFor(browser, await sent(app, "/payments"));
    expect(await sent(app, back)).toBe("/payments");
    expect(await textOf(app, "/payments")).toBe("Proved by pwd otp mfa");
  } finally {
    await program.stop();
  }
});

const PYTHONS = ["python3", "/usr/bin/python3"];
const hasAuthlib = (python: string) =>
  spawnSync(python, ["-c", "import authlib, flask, requests"]).status === 0;
const findPython = () => PYTHONS.find(hasAuthlib);
const packages = ["python3-authlib", "python3-flask", "python3-requests"];
const pythonWithAuthlib = haveDebian(packages, () => findPython() !== undefined) ? findPython() : undefined;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

async function withProgram<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "sallyport-flask-"));
  writeFileSync(join(folder, "app.py"), blockOf("python.md", "py"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (pythonWithAuthlib)
  test("the Flask program of the documentation, run with Flask and Authlib, signs in and demands aal2", () =>
    withProgram(async (folder) => {
      const { port, browser, app, env, isUp } = await place();
      const args = ["-m", "flask", "--app", join(folder, "app.py"), "run", "--port", String(port)];
      const program = Running.start(pythonWithAuthlib, args, env);
      try {
        await expect.poll(isUp, { timeout: 30_000 }).toBe(404);
        const callback = await sent(browser, await sent(app, "/sign-in"));
        expect(await sent(app, callback)).toBe("/payments");
        const back = await setUpFor(browser, await sent(app, "/payments"));
        expect(await sent(app, back)).toBe("/payments");
        expect(await textOf(app, "/payments")).toContain("has proved a second factor");
      } finally {
        await program.stop();
      }
    }));
else if (hasPython)
  test("the Flask program of the documentation is compiled only: Authlib is not here and could not be installed", () =>
    withProgram(async (folder) => {
      const compiled = spawnSync("python3", ["-m", "py_compile", join(folder, "app.py")], {
        encoding: "utf8",
      });
      expect(compiled.status, compiled.stderr).toBe(0);
    }));
