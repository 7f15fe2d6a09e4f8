import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { HttpBrowser } from "../http/browser";
import { afterPassword, codeOf, succeed } from "../http/person";
import { makeWorkspace, PASSWORD } from "../people";
import { hasMiddleware } from "./addresses";

const readLog = () =>
  readFileSync(join("test-results", hasMiddleware ? "server-edge.log" : "server-bare.log"), "utf8");

test("A29 the server's log holds no password, secret, code, cookie or link of whoever it served", async () => {
  const { people } = await makeWorkspace({ one: {} });
  const mistyped = "a password that was mistyped here";
  await new HttpBrowser().act("signIn", { email: people.one.email, password: mistyped });
  const browser = await afterPassword(people.one);
  const begun = await succeed<{ flowId: string; present: { secret: string } }>(browser, "beginEnrollment", {
    kind: "totp",
    purpose: "two_factor",
  });
  const { secret } = begun.present;
  const code = codeOf(secret);
  await browser.act("finishEnrollment", { flowId: begun.flowId, answer: { code: "999999", more: secret } });
  await succeed(browser, "finishEnrollment", { flowId: begun.flowId, answer: { code } });
  const issued = await succeed<{ codes: string[] }>(browser, "issueRecoveryCodes", {});
  const link = `/reset-password/${"x".repeat(20)}.${"y".repeat(43)}`;
  await browser.request(link);
  await browser.request(`/api/nowhere?token=${secret}`);
  const cookie = browser.cookies.get("next-auth.session-token") ?? "";
  expect(cookie.length).toBeGreaterThan(40);
  const log = readLog();
  for (const kept of [PASSWORD, mistyped, secret, ...issued.codes, cookie, "y".repeat(43)])
    expect(log.includes(kept), "the log holds a secret").toBe(false);
});
