import { sealTotpSecret } from "../lib/factors/totp";
import { sql } from "./browser/rows";
import { auditOf } from "./browser/trail";
import { awake, dismiss, expect, test } from "./fixtures";
import { makeApplication } from "./oidc/applications";
import { TOTP_SECRET } from "./people";
import { deedsOf, enterStale, field, green, prove, reloadWhileAsked, stepUp } from "./step-up";
import { BOSS, press } from "./users";

const csvOf = (text: string) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("enforcing for everybody goes on with its terms after a reload of the step-up", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS, nils: { name: "Nils None" } });
  await enterStale(page, people.boss, "/settings/security", await codes.next(people.boss));
  await press(page, "Enforce 2FA for all users");
  await field(page, "radio", "Right away").check();
  await field(page, "combobox", "Time to set it up").selectOption("7");
  await field(page, "checkbox", "Tell everyone by mail").check();
  await press(page, "Enforce for 2 people");
  await reloadWhileAsked(page);
  await expect(field(page, "radio", "Right away")).toBeChecked();
  await expect(field(page, "combobox", "Time to set it up")).toHaveValue("7");
  await expect(field(page, "checkbox", "Tell everyone by mail")).toBeChecked();
  expect(await deedsOf(id, "enforcement.set")).toEqual([]);
  await prove(page, await codes.next(people.boss));
  await expect(page.getByRole("main").getByText("2FA is now enforced for all users")).toBeVisible();
  const [set] =
    await sql()`select enforced_effect, enforced_grace_days from workspaces where workspace_id = ${id}`;
  expect(set).toEqual({ enforced_effect: "right_away", enforced_grace_days: 7 });
});

test("an answer to a request for help keeps its reason: declined it changes nothing, pressed again it goes on", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: BOSS, rosa: { name: "Rosa Lost", totp: true } });
  await sql()`insert into help_requests (workspace_id, id, user_id, words, ip, user_agent)
    values (${id}, 'hlp_1', ${people.rosa.id}, 'My phone fell into a lake', '127.0.0.1', 'A browser')`;
  await enterStale(page, people.boss, "/settings/requests", await codes.next(people.boss));
  await press(page, "Issue access pass");
  const dialog = page.getByRole("dialog", { name: "Access pass for Rosa Lost" });
  await dialog.getByRole("combobox", { name: "Works for" }).selectOption("240");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Called back on the known number");
  await press(dialog, "Issue access pass");
  await reloadWhileAsked(page);
  await dismiss(stepUp(page));
  await expect(dialog.getByRole("combobox", { name: "Works for" })).toHaveValue("240");
  await expect(dialog.getByRole("textbox", { name: "Reason" })).toHaveValue(
    "Called back on the known number",
  );
  expect(await deedsOf(id, "help.answered")).toEqual([]);

  await press(dialog, "Issue access pass");
  await reloadWhileAsked(page);
  await prove(page, await codes.next(people.boss));
  await expect(dialog.getByText(/^Read this to Rosa Lost/)).toBeVisible();
  const [answered] = await sql()`select answer, reason from help_requests where workspace_id = ${id}`;
  expect(answered).toEqual({ answer: "access_pass", reason: "Called back on the known number" });
});

test("a deed on several people goes on with the same people and its reason", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    boss: BOSS,
    ada: { name: "Ada Able" },
    ben: { name: "Ben Bare" },
    cleo: { name: "Cleo Chosen" },
  });
  await enterStale(page, people.boss, "/settings/users", await codes.next(people.boss));
  for (const name of ["Ada Able", "Ben Bare"])
    await page.getByRole("checkbox", { name: `Select ${name}` }).check();
  await press(page.getByRole("region", { name: "Chosen people" }), "Exempt");
  const dialog = page.getByRole("dialog", { name: "Exempt 2 people" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("Phones are on order");
  await press(dialog, "Exempt 2 people");
  await reloadWhileAsked(page);
  await expect(field(page, "textbox", "Reason")).toHaveValue("Phones are on order");
  await prove(page, await codes.next(people.boss));
  await expect(dialog.getByRole("status")).toHaveText("Finished: 2", { timeout: 20_000 });
  for (const one of [people.ada, people.ben]) expect(await auditOf(one)).toContain("exemption.set");
  expect(await auditOf(people.cleo)).not.toContain("exemption.set");
});

test("a chosen CSV file is kept, and its people are moved", async ({ page, workspace, codes }) => {
  const { id, people } = await workspace({ boss: BOSS, mia: {}, noa: {} });
  await enterStale(page, people.boss, "/settings/policies", await codes.next(people.boss));
  await press(page, "Move people by CSV");
  const dialog = page.getByRole("dialog", { name: "Move people by CSV" });
  await dialog.getByRole("combobox", { name: "To policy" }).selectOption("Privileged");
  await dialog
    .getByLabel("CSV file")
    .setInputFiles(csvOf(`email\n${people.mia.email}\n${people.noa.email}\n`));
  await press(dialog, "Check file");
  await press(dialog, "Move 2 people");
  await reloadWhileAsked(page);
  await expect(page.getByText("Chosen before this page was loaded again: people.csv")).toBeAttached();
  expect(await deedsOf(id, "policy.moved")).toEqual([]);
  await prove(page, await codes.next(people.boss));
  await expect(green(page, "2 people moved")).toBeVisible();
  expect(await deedsOf(id, "policy.moved")).toHaveLength(2);
});

