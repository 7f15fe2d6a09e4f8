import type { Page } from "@playwright/test";
import type { Codes } from "./browser/codes";
import {
  awake,
  chooseMethod,
  enterCode,
  enterPassword,
  expect,
  heading,
  signIn,
  storeRecoveryCodes,
} from "./fixtures";
import type { Person } from "./people";

export const PUSH = { hasPush: true };
export const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
export const seen = (page: Page, name: string) => expect(heading(page, name)).toBeVisible();
export const shown = (page: Page, name: string) => page.getByRole("status", { name });

/** Sets push approval up in `page` with `device`, whose page of approvals stays open. */
export async function pairDevice(page: Page, device: Page, person: Person, codes: Codes): Promise<void> {
  await signIn(page, person, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(person));
  await seen(page, "Two-factor authentication");
  await awake(page);
  await press(page, "Add another");
  await chooseMethod(page, "Push approval");
  await device.goto((await page.getByRole("code").textContent()) ?? "");
  await seen(device, "Pair this device?");
  await device.getByRole("textbox", { name: "Name of this device" }).fill("Ada's phone");
  await press(device, "Pair this device");
  await seen(device, "Type this code on the other screen");
  await enterCode(page, (await shown(device, "Pairing code").textContent()) ?? "");
  await storeRecoveryCodes(page);
  await expect(page.getByRole("listitem", { name: "Ada's phone" })).toBeVisible();
  await device.getByRole("link", { name: "Go to approvals" }).click();
  await expect(device.getByText("Nothing is asked just now")).toBeVisible();
  await awake(device);
}

/** From the door, or from an application's request, to the number on the asking screen. */
export async function askDevice(page: Page, person: Person, at = "/sign-in"): Promise<string> {
  await page.goto(at);
  await enterPassword(page, person);
  await seen(page, "Verify it's you");
  await press(page, "Use another method");
  await press(page, "Push approval");
  await expect(page.getByText("Open Sallyport on Ada's phone")).toBeVisible();
  return (await shown(page, "Number to enter on your device").textContent()) ?? "";
}

export async function answer(device: Page, number: string): Promise<void> {
  await device.getByRole("textbox", { name: "Number on the other screen" }).fill(number);
  await press(device, "Approve");
}
