import { type BrowserContext, test as base, expect, type Locator, type Page } from "@playwright/test";
import { Authenticator, type AuthenticatorOptions } from "./browser/authenticator";
import { Codes } from "./browser/codes";
import { ORIGIN } from "./http/browser";
import { afterPassword, afterTotp } from "./http/person";
import { makeWorkspace, PASSWORD, type Person } from "./people";

export type Message = {
  id: string;
  channel: "email" | "sms" | "push";
  to: string;
  subject?: string;
  text: string;
  at: string;
};

type Fixtures = {
  /** Makes a workspace of the test's own with the people it needs; see e2e/people.ts for what can be said of them. */
  workspace: typeof makeWorkspace;
  /** A virtual authenticator in a page; per page, so a second tab needs one of its own. */
  authenticator: (page: Page, options?: AuthenticatorOptions) => Promise<Authenticator>;
  codes: Codes;
  /** Another browser: cookies of its own. Closed with the test. */
  otherBrowser: () => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern, and this needs nothing of it
  workspace: async ({}, use) => use(makeWorkspace),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  authenticator: async ({}, use) => use((page, options) => Authenticator.in(page, options)),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  codes: async ({}, use) => use(new Codes()),
  otherBrowser: async ({ browser }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push(context);
      return context.newPage();
    });
    for (const context of opened) await context.close();
  },
});

export { expect };

/** Types the password step where the page shows it: on `/sign-in`, or where a deep link was sent there. */
export async function enterPassword(
  page: Page,
  { email }: Pick<Person, "email">,
  password = PASSWORD,
): Promise<void> {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Opens an address signed out, and signs in with the password. What comes next is the person's rules' business. */
export async function signIn(
  page: Page,
  person: Pick<Person, "email">,
  { at = "/sign-in", password = PASSWORD }: { at?: string; password?: string } = {},
): Promise<void> {
  await page.goto(at);
  await enterPassword(page, person, password);
}

/**
 * Opens an address signed in already, for tests whose subject begins behind the door: the same actions are called, and
 * nothing is typed. With a `code` of the person's app the second step is done too.
 */
export async function enter(
  page: Page,
  person: Person,
  { at = "/dashboard", code }: { at?: string; code?: string | undefined } = {},
): Promise<void> {
  const { cookies } = code ? await afterTotp(person, code) : await afterPassword(person);
  const kept = [...cookies].map(([name, value]) => ({ name, value, url: ORIGIN, httpOnly: true }));
  await page.context().addCookies(kept.map((cookie) => ({ ...cookie, sameSite: "Lax" as const })));
  await page.goto(at);
}

/** Types a code where the page asks for one, and sends it. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByRole("textbox", { name: "6-digit code" }).fill(code);
  await page.getByRole("button", { name: "Verify", exact: true }).click();
}

/** Until the page's script has taken over: a link pressed before leads to a page of its own, not into a panel. */
export const awake = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const element = document.querySelector("main a, main button");
    return element !== null && Object.keys(element).some((key) => key.startsWith("__reactFiber"));
  });

/** Leaves a dialog by Escape, once it listens: it takes the focus, and hears keys a frame later. */
export async function dismiss(dialog: Locator): Promise<void> {
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  await dialog.evaluate(nextFrame);
  await dialog.evaluate(nextFrame);
  await dialog.page().keyboard.press("Escape");
  await expect(dialog).toBeHidden();
}

export const heading = (page: Page, name: string) =>
  page.getByRole("heading", { level: 1, name, exact: true });

/** What the demo's inbox holds, newest first; `to` narrows it to one address. */
export async function inbox(page: Page, to?: Pick<Person, "email">): Promise<Message[]> {
  const response = await page.request.get("/dev/inbox.json");
  expect(response.status()).toBe(200);
  const messages = (await response.json()) as Message[];
  return to ? messages.filter((message) => message.to === to.email) : messages;
}

/** Picks a method on the set-up screen, by its name there. */
export async function chooseMethod(
  page: Page,
  name: "Passkey" | "Authenticator app" | "Text message (SMS)" | "Push approval",
): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** The key under the QR code, as an app wants it. */
export async function shownSecret(page: Page): Promise<string> {
  const key = await page.getByRole("code").textContent();
  return (key ?? "").replaceAll(" ", "");
}

/** From the method's own screen to the proof of a new passkey; the page has an authenticator. */
export async function createPasskey(page: Page): Promise<void> {
  await expect(heading(page, "Create a passkey")).toBeVisible();
  await page.getByRole("button", { name: "Create passkey" }).click();
}

/** Ticks the box under the recovery codes and goes on; answers the codes. */
export async function storeRecoveryCodes(page: Page): Promise<string[]> {
  await expect(page.getByRole("heading", { name: "Save your recovery codes" })).toBeVisible();
  const listed = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(listed).toHaveCount(10);
  const codes = await listed.allInnerTexts();
  await page.getByLabel("I have stored my recovery codes somewhere safe").check();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  return codes;
}

/** The forced set-up from its first screen to the page behind it, with an authenticator app; answers the app's secret. */
export async function setUpApp(page: Page, codes: Codes, person: Pick<Person, "email">): Promise<string> {
  await chooseMethod(page, "Authenticator app");
  const secret = await shownSecret(page);
  await enterCode(page, await codes.next(person, secret));
  await finishSetUp(page);
  return secret;
}

/** The last two screens of a set-up; answers the recovery codes. */
export async function finishSetUp(page: Page): Promise<string[]> {
  const stored = await storeRecoveryCodes(page);
  await expect(heading(page, "Two-factor authentication is on")).toBeVisible();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  return stored;
}

/** Signs out from wherever the page is, and waits for the door. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(heading(page, "Sign in")).toBeVisible();
}
