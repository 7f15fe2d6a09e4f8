import { expect, test } from "vitest";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, enrolTotp } from "../http/person";
import { freePort } from "../http/process";
import { makeApplication } from "../oidc/applications";
import { readWaiting } from "../oidc/waiting";
import { makeWorkspace, type Person } from "../people";
import { haveApache, startApache } from "./apache";
import { navigate } from "./navigate";

const pathOf = (address: string | null): string => {
  const { pathname, search } = new URL(address ?? "", ORIGIN);
  return pathname + search;
};
/** Where a page sends the browser on to, as a path there. */
const sent = async (browser: HttpBrowser, path: string): Promise<string> =>
  pathOf((await browser.request(path)).headers.get("location"));
/** The page that a browser of Apache's gets to with the provider's answer. */
const arrive = async (atApache: HttpBrowser, callback: string): Promise<string> =>
  (await atApache.request(await sent(atApache, callback))).text();

async function signInAndPay(person: Person, home: string): Promise<void> {
  const browser = await afterPassword(person);
  const atApache = new HttpBrowser(home, navigate);
  const asked = await sent(atApache, "/index.html");
  expect(await arrive(atApache, await sent(browser, asked))).toBe("This is the front.");
  expect(await (await atApache.request("/index.html")).text()).toBe("This is the front.");

  const page = await (await atApache.request("/payments/index.html")).text();
  const stronger = pathOf(/http-equiv="refresh" content="0; url=([^"]+)"/.exec(page)?.[1] ?? null);
  expect(new URLSearchParams(stronger.split("?")[1]).get("acr_values")).toBe("aal2");
  const waiting = readWaiting(await sent(browser, stronger), "");
  expect(waiting.page).toBe("interaction");
  await enrolTotp(browser);
  const callback = await sent(browser, `/authorize/${waiting.id}`);
  expect(await arrive(atApache, callback)).toBe("These are the payments.");
}

// A client that shares no line with `openid-client`. Installed where it can be; where it cannot, there is nothing to try
if (haveApache())
  test("A79 mod_auth_openidc, configured as its page says, signs somebody in and demands aal2 for one location", async () => {
    const { id, people } = await makeWorkspace({ one: {} });
    const port = await freePort();
    const home = `http://localhost:${port}`;
    const redirectUris = [`${home}/oidc/callback`];
    const stop = await startApache(port, await makeApplication(id, { isFirstParty: true, redirectUris }));
    try {
      await signInAndPay(people.one, home);
    } finally {
      await stop();
    }
  });
