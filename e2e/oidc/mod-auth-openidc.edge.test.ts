import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, enrolTotp } from "../http/person";
import { makeWorkspace, type Person } from "../people";
import { type Apache, apacheAddress, haveApache, startApache } from "./apache";
import { makeApplication } from "./applications";
import { RelyingParty } from "./relying-party";
import { readWaiting } from "./waiting";

test("A79 openid-client signs somebody in, and demands aal2, which is set up in the middle", async () => {
  const made = await makeWorkspace({ one: {} });
  const party = await RelyingParty.discover(await makeApplication(made.id, { isFirstParty: true }));
  const browser = await afterPassword(made.people.one);
  expect((await party.signIn(browser)).claims?.acr).toBe("aal1");
  const { url, checks } = await party.prepare({ acr_values: "aal2" });
  const { waiting } = await party.follow(browser, url.href);
  if (!waiting) throw new Error("nothing was asked");
  await enrolTotp(browser);
  const tokens = await party.tokens(await party.resume(browser, waiting), checks);
  expect(tokens.claims()?.acr).toBe("aal2");
});

/** A client that shares no line with `openid-client`: where Debian's package is there or can be had, it does the same. */
function signInByApache() {
  let apache: Apache;
  let person: Person;

  beforeAll(async () => {
    const made = await makeWorkspace({ one: {} });
    person = made.people.one;
    const { port, callback } = await apacheAddress();
    const application = await makeApplication(made.id, { isFirstParty: true, redirectUris: [callback] });
    apache = await startApache(port, application);
  }, 180_000);

  afterAll(() => apache?.stop());

  /** From a page of Apache's to the provider, by the page on which one chooses a provider. */
  async function leave(atApache: HttpBrowser, path: string): Promise<string> {
    const first = await atApache.request(path);
    const choose = new URL(first.headers.get("location") ?? "", apache.origin);
    const back = new URL(choose.searchParams.get("oidc_callback") ?? "");
    for (const name of ["target_link_uri", "x_csrf", "method"])
      if (choose.searchParams.has(name)) back.searchParams.set(name, choose.searchParams.get(name) ?? "");
    back.searchParams.set("iss", ORIGIN);
    const sent = await atApache.request(back.pathname + back.search);
    return sent.headers.get("location") ?? "";
  }

  const pathOf = (address: string | null): string => {
    const url = new URL(address ?? "", ORIGIN);
    return url.pathname + url.search;
  };

  async function comeBack(atApache: HttpBrowser, answer: Response): Promise<string> {
    const back = await atApache.request(pathOf(answer.headers.get("location")));
    return (await atApache.request(pathOf(back.headers.get("location")))).text();
  }

  test("signs somebody in", async () => {
    const browser = await afterPassword(person);
    const atApache = new HttpBrowser(apache.origin);
    const answer = await browser.request(pathOf(await leave(atApache, "/protected/index.html")));
    expect(await comeBack(atApache, answer)).toBe("This is protected.");
  });

  test("demands aal2 for one location, which is set up in the middle and told truly", async () => {
    const browser = await afterPassword(person);
    const atApache = new HttpBrowser(apache.origin);
    const asked = await browser.request(pathOf(await leave(atApache, "/high/index.html")));
    const waiting = readWaiting(asked.headers.get("location"), "");
    expect(waiting.page).toBe("interaction");
    await enrolTotp(browser);
    const answer = await browser.request(`/authorize/${waiting.id}`);
    expect(await comeBack(atApache, answer)).toBe("This is high.");
  });
}

if (haveApache()) describe("A79 Apache's mod_auth_openidc", () => signInByApache());
