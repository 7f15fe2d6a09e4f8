import { describe, expect, test } from "vitest";
import { type HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp, succeed } from "../http/person";
import { makeWorkspace } from "../people";
import { askingDevice, DEVICE_GRANT } from "./device";

describe("devices", () => {
  const poll = async (clientId: string, deviceCode: string) => {
    const body = new URLSearchParams({
      grant_type: DEVICE_GRANT,
      client_id: clientId,
      device_code: deviceCode,
    });
    const answer = await fetch(`${ORIGIN}/oauth/token`, { method: "POST", body });
    return (await answer.json()) as Record<string, string>;
  };
  const confirm = (browser: HttpBrowser, fields: Record<string, string>) =>
    browser.request("/oidc/device", {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { accept: "application/json" },
    });
  test("a code that a signed-in person allows gives the device tokens of the same level", async () => {
    const made = await makeWorkspace({ one: { totp: true } });
    const { clientId, deviceCode, code } = await askingDevice(made.id);
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
    const browser = await afterTotp(made.people.one);
    const found = await succeed<{ xsrf: string; userAgent: string }>(browser, "findAskingDevice", { code });
    expect(found.userAgent).toBe("billing-cli/2.1");
    const answer = await confirm(browser, { xsrf: found.xsrf, user_code: code, confirm: "yes" });
    const { location } = (await answer.json()) as { location: string };
    const id = new URL(location, ORIGIN).searchParams.get("interaction");
    const { next } = await succeed(browser, "giveConsent", { id, scopes: ["email"] });
    expect((await browser.request(next ?? "")).headers.get("location")).toContain("/device?done=1");
    const tokens = await poll(clientId, deviceCode);
    expect(tokens).toMatchObject({ token_type: "Bearer", scope: "openid email" });
    const info = await fetch(`${ORIGIN}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(await info.json()).toMatchObject({ sub: made.people.one.id, acr: "aal2" });
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "invalid_grant" });
  });
  test("A77 the device flow cannot leave out the second factor", async () => {
    const made = await makeWorkspace({ one: {} });
    const { clientId, deviceCode, code } = await askingDevice(made.id, "openid payment");
    const browser = await afterPassword(made.people.one);
    const found = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    const answer = await confirm(browser, { xsrf: found.xsrf, user_code: code, confirm: "yes" });
    const { location } = (await answer.json()) as { location: string };
    expect(location).toMatch(/\/interaction\//);
    const resumed = await browser.request(
      location.replace(`${ORIGIN}`, "").replace("/interaction/", "/device/"),
    );
    expect(resumed.headers.get("location")).toMatch(/\/interaction\//);
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
  });
  test("denied is denied, forged is refused, and a code of another workspace is unknown", async () => {
    const made = await makeWorkspace({ one: {} });
    const { clientId, deviceCode, code } = await askingDevice(made.id);
    const browser = await afterPassword(made.people.one);
    const { xsrf } = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    await confirm(browser, { xsrf: "guessed", user_code: code, confirm: "yes" });
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "authorization_pending" });
    const again = await succeed<{ xsrf: string }>(browser, "findAskingDevice", { code });
    expect(again.xsrf).not.toBe(xsrf);
    const answer = await confirm(browser, { xsrf: again.xsrf, user_code: code, abort: "yes" });
    expect(((await answer.json()) as { location: string }).location).toContain("problem=aborted");
    expect(await poll(clientId, deviceCode)).toMatchObject({ error: "access_denied" });
    const foreign = await makeWorkspace({ stranger: {} });
    const stranger = await afterPassword(foreign.people.stranger);
    const { code: second } = await askingDevice(made.id);
    expect((await stranger.act("findAskingDevice", { code: second })).body).toMatchObject({
      code: "token_invalid",
    });
  });
  test("A18 typing codes is slowed: the 21st in an hour is not looked up", async () => {
    const made = await makeWorkspace({ one: {} });
    const browser = await afterPassword(made.people.one);
    for (let tries = 0; tries < 20; tries++)
      expect((await browser.act("findAskingDevice", { code: "BBBB-BBBB" })).body).toMatchObject({
        code: "token_invalid",
      });
    const { code } = await askingDevice(made.id);
    expect((await browser.act("findAskingDevice", { code })).body).toMatchObject({ code: "rate_limited" });
  });
});
