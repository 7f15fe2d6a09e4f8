import type { Page } from "@playwright/test";
import { awake, chooseMethod, enterCode, expect, heading, signIn, test } from "./fixtures";

const DIR = "/tmp/w/push-pics";
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();
async function shoot(page: Page, name: string) {
  for (const [w, h] of [
    [1280, 900],
    [360, 780],
  ] as const)
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width: w, height: h });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `${DIR}/${name}-${w}-${scheme}.png`, fullPage: true });
    }
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("pictures", async ({ page, workspace, codes, otherBrowser }) => {
  test.setTimeout(180_000);
  const { people } = await workspace(
    {
      ada: { totp: true, name: "Maximiliane-Alexandrina von und zu Habichtsburg" },
      req: { isRequired: true },
      boss: { role: "administrator", canManage: true, totp: true },
    },
    { hasPush: true },
  );
  const req = await otherBrowser();
  await signIn(req, people.req);
  await expect(heading(req, "Set up two-factor authentication")).toBeVisible();
  await shoot(req, "setup");
  const device = await otherBrowser();
  await signIn(page, people.ada, { at: "/settings/two-factor" });
  await enterCode(page, await codes.next(people.ada));
  await press(page, "Add another");
  await chooseMethod(page, "Push approval");
  await expect(page.getByRole("code")).toBeVisible();
  await shoot(page, "enroll");
  await device.goto("/approve");
  await shoot(device, "approve-none");
  await device.goto((await page.getByRole("code").textContent()) ?? "");
  await shoot(device, "pair");
  await awake(device);
  await press(device, "Pair this device");
  await expect(heading(device, "Type this code on the other screen")).toBeVisible();
  await shoot(device, "pair-code");
  await enterCode(page, (await device.getByRole("status", { name: "Pairing code" }).textContent()) ?? "");
  await expect(heading(page, "Two-factor authentication")).toBeVisible();
  await shoot(page, "settings");
  await device.goto("/approve");
  await shoot(device, "approve-empty");
  const desk = await otherBrowser();
  await signIn(desk, people.ada);
  await press(desk, "Use another method");
  await press(desk, "Push approval");
  await expect(desk.getByRole("status", { name: "Number to enter on your device" })).toBeVisible();
  await shoot(desk, "number");
  await expect(device.getByRole("region", { name: "Is this you?" })).toBeVisible();
  await shoot(device, "question");
  await desk.getByRole("combobox", { name: "Language" }).selectOption("de");
  await device.getByRole("combobox", { name: "Language" }).selectOption("de");
  await expect(heading(device, "Anmeldungen bestätigen")).toBeVisible();
  await shoot(device, "question-de");
  await shoot(desk, "number-de");
  await press(device, "Das bin ich nicht");
  await expect(device.getByText("Der Versuch wurde beendet")).toBeVisible();
  await shoot(device, "not-me-de");
  await shoot(desk, "number-after-de");
  const boss = await otherBrowser();
  await signIn(boss, people.boss, { at: `/settings/users/${people.ada.id}` });
  await enterCode(boss, await codes.next(people.boss));
  await expect(boss.getByRole("button", { name: "Send set-up link" })).toBeVisible();
  await shoot(boss, "panel");
  await awake(boss);
  await press(boss, "End sessions");
  await expect(boss.getByRole("alertdialog")).toBeVisible();
  await shoot(boss, "end-sessions");
});
