import type { Page } from "@playwright/test";
import { keyedHash } from "../lib/core/crypto";
import { flowState } from "../lib/flows/state";
import { keptOf, sql } from "./browser/rows";
import {
  chooseMethod,
  enterCode,
  expect,
  finishSetUp,
  heading,
  inbox,
  signIn,
  signOut,
  storeRecoveryCodes,
  test,
} from "./fixtures";
import type { MadeWorkspace, Person } from "./people";

const DEEP_LINK = "/settings/two-factor?from=mail";
const HERE = "/settings/two-factor";
const PHONE = "Text message (SMS)";

/** German mobile numbers, no two alike, in blocks of their own. */
const newNumber = (): string => `0151${String(Math.floor(10_000_000 + Math.random() * 89_999_999))}`;
const e164 = (number: string): string => `+49${number.slice(1)}`;
const masked = (number: string): string => `+49 ••• ••• ${number.slice(-2)}`;

/** The codes that came to a number, newest first. */
async function codesTo(page: Page, number: string): Promise<string[]> {
  const texts = (await inbox(page)).filter(({ channel, to }) => channel === "sms" && to === e164(number));
  return texts.map(({ text }) => text.slice(0, 6));
}
const lastCode = async (page: Page, number: string): Promise<string> => {
  await expect.poll(async () => (await codesTo(page, number)).length).toBeGreaterThan(0);
  return (await codesTo(page, number))[0] ?? "";
};
const wrong = (code: string): string => (code === "111111" ? "222222" : "111111");
const resend = (page: Page) => page.getByRole("button", { name: "Resend code" });

