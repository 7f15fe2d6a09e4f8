import { answer, askDevice, PUSH, pairDevice, press, seen, shown } from "./approvals";
import { sql } from "./browser/rows";
import { auditOf, mailOf } from "./browser/trail";
import { awake, enterCode, expect, inbox, signIn, test } from "./fixtures";
import { makeApplication, requestOf } from "./oidc/applications";

// Three browsers a journey, each signed in or paired first
test.slow();

test("push approved: a paired device is shown who asks from where, names the number, and the other screen goes on by itself", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people, name } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  await mailOf(page, people.ada, "A sign-in method was added");

  const desk = await otherBrowser();
  const number = await askDevice(desk, people.ada);
  expect(number).toMatch(/^[1-9]\d$/);
  const question = device.getByRole("region", { name: "Is this you?" });
  for (const [term, value] of [
    ["What", "Signing in"],
    ["Application", "Sallyport"],
    ["Workspace", name],
    ["Account", people.ada.email],
    ["Browser", /Chrome/],
    ["Place", /127\.0\.0\.1|::1/],
  ] as const)
    await expect(
      question.locator("div", { has: device.getByText(term, { exact: true }) }).getByRole("definition"),
    ).toHaveText(value);
  const [message] = (await inbox(device, people.ada)).filter(({ channel }) => channel === "push");
  expect(message?.text).toContain("/approve");
  expect(message?.text).not.toContain(number);
  await answer(device, number);
  await expect(device.getByText("Approved. Go on on the other screen.")).toBeVisible();
  await seen(desk, "Home");
  expect(await auditOf(people.ada)).toEqual(
    expect.arrayContaining(["push.asked", "push.answered", "proof.accepted"]),
  );

  // Its own browser is asked for the other factor, and offered nothing that it would answer itself
  await signIn(device, people.ada);
  await expect(device.getByRole("textbox", { name: "6-digit code" })).toBeVisible();
  await expect(device.getByRole("button", { name: "Use another method" })).toHaveCount(0);
});

test("an application's sign-in is approved under the application's name, and goes on to it", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { id, people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  const { clientId } = await makeApplication(id, { name: "Orders of Acme" });
  const desk = await otherBrowser();
  const number = await askDevice(desk, people.ada, requestOf(clientId).address);
  const question = device.getByRole("region", { name: "Is this you?" });
  await expect(
    question
      .locator("div", { has: device.getByText("Application", { exact: true }) })
      .getByRole("definition"),
  ).toHaveText("Orders of Acme");
  await answer(device, number);
  await seen(desk, "Orders of Acme wants to sign you in");
});

test("push denied, and a wrong number: neither signs anybody in, and another question can be asked", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  const desk = await otherBrowser();
  await askDevice(desk, people.ada);
  await press(device, "Deny");
  await expect(device.getByText("Denied. Nobody was signed in.")).toBeVisible();
  await expect(desk.getByText("Your device said no. Nobody was signed in.")).toBeVisible();

  await press(desk, "Ask again");
  const number = (await shown(desk, "Number to enter on your device").textContent()) ?? "";
  await answer(device, number === "11" ? "12" : "11");
  await expect(device.getByText("That was not the number on the other screen")).toBeVisible();
  await expect(desk.getByText("Another number was entered on your device")).toBeVisible();

  await press(desk, "Ask again");
  await answer(device, (await shown(desk, "Number to enter on your device").textContent()) ?? "");
  await seen(desk, "Home");
});

test("`This is not me` ends the attempt, warns by mail, and ends all sessions where it is asked to", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  const thief = await otherBrowser();
  await askDevice(thief, people.ada);
  await press(device, "This is not me");
  await expect(device.getByRole("heading", { name: "The attempt was ended" })).toBeVisible();
  await expect(thief.getByText("On your device it was said that this is not you")).toBeVisible();
  await thief.goto("/sign-in/verify");
  await seen(thief, "Sign in");
  await mailOf(page, people.ada, "A sign-in with your password was refused");
  await page.goto("/dashboard");
  await seen(page, "Home");

  await press(device, "End all sessions");
  await expect(device.getByText("All sessions were ended.")).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Sign in");
});

test("answered twice: of two devices that show the same question the second is told that it was answered", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  const desk = await otherBrowser();
  const number = await askDevice(desk, people.ada);
  await expect(device.getByRole("region", { name: "Is this you?" })).toBeVisible();
  const twin = await device.context().newPage();
  // The second page hears of nothing more: it answers what it was opened with
  await twin.route("**/api/push/questions**", () => undefined);
  await twin.goto("/approve");
  await expect(twin.getByRole("region", { name: "Is this you?" })).toBeVisible();
  await awake(twin);
  await answer(device, number);
  await seen(desk, "Home");
  await press(twin, "Deny");
  await expect(twin.getByText("This question was answered already")).toBeVisible();
  expect((await auditOf(people.ada)).filter((entry) => entry.startsWith("push.answered"))).toHaveLength(1);
});

test("flooded: the fourth question is not asked, the code of an app still lets its owner in, and a removed device is asked nothing", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: { totp: true } }, PUSH);
  const device = await otherBrowser();
  await pairDevice(page, device, people.ada, codes);
  for (let i = 0; i < 3; i++) await askDevice(await otherBrowser(), people.ada);
  await expect(device.getByRole("region", { name: "Is this you?" })).toHaveCount(3);
  const owner = await otherBrowser();
  await signIn(owner, people.ada);
  await press(owner, "Use another method");
  await press(owner, "Push approval");
  await expect(owner.getByText(/Too many attempts\. You can try again in \d+ seconds/)).toBeVisible();
  expect(await sql()`select 1 from push_approvals where user_id = ${people.ada.id}`).toHaveLength(3);
  await press(owner, "Use another method");
  await press(owner, "Authenticator app");
  await enterCode(owner, await codes.next(people.ada));
  await seen(owner, "Home");

  await owner.goto("/settings/two-factor");
  await awake(owner);
  await owner.getByRole("listitem", { name: "Ada's phone" }).getByRole("button", { name: "Remove" }).click();
  await owner
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(owner.getByRole("listitem", { name: "Ada's phone" })).toHaveCount(0);
  await expect(device.getByRole("region", { name: "Is this you?" })).toHaveCount(0, { timeout: 15_000 });
  await device.reload();
  await expect(device.getByText("This device approves nothing yet")).toBeVisible();
});
