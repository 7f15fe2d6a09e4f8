import { expect, test } from "vitest";
import { sql } from "../browser/rows";
import { HttpBrowser } from "../http/browser";
import { afterPassword, afterTotp, codeOf, succeed } from "../http/person";
import { makeWorkspace, type PersonSpec } from "../people";
import { makeApplication } from "./applications";
import { type Reached, RelyingParty, stepUp } from "./relying-party";

async function place(spec: PersonSpec) {
  const { id, people } = await makeWorkspace({ one: spec });
  const party = await RelyingParty.discover(await makeApplication(id, { isFirstParty: true }));
  return { person: people.one, party };
}

const waitingOf = ({ waiting, status, location }: Reached) => {
  if (!waiting) throw new Error(`nothing was asked: ${status} ${location}`);
  return waiting;
};

const ask = async (party: RelyingParty, browser: HttpBrowser, params: Record<string, string>) => {
  const { url, checks } = await party.prepare(params);
  return { reached: await party.follow(browser, url.href), checks };
};

test.each([
  ["max_age=0", { max_age: "0" }],
  ["prompt=login", { prompt: "login" }],
])("A61 %s asks every time, and each time once", async (_what, params) => {
  const { person, party } = await place({ totp: true });
  const browser = await afterTotp(person);
  const { reached, checks } = await ask(party, browser, params as Record<string, string>);
  await stepUp(browser);
  const tokens = await party.tokens(await party.resume(browser, waitingOf(reached)), checks);
  expect(tokens.claims()?.auth_time).toBeGreaterThan(Date.now() / 1_000 - 60);
  waitingOf((await ask(party, browser, params as Record<string, string>)).reached);
});

test("A77 a set-up that an application asked for is kept as such, and only its request may ask for it", async () => {
  const { person, party } = await place({});
  const browser = await afterPassword(person);
  const { reached, checks } = await ask(party, browser, { acr_values: "aal2" });
  const waiting = waitingOf(reached);
  const begun = await succeed<{ flowId: string; present: { secret: string } }>(
    browser,
    "beginEnrollmentAsked",
    { id: waiting.id, kind: "totp" },
  );
  const answer = { code: codeOf(begun.present.secret) };
  await succeed(browser, "finishEnrollment", { flowId: begun.flowId, answer });
  const tokens = await party.tokens(await party.resume(browser, waiting), checks);
  expect(tokens.claims()?.acr).toBe("aal2");
  const [row] = await sql()`select two_factor_origin from users where id = ${person.id}`;
  expect(row?.two_factor_origin).toBe("application");
  const again = await browser.act("beginEnrollmentAsked", { id: waiting.id, kind: "passkey" });
  expect(again.body).toMatchObject({ ok: false });
});

test("oidcc-login-hint: the address stands at the door of the request, and whoever signs in is up to them", async () => {
  const { party } = await place({});
  const browser = new HttpBrowser();
  const hint = "somebody@elsewhere.example";
  const { reached } = await ask(party, browser, { login_hint: hint });
  const page = await browser.request(`/interaction/${waitingOf(reached).id}`);
  const door = page.headers.get("location") ?? "";
  expect(door).toContain("/sign-in?returnTo=");
  expect(await (await browser.request(door)).text()).toContain(`value="${hint}"`);
  expect(await (await browser.request("/sign-in")).text()).not.toContain(hint);
});
