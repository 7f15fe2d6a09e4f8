import { readFile } from "node:fs/promises";
import { takeFigures } from "../lib/admin/evidence/days";
import { database } from "../lib/db/client";
import { lastAudit } from "./browser/trail";
import { awake, expect, heading, signIn, test } from "./fixtures";
import type { PersonSpec } from "./people";

const AT = "/settings/evidence";
const AUDITOR = { role: "administrator", canAudit: true, name: "Vera Auditor" } satisfies PersonSpec;

test("an auditor sees whom each requirement covered on a day, and takes it along as a signed file", async ({
  page,
  workspace,
  otherBrowser,
}) => {
  const { id, people } = await workspace({
    vera: AUDITOR,
    ada: { name: "Ada Active", isRequired: true, totp: true },
    ben: { name: "Ben Bare", isRequired: true },
    exa: { name: "Exa Excused", isRequired: true, exemptDays: 30 },
    nils: { name: "Nils None" },
  });
  await signIn(page, people.vera, { at: AT });
  await expect(heading(page, "Evidence")).toBeVisible();
  await expect(page.getByText("Nothing was recorded yet")).toBeVisible();

  await takeFigures(database(), id);
  await page.reload();
  const covered = page.getByRole("table", { name: "Requirements and whom they covered" });
  await expect(covered.getByRole("row", { name: "Required for single users" })).toContainText(
    /3 of 5\s*1\s*1\s*1/,
  );
  await expect(page.getByRole("row", { name: "Exa Excused" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "1 exception", exact: true })).toBeVisible();

  await awake(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download signed file" }).click(),
  ]);
  const file = JSON.parse(await readFile(await download.path(), "utf8"));
  expect(file.evidence).toMatchObject({
    workspace: { id },
    createdBy: "Vera Auditor",
    figures: { users: 5, statuses: { active: 1, pending: 1, exempt: 1 } },
    exceptions: [{ user: "Exa Excused" }],
  });
  expect(Object.keys(file)).toEqual(expect.arrayContaining(["signature", "keys"]));
  expect(await lastAudit({ id }, "evidence.created")).toMatchObject({ actorId: people.vera.id });

  await page.goto(`${AT}?date=2001-01-01`);
  await expect(page.getByText("No figures of this day")).toBeVisible();

  const stranger = await otherBrowser();
  await signIn(stranger, people.nils, { at: AT });
  await expect(stranger.getByText(/Only people with the right “View audit log”/)).toBeVisible();
});
