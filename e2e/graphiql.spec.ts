import { awake, enterCode, expect, heading, signIn, test } from "./fixtures";
import { ORIGIN } from "./http/browser";

test("an administrator opens GraphiQL from API access and asks, and nothing comes from elsewhere", async ({
  page,
  workspace,
  codes,
}) => {
  const { people } = await workspace({
    boss: { role: "administrator", canManage: true, totp: true },
    member: { name: "Ada Ask" },
  });
  const foreign: string[] = [];
  const refused: string[] = [];
  const context = page.context();
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^http/.test(protocol) && origin !== ORIGIN) foreign.push(request.url());
  });
  context.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
  });
  await signIn(page, people.boss, { at: "/settings/api" });
  await enterCode(page, await codes.next(people.boss));
  await expect(heading(page, "API access")).toBeVisible();
  await awake(page);
  const opened = context.waitForEvent("page");
  await page.getByRole("link", { name: "GraphiQL" }).click();
  const explorer = await opened;
  const query = encodeURIComponent('{ users(search: "Ada Ask") { totalCount nodes { name mfaStatus } } }');
  await explorer.goto(`/api/graphql?query=${query}`);
  await explorer.getByRole("button", { name: /Execute query/ }).click();
  await expect(explorer.getByText("INACTIVE").first()).toBeVisible();
  expect(foreign).toEqual([]);
  expect(refused).toEqual([]);
});
