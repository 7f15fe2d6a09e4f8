import { expect, heading, setUpApp, signIn, test } from "./fixtures";

test("a required user without a factor sets one up before anything else and lands where they were heading", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({ rosa: { isRequired: true } });
  await signIn(page, people.rosa, { at: "/settings/two-factor?from=mail" });
  await expect(heading(page, "Set up two-factor authentication")).toBeVisible();
  await setUpApp(page, codes, people.rosa);
  await expect(page).toHaveURL("/settings/two-factor?from=mail");
});
