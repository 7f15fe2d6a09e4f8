import type { Page } from "@playwright/test";
import { keptOf, sql } from "./browser/rows";
import { chooseMethod, expect, heading, shownSecret, signIn, test } from "./fixtures";
import { actionReference } from "./http/build";

const PAGES = [
  "/dashboard",
  "/settings",
  "/settings/two-factor",
  "/settings/users",
  "/settings/users?text=a",
  "/settings/users/usr_nobody",
];

/** Other spellings may be nothing at all; if they are something, it is guarded too. */
const ODD_SPELLINGS = ["/DASHBOARD", "/dashboard/", "//dashboard", "/%64ashboard", "/nothing-here"];

/** The headers by which Next asks for less than a page. */
const WAYS: Record<string, Record<string, string>> = {
  "a page": {},
  "an RSC payload": { RSC: "1" },
  "a prefetch": { RSC: "1", "Next-Router-Prefetch": "1" },
  "a segment prefetch": { RSC: "1", "Next-Router-Prefetch": "1", "Next-Router-Segment-Prefetch": "/_tree" },
  "a forged subrequest": {
    "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware",
  },
};

type Answer = { status: number; path: string; body: string };

/** What a script in the page gets when it fetches, redirects followed. */
type Asked = { method?: string; headers?: Record<string, string>; body?: string };

const fetchInPage = (page: Page, address: string, asked: Asked = {}): Promise<Answer> =>
  page.evaluate(
    async ({ path, init }) => {
      const answer = await fetch(window.location.origin + path, init);
      return { status: answer.status, path: new URL(answer.url).pathname, body: await answer.text() };
    },
    { path: address, init: asked },
  );

for (const [way, headers] of Object.entries(WAYS)) {
  test(`A3 while set-up is pending, fetching ${way} of any address ends at the set-up`, async ({
    page,
    workspace,
  }) => {
    const { name, people } = await workspace({
      rosa: { isRequired: true },
      other: { name: "Somebody Else" },
    });
    await signIn(page, people.rosa);
    await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
    for (const address of [...PAGES, ...ODD_SPELLINGS]) {
      const { path, status, body } = await fetchInPage(page, address, { headers });
      const isNothing = status === 404 && ODD_SPELLINGS.includes(address);
      expect(isNothing || path === "/setup-mfa", `${address} answers ${status} at ${path}`).toBe(true);
      expect(body, address).not.toContain(people.other.email);
      expect(body, address).not.toContain(`signed in to ${name}`);
    }
  });
}

test("A3 while set-up is pending, the APIs answer 403 with the reason and the way out", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  for (const address of ["/api/ui/users", `/api/ui/users/${people.rosa.id}`, "/api/ui/users/usr_nobody"]) {
    const { status, body } = await fetchInPage(page, address);
    expect(status, address).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: "mfa_setup_required", flowUrl: "/setup-mfa" });
  }
});

test("A2 half signed in, the APIs answer 403 with the reason and the way out", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ arun: { totp: true } });
  await signIn(page, people.arun);
  await expect(heading(page, "Verify it's you")).toBeVisible();
  const { status, body } = await fetchInPage(page, "/api/ui/users");
  expect(status).toBe(403);
  expect(JSON.parse(body)).toMatchObject({ code: "mfa_challenge_required", flowUrl: "/sign-in/verify" });
  const { path } = await fetchInPage(page, "/dashboard", { headers: { RSC: "1" } });
  expect(path).toBe("/sign-in/verify");
});

test("A3 while set-up is pending, a server action called from the page is refused and changes nothing", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true, role: "owner" }, mina: {} });
  await signIn(page, people.rosa);
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  const calls: [string, unknown][] = [
    ["saveUserSecurity", { userId: people.mina.id, requireMfa: true, rights: [] }],
    ["disableTwoFactor", {}],
    ["deferSetup", { returnTo: "/dashboard" }],
    ["enableTwoFactor", {}],
  ];
  for (const [name, input] of calls) {
    const { body } = await fetchInPage(page, "/setup-mfa", {
      method: "POST",
      headers: {
        accept: "text/x-component",
        "content-type": "text/plain;charset=UTF-8",
        "next-action": actionReference(name).id,
      },
      body: JSON.stringify([input]),
    });
    expect(body, name).toContain('"code":"mfa_setup_required"');
  }
  const [mina] = await sql()`select required_since from users where id = ${people.mina.id}`;
  expect(mina?.required_since).toBeNull();
  await page.goto("/dashboard");
  await expect(page).toHaveURL("/setup-mfa");
});

test("A65 an answer changed on its way to the browser gives no state", async ({ page, workspace }) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa);
  await chooseMethod(page, "Authenticator app");
  await shownSecret(page);
  await page.route("**/setup-mfa*", async (route) => {
    if (!route.request().postData()?.includes('"000000"')) return route.continue();
    const answer = await route.fetch();
    const body = (await answer.text()).replace(
      /\{"ok":false.*?\}/s,
      '{"ok":true,"data":{"credentialId":"crd_x","next":"/dashboard"}}',
    );
    await route.fulfill({ response: answer, body });
  });
  await page.getByRole("textbox", { name: "6-digit code" }).fill("000000");
  await page.getByRole("button", { name: "Verify", exact: true }).click();
  // What was told to the screen is all that the screen shows: there are no codes to store.
  await expect(heading(page, "Two-factor authentication is on")).toBeVisible();
  await page.goto("/dashboard");
  await expect(page).toHaveURL("/setup-mfa");
  expect(await keptOf(people.rosa)).toMatchObject({ factors: [], isOn: false });
});
