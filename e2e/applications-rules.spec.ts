import type { Page } from "@playwright/test";
import * as openid from "openid-client";
import { awake, enter, expect, heading, signIn, test } from "./fixtures";
import { makeApplication } from "./oidc/applications";
import { LoopbackApplication } from "./oidc/loopback";
import type { PersonSpec } from "./people";

const BOSS = { role: "administrator", canManage: true, totp: true, name: "Zoe Boss" } satisfies PersonSpec;

let application: LoopbackApplication;
test.beforeAll(async () => {
  application = await LoopbackApplication.start();
});
test.afterAll(() => application.close());

const rule = (page: Page) => page.getByRole("region", { name: "When is a second factor needed" });
const press = (page: Page, name: string) => rule(page).getByRole("button", { name, exact: true }).click();
const tryIt = (page: Page) => page.getByRole("group", { name: "Try it" });

const make = (workspaceId: string) =>
  makeApplication(workspaceId, { redirectUris: [application.callback], isFirstParty: true });

test("a condition is begun from a template, checked while it is typed, tried and saved", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, one: { name: "Una One" } });
  const { clientId, secret } = await make(id);
  const other = await otherBrowser();
  await signIn(other, people.one);
  await expect(heading(other, "Home")).toBeVisible();
  const config = await application.configure(clientId, secret);
  await (await application.send(other, config)).redeem();

  const at = `/settings/applications/${clientId}`;
  await enter(page, people.boss, { at, code: await codes.next(people.boss) });
  await awake(page);
  await press(page, "Outside these networks");
  const editor = rule(page).getByLabel("Condition", { exact: true });
  await expect(editor).toHaveValue(/inNetwork\(request\.ip, n\)/);
  await expect(rule(page).getByText("This condition can be evaluated.")).toBeVisible();

  await editor.fill("session.new_browser ||\n  user.age > 3");
  await expect(
    rule(page).getByText("Line 2, column 8: There is no “age” here. What there is stands below."),
  ).toBeVisible();
  await expect(rule(page).locator("mark")).toHaveText("age");
  await expect(rule(page).getByRole("button", { name: "Save", exact: true })).toBeDisabled();
  await editor.fill('"payment" in request.scopes');
  await expect(rule(page).getByText("This condition can be evaluated.")).toBeVisible();

  await tryIt(page).getByLabel("User", { exact: true }).fill("nobody@nowhere.example");
  await tryIt(page).getByRole("button", { name: "Try it" }).click();
  await expect(tryIt(page).getByText("Nobody in this workspace has this address.")).toBeVisible();
  await tryIt(page).getByLabel("User", { exact: true }).fill(people.one.email);
  await tryIt(page).getByLabel("Network address").fill("somewhere");
  await tryIt(page).getByRole("button", { name: "Try it" }).click();
  await expect(tryIt(page).getByText("Enter an address such as 192.0.2.7")).toBeVisible();
  await tryIt(page).getByLabel("Network address").fill("");
  await tryIt(page).getByRole("button", { name: "Try it" }).click();
  await expect(tryIt(page).getByText("The rule asks for nothing.")).toBeVisible();
  await expect(tryIt(page).getByText("After the password, Una One is let in.")).toBeVisible();

  await editor.fill("user.app_metadata.nothing == 1");
  await expect(rule(page).getByText("This condition can be evaluated.")).toBeVisible();
  await tryIt(page).getByRole("button", { name: "Try it" }).click();
  await expect(
    tryIt(page).getByText("The condition cannot be told, so it asks", { exact: false }),
  ).toBeVisible();
  await expect(
    tryIt(page).getByText("Una One has to set up a second factor first.", { exact: false }),
  ).toBeVisible();
  await tryIt(page).getByRole("button", { name: "Try on recorded sign-ins" }).click();
  await expect(
    tryIt(page).getByText("1 sign-in: asked at 1; 1 would have had to prove more, of 1 person."),
  ).toBeVisible();
  await expect(tryIt(page).getByText("Cannot be told, so asked")).toBeVisible();

  await press(page, "New browser");
  await expect(rule(page).getByText("This condition can be evaluated.")).toBeVisible();
  await press(page, "Save");
  await expect(page.getByText("The rule of Orders is saved")).toBeVisible();
  await application.send(other, config);
  await expect(heading(other, "Set up two-factor authentication")).toBeVisible();
});

test("a rule that binds right away reaches a refresh token that was issued on the password alone, and no other", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ boss: BOSS, bare: {}, holder: { totp: true } });
  const { clientId, secret } = await make(id);
  const config = await application.configure(clientId, secret);
  const tokenOf = async (at: Page) => {
    const offline = { scope: "openid offline_access", prompt: "consent" };
    const tokens = await (await application.send(at, config, offline)).redeem();
    return String(tokens.refresh_token);
  };
  const [bare, holder] = [await otherBrowser(), await otherBrowser()];
  await enter(bare, people.bare);
  await enter(holder, people.holder, { code: await codes.next(people.holder) });
  const [ofBare, ofHolder] = [await tokenOf(bare), await tokenOf(holder)];

  const at = `/settings/applications/${clientId}`;
  await enter(page, people.boss, { at, code: await codes.next(people.boss) });
  await awake(page);
  await rule(page).getByRole("radio", { name: "When a condition holds" }).check();
  await rule(page).getByLabel("Condition", { exact: true }).fill("session.age_seconds >= 0");
  await rule(page).getByRole("radio", { name: "Right away" }).check();
  await expect(rule(page).getByText("This condition can be evaluated.")).toBeVisible();
  await press(page, "Save");
  await expect(page.getByText("The rule of Orders is saved")).toBeVisible();

  await expect(openid.refreshTokenGrant(config, ofBare)).rejects.toMatchObject({ error: "invalid_grant" });
  const kept = await openid.refreshTokenGrant(config, ofHolder);
  expect(kept.claims()).toMatchObject({ sub: people.holder.id, acr: "aal2" });
});