/** From the choice of the method to the screen that asks for the code. */
async function askForCode(page: Page, number: string): Promise<void> {
  await chooseMethod(page, PHONE);
  await expect(page.getByText("A text message is the weakest way", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await sendTo(page, number);
}

async function sendTo(page: Page, number: string, country = "DE"): Promise<void> {
  await expect(page.getByRole("heading", { name: "Enter your phone number" })).toBeVisible();
  await page.getByRole("combobox", { name: "Country" }).selectOption(country);
  await page.getByRole("textbox", { name: "Phone number" }).fill(number);
  await page.getByRole("button", { name: "Send code", exact: true }).click();
}

/** A minute passes for a person's code: for the flow that keeps when it was sent, and for the hold beside it. */
async function coolDown(workspace: MadeWorkspace<string>, person: Person, number: string): Promise<void> {
  const rows = await sql()`select id, state from flows where user_id = ${person.id} and consumed_at is null`;
  for (const { id, state } of rows) {
    const kept = flowState.open(id, state);
    const sentAt = Number(kept.sentAt) - 60_000;
    await sql()`update flows set state = ${flowState.seal(id, { ...kept, sentAt })} where id = ${id}`;
  }
  const key = keyedHash("hold", `cooldown\n${workspace.id}\n${person.id}\n${e164(number)}`);
  await sql()`delete from throttles where key = ${key}`;
}

test("set-up by text message: weaker than others and said so, a wrong code costs nothing, the deep link is kept", async ({
  page,
  workspace,
}) => {
  const place = await workspace({ rosa: { isRequired: true } }, { smsCountries: ["*"] });
  const { rosa } = place.people;
  const number = newNumber();
  await signIn(page, rosa, { at: DEEP_LINK });
  await chooseMethod(page, PHONE);
  await expect(page.getByText("A passkey or an authenticator app is safer.", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Choose another method" }).click();
  await expect(page.getByRole("button", { name: "Passkey", exact: true })).toBeVisible();

  await askForCode(page, number);
  await expect(heading(page, "Enter the code we sent you")).toBeVisible();
  await expect(page.getByText(masked(number), { exact: false })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(number.slice(1, -2));
  const field = page.getByRole("textbox", { name: "6-digit code" });
  await expect(field).toHaveAttribute("autocomplete", "one-time-code");
  await expect(field).toBeFocused();
  await expect(resend(page)).toBeDisabled();
  await expect(page.getByText(/You can ask for another code in \d+ seconds?\./)).toBeVisible();

  const code = await lastCode(page, number);
  await enterCode(page, wrong(code));
  await expect(page.getByText("Type the one in the newest text message", { exact: false })).toBeVisible();
  await expect(field).toHaveValue("");
  expect(await keptOf(rosa)).toMatchObject({ factors: [], isOn: false });
  await enterCode(page, code);
  await finishSetUp(page);
  await expect(page).toHaveURL(DEEP_LINK);
  expect(await keptOf(rosa)).toMatchObject({ factors: ["sms"], isOn: true });
  await expect(page.getByRole("listitem", { name: masked(number), exact: true })).toBeVisible();
});

test("another code kills the first, and is not to be had before its countdown is over", async ({
  page,
  workspace,
}) => {
  const place = await workspace({ rosa: { isRequired: true } }, { smsCountries: ["*"] });
  const number = newNumber();
  await signIn(page, place.people.rosa);
  await askForCode(page, number);
  const first = await lastCode(page, number);
  await coolDown(place, place.people.rosa, number);
  // The number again, as after a reload: the server's clock says that a minute has passed.
  await page.getByRole("button", { name: "Change number" }).click();
  await expect(page.getByRole("textbox", { name: "Phone number" })).toHaveValue(number);
  await page.getByRole("button", { name: "Send code", exact: true }).click();
  await expect.poll(async () => (await codesTo(page, number)).length).toBe(2);
  const second = await lastCode(page, number);
  if (first !== second) {
    await enterCode(page, first);
    await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  }
  await enterCode(page, second);
  await storeRecoveryCodes(page);
});

test("`Resend code` opens when the countdown is over and says that the earlier code is dead", async ({
  page,
  workspace,
}) => {
  const place = await workspace({ rosa: { isRequired: true } }, { smsCountries: ["*"] });
  const number = newNumber();
  await page.clock.install();
  await signIn(page, place.people.rosa);
  await askForCode(page, number);
  await lastCode(page, number);
  await expect(resend(page)).toBeDisabled();
  await coolDown(place, place.people.rosa, number);
  await page.clock.fastForward(61_000);
  await expect(resend(page)).toBeEnabled();
  await resend(page).click();
  await expect(page.getByText("We sent another code. The earlier one no longer works.")).toBeVisible();
  await expect(resend(page)).toBeDisabled();
  expect(await codesTo(page, number)).toHaveLength(2);
  await enterCode(page, await lastCode(page, number));
  await storeRecoveryCodes(page);
});

test("a number that is none, or in a country that is not allowed, is refused where it is typed", async ({
  page,
  workspace,
}) => {
  const place = await workspace({ rosa: { isRequired: true } }, { smsCountries: ["DE"] });
  await signIn(page, place.people.rosa);
  await chooseMethod(page, PHONE);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await sendTo(page, "030 901820");
  await expect(
    page.getByText("This is not a number that can get text messages.", { exact: false }),
  ).toBeVisible();
  await sendTo(page, "07400 123456", "GB");
  await expect(
    page.getByText("Text messages to this country are not allowed here.", { exact: false }),
  ).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Phone number" })).toHaveValue("07400 123456");
});

test("signing in by text message, then changing the number: the new one is proved before the old one goes", async ({
  page,
  workspace,
}) => {
  const place = await workspace({ rosa: { isRequired: true } }, { smsCountries: ["*"] });
  const { rosa } = place.people;
  const [old, number] = [newNumber(), newNumber()];
  await signIn(page, rosa);
  await askForCode(page, old);
  await enterCode(page, await lastCode(page, old));
  await finishSetUp(page);
  await signOut(page);
  await coolDown(place, rosa, old);

  await signIn(page, rosa, { at: HERE });
  await expect(heading(page, "Verify it's you")).toBeVisible();
  await expect(page.getByText(masked(old), { exact: false })).toBeVisible();
  await expect.poll(async () => (await codesTo(page, old)).length).toBe(2);
  const code = await lastCode(page, old);
  await enterCode(page, wrong(code));
  await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  await enterCode(page, code);

  const row = (shown: string) => page.getByRole("listitem", { name: shown, exact: true });
  await row(masked(old)).getByRole("button", { name: "Replace", exact: true }).click();
  await askForCode(page, number);
  await enterCode(page, wrong(await lastCode(page, number)));
  await expect(page.getByText("That code is not right.", { exact: false })).toBeVisible();
  expect(await keptOf(rosa)).toMatchObject({ factors: ["sms"] });
  await enterCode(page, await lastCode(page, number));
  await expect(row(masked(number))).toBeVisible();
  await expect(page.getByRole("listitem", { name: /••• •••/ })).toHaveCount(1);
  expect(await keptOf(rosa)).toMatchObject({ factors: ["sms"], isOn: true });
  expect(await codesTo(page, old)).toHaveLength(2);
});