test("an application's rule is saved as it was written", async ({ page, workspace, codes }) => {
  const { id, people } = await workspace({ boss: BOSS });
  const { clientId } = await makeApplication(id);
  const condition = '"payment" in request.scopes';
  await enterStale(page, people.boss, `/settings/applications/${clientId}`, await codes.next(people.boss));
  const rule = page.getByRole("region", { name: "When is a second factor needed" });
  await rule.getByRole("radio", { name: "When a condition holds" }).check();
  await rule.getByLabel("Condition", { exact: true }).fill(condition);
  await expect(rule.getByText("This condition can be evaluated.")).toBeVisible();
  await press(rule, "Save");
  await reloadWhileAsked(page);
  await expect(page.getByLabel("Condition", { exact: true })).toHaveValue(condition);
  expect(await deedsOf(id, "application.rule_changed")).toEqual([]);
  await prove(page, await codes.next(people.boss));
  await expect(green(page, "The rule of Orders is saved")).toBeVisible();
  const [saved] = await sql()`select condition from applications where id = ${clientId}`;
  expect(saved?.condition).toBe(condition);
});

test("a webhook is made as it was typed, and its secret is shown after the proof alone", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ boss: { ...BOSS, canAudit: true } });
  await enterStale(page, people.boss, "/settings/webhooks", await codes.next(people.boss));
  await press(page, "New webhook");
  const form = page.getByRole("dialog", { name: "New webhook" });
  await form.getByLabel("Address").fill("https://hooks.acme.example/sallyport");
  await form.getByLabel("Name").fill("Collector");
  await form.getByRole("radio", { name: "Chosen events" }).check();
  await form.getByRole("checkbox", { name: "Webhook disabled" }).check();
  await press(form, "Create webhook");
  await reloadWhileAsked(page);
  await expect(field(page, "textbox", "Address")).toHaveValue("https://hooks.acme.example/sallyport");
  await expect(field(page, "checkbox", "Webhook disabled")).toBeChecked();
  await prove(page, await codes.next(people.boss));
  await expect(page.getByRole("dialog", { name: "Your webhook's secret" })).toBeVisible();
  const made = await sql()`select url, description, actions from webhooks where workspace_id = ${id}`;
  expect([...made]).toEqual([
    {
      url: "https://hooks.acme.example/sallyport",
      description: "Collector",
      actions: ["webhook.disabled"],
    },
  ]);
});

test("a factor is removed after a reload; one that has gone meanwhile takes no other with it", async ({
  page,
  workspace,
  codes,
}) => {
  const { id, people } = await workspace({ una: { totp: true } });
  for (const label of ["Blue phone", "Red phone"]) {
    const data = sealTotpSecret(id, people.una.id, label, TOTP_SECRET);
    const row = { workspace_id: id, user_id: people.una.id, id: label, kind: "totp", label, data };
    await sql()`insert into credentials ${sql()(row)}`;
  }
  const labels = async () => {
    const rows = await sql()`select label from credentials where user_id = ${people.una.id} and label <> ''`;
    return rows.map(({ label }) => label).sort();
  };
  const remove = async (name: string) => {
    await press(page.getByRole("listitem", { name, exact: true }), "Remove");
    await press(page.getByRole("alertdialog", { name: `Remove ${name}?` }), `Remove ${name}`);
    await expect(stepUp(page)).toBeVisible();
  };
  await enterStale(page, people.una, "/settings/two-factor", await codes.next(people.una));
  await remove("Blue phone");
  await sql()`delete from credentials where user_id = ${people.una.id} and label = 'Blue phone'`;
  await page.reload();
  await awake(page);
  await expect(page.getByRole("listitem", { name: "Red phone", exact: true })).toBeVisible();
  await expect(page.getByRole("listitem", { name: "Blue phone", exact: true })).toHaveCount(0);
  await remove("Red phone");
  await reloadWhileAsked(page);
  expect(await labels()).toEqual(["Red phone"]);
  await prove(page, await codes.next(people.una));
  await expect(green(page, "Red phone was removed")).toBeVisible();
  expect(await labels()).toEqual([]);
});

test("a plain button goes on, too", async ({ page, workspace, codes }) => {
  const { people } = await workspace({ boss: BOSS });
  await enterStale(page, people.boss, "/settings/users", await codes.next(people.boss));
  await press(page, "Export CSV");
  await reloadWhileAsked(page);
  const arriving = page.waitForEvent("download");
  await prove(page, await codes.next(people.boss));
  expect((await arriving).suggestedFilename()).toBe("users.csv");
});
