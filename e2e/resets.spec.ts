import { sql } from "./browser/rows";
import { linkIn, mailOf } from "./browser/trail";
import { enter, enterCode, expect, signIn, test } from "./fixtures";
import { ADMIN, confirm, press, REASON, SETUP, seen, toWaysBack } from "./ways-back";

test("A72 a declined request changes nothing and tells why; nobody answers their own, nor for a higher rank", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({
    ada: ADMIN,
    olga: { role: "owner", totp: true },
    rosa: { totp: true },
  });
  await toWaysBack(page, people.rosa);
  await press(page, "Ask for help");
  await expect(page.getByText(/Your request was sent/)).toBeVisible();
  const desk = await otherBrowser();
  await enter(desk, people.ada, { at: "/settings/two-factor", code: await codes.next(people.ada) });
  await press(desk, "Ask for help");
  await expect(desk.getByText(/Your request was sent/)).toBeVisible();
  await desk.goto("/settings/requests");
  const cards = desk
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: desk.getByRole("heading") });
  await expect(cards).toHaveCount(2);
  const own = cards.filter({ hasText: people.ada.email });
  await expect(own.getByRole("button", { name: "Issue access pass" })).toHaveAttribute(
    "aria-disabled",
    "true",
  );
  await cards.filter({ hasText: people.rosa.email }).getByRole("button", { name: "Decline" }).click();
  await confirm(desk, "Decline");
  await expect(desk.getByText("The request was declined")).toBeVisible();
  expect((await mailOf(page, people.rosa, "Your request for help was answered")).text).toContain(REASON);
  await page.reload();
  await expect(page.getByText("Your request was declined on")).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Verify it's you");
  await desk.goto(`/settings/users/${people.olga.id}`);
  const reset = desk.getByRole("button", { name: "Reset two-factor" });
  await expect(reset).toHaveAttribute("aria-disabled", "true");
});
test("A72 a member's reset: from the panel, with a reason; every session ends, and set-up follows where it is required", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: ADMIN, rosa: { totp: true, isRequired: true } });
  await signIn(page, people.rosa);
  await enterCode(page, await codes.next(people.rosa));
  await seen(page, "Home");
  const desk = await otherBrowser();
  await enter(desk, people.ada, {
    at: `/settings/users/${people.rosa.id}`,
    code: await codes.next(people.ada),
  });
  await press(desk, "Reset two-factor");
  const dialog = desk.getByRole("dialog");
  await dialog.getByRole("button", { name: "Reset two-factor", exact: true }).click();
  await expect(dialog.getByText("Say in a few words why.")).toBeVisible();
  await confirm(desk, "Reset two-factor");
  await expect(dialog.getByText(/Every factor of .* was removed/)).toBeVisible();
  await page.goto("/dashboard");
  await seen(page, "Sign in");
  await signIn(page, people.rosa);
  await seen(page, SETUP);
  expect((await mailOf(page, people.rosa, "Your two-factor authentication was reset")).text).toContain(
    "did this",
  );
});
test("an administrator's own loss: the reset waits, its mailed link cancels it by a press, and a second administrator does it at once", async ({
  page,
  workspace,
  codes,
  otherBrowser,
}) => {
  const { people } = await workspace({ ada: ADMIN, bob: ADMIN, zoe: ADMIN });
  const [first, second] = [await otherBrowser(), await otherBrowser()];
  await enter(first, people.ada, {
    at: `/settings/users/${people.zoe.id}`,
    code: await codes.next(people.ada),
  });
  await press(first, "Reset two-factor");
  await confirm(first, "Reset two-factor");
  await expect(
    first.getByRole("dialog").getByText("A second administrator can agree at once."),
  ).toBeVisible();
  const link = linkIn(
    await mailOf(page, people.zoe, "Your two-factor authentication is about"),
    "cancel-reset",
  );
  await page.goto(link);
  await seen(page, "Cancel the reset?");
  expect(
    await sql()`select 1 from delayed_resets where user_id = ${people.zoe.id} and cancelled_at is null`,
  ).toHaveLength(1);
  await press(page, "Cancel the reset");
  await seen(page, "The reset was cancelled");
  await page.goto(link);
  await seen(page, "This link doesn't work any more");
  await first.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await press(first, "Reset two-factor");
  await confirm(first, "Reset two-factor");
  await expect(
    first.getByRole("dialog").getByText("A second administrator can agree at once."),
  ).toBeVisible();
  await enter(second, people.bob, { at: "/settings/requests", code: await codes.next(people.bob) });
  await press(second, "Reset now");
  await expect(second.getByText("The factors were removed")).toBeVisible();
  expect(await sql()`select 1 from credentials where user_id = ${people.zoe.id}`).toHaveLength(0);
});
test("the sole owner's loss: a mailed link, 72 hours with a way to cancel, then in; with a second owner this way is shut", async ({
  page,
  workspace,
}) => {
  const { people } = await workspace({ olga: { role: "owner", totp: true } });
  await toWaysBack(page, people.olga);
  await press(page, "Mail me a link");
  await expect(page.getByText("Look into your mail.")).toBeVisible();
  await page.goto(linkIn(await mailOf(page, people.olga, "Get back into"), "recovery"));
  await seen(page, "Remove your second factors?");
  await press(page, "Remove them in 72 hours");
  await seen(page, "The time has started");
  await mailOf(page, people.olga, "Your two-factor authentication is about");
  await page.goto("/dashboard");
  await seen(page, "Verify it's you");
  await sql()`update delayed_resets set due_at = now() where user_id = ${people.olga.id}`;
  await expect
    .poll(async () => (await sql()`select 1 from credentials where user_id = ${people.olga.id}`).length)
    .toBe(0);
  await signIn(page, people.olga);
  await seen(page, "Home");
  const two = await workspace({ olga: { role: "owner", totp: true }, otto: { role: "owner", totp: true } });
  await page.context().clearCookies();
  await toWaysBack(page, two.people.olga);
  await expect(page.getByRole("button", { name: "Mail me a link" })).toHaveCount(0);
  await expect(page.getByText("These people can help you")).toBeVisible();
});
