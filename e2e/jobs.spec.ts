import type { Page } from "@playwright/test";
import { database } from "../lib/db/client";
import { layRun } from "../lib/jobs/queue/testing";
import { expectGoodLook, WIDTHS, type Width } from "./browser/look";
import { sql } from "./browser/rows";
import { lastAudit } from "./browser/trail";
import { awake, enter, enterCode, expect, heading, signIn, test } from "./fixtures";
import type { Person, PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

async function open(page: Page, person: Person, code: string | null): Promise<void> {
  await signIn(page, person, { at: "/settings/jobs" });
  if (code) await enterCode(page, code);
  await expect(heading(page, "Jobs")).toBeVisible();
  await awake(page);
}

const jobs = (page: Page) => page.getByRole("list", { name: "Background jobs" });
const job = (page: Page, name: string) => jobs(page).getByRole("listitem", { name, exact: true });

test("an administrator starts a background job, sees it done, and finds it in its log under their name", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  await open(page, people.boss, await codes.next(people.boss));
  const row = job(page, "Months of the audit log");
  await expect(row).toContainText("Makes room in the audit log for the months ahead.");
  await expect(row).toContainText(/Next at /);
  await row.getByRole("button", { name: "Run now: Months of the audit log" }).click();
  await row.getByRole("button", { name: "Log of Months of the audit log" }).click();
  const log = row.getByRole("list", { name: "Log of Months of the audit log" });
  await expect(log.getByRole("listitem").filter({ hasText: "started by Zoe Boss" })).toContainText(
    "succeeded",
    { timeout: 15_000 },
  );
  await expect(row).toContainText(/Last ran .*: succeeded/);
  const audited = await lastAudit({ id: "audit-log-months" }, "job.triggered");
  expect(audited?.actorId).toBe(people.boss.id);
});

test("a job that failed is found among the failures, said in words, and tried again", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ boss: BOSS });
  await sql()`delete from pgboss.job where name = 'clear-stale-counters' and state = 'failed'`;
  const id = await layRun(database(), "clear-stale-counters", "failed", null);
  await open(page, people.boss, await codes.next(people.boss));
  const row = job(page, "Old counters");
  await row.getByRole("button", { name: "Log of Old counters" }).click();
  await row.getByRole("checkbox", { name: "Only failures" }).check();
  const failed = row.getByRole("list", { name: "Log of Old counters" }).getByRole("listitem");
  await expect(failed).toHaveCount(1);
  await expect(failed).toHaveText(/failed: an error; the server's log says more/);
  await failed.getByRole("button", { name: "Try again" }).click();
  await expect(row.getByText("No failures.")).toBeVisible({ timeout: 15_000 });
  const [run] = await sql()`select state from pgboss.job where id = ${id}`;
  expect(run?.state).toBe("completed");
});

test("what one's own workspace started can be taken back while it waits", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS });
  const by = { workspaceId: id, actorId: people.boss.id };
  const runId = await layRun(database(), "clear-old-deliveries", "created", by, 3_600);
  await open(page, people.boss, await codes.next(people.boss));
  const row = job(page, "Old deliveries");
  await expect(row).toContainText("Waiting since");
  await row.getByRole("button", { name: "Log of Old deliveries" }).click();
  const own = row.getByRole("listitem").filter({ hasText: "started by Zoe Boss" });
  await own.getByRole("button", { name: "Cancel" }).click();
  await expect(own).toContainText("cancelled");
  await expect(own.getByRole("button")).toHaveCount(0);
  const [run] = await sql()`select state from pgboss.job where id = ${runId}`;
  expect(run?.state).toBe("cancelled");
});

test("whoever has no right to it sees what runs here, and why they cannot start it", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ member: { name: "Mia Member" } });
  await open(page, people.member, null);
  const button = job(page, "Reminders").getByRole("button", { name: "Run now: Reminders" });
  await expect(button).toHaveAttribute("aria-disabled", "true");
  await button.hover();
  await expect(page.getByRole("tooltip")).toContainText("Manage user rights");
  await expect(job(page, "Reminders")).toContainText("Reminds people of the day");
});

const WORDS = {
  en: { title: "Jobs", list: "Background jobs", job: "Old deliveries" },
  de: { title: "Aufträge", list: "Hintergrundaufgaben", job: "Alte Zustellungen" },
} as const;

for (const locale of ["en", "de"] as const) {
  for (const width of Object.keys(WIDTHS) as Width[]) {
    test.describe(`in ${locale} at ${WIDTHS[width].width} pixels`, () => {
      test.use({ viewport: WIDTHS[width], locale });

      test("the page of jobs holds its look, with a log open", async ({ page, workspace, codes }) => {
        test.slow();
        const t = WORDS[locale];
        const { people } = await workspace({ boss: BOSS });
        await layRun(database(), "clear-old-deliveries", "failed", null);
        await enter(page, people.boss, { at: "/settings/jobs", code: await codes.next(people.boss) });
        await expect(heading(page, t.title)).toBeVisible();
        await awake(page);
        const row = page
          .getByRole("list", { name: t.list })
          .getByRole("listitem", { name: t.job, exact: true });
        await row.getByRole("button", { expanded: false }).click();
        await expect(row.getByRole("checkbox")).toBeVisible();
        await expectGoodLook(page, t.title);
      });
    });
  }
}
