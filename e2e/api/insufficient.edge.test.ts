import { expect, test } from "vitest";
import { ageSessions } from "../browser/rows";
import { type HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp } from "../http/person";
import { makeWorkspace } from "../people";

const download = (browser: HttpBrowser, origin = ORIGIN) =>
  browser.request("/api/ui/users/export", { method: "POST", headers: { origin } });

/** The parameters of a `Bearer` challenge (RFC 9110 §11.6.1). */
function challengeIn(response: Response): Record<string, string> {
  const [scheme, ...rest] = (response.headers.get("www-authenticate") ?? "").split(" ");
  expect(scheme).toBe("Bearer");
  return Object.fromEntries(
    [...rest.join(" ").matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  );
}

test.each([
  ["aal2 of whoever has a factor", { totp: true }, "aal2"],
  ["aal1 of whoever has none", {}, "aal1"],
])(
  "A63 a proof that is too old: 401 that names what would do, %s (RFC 9470 §3)",
  async (_what, spec, acr) => {
    const { people } = await makeWorkspace({
      admin: { role: "administrator", canManage: true, ...spec },
    });
    const browser = await ("totp" in spec ? afterTotp : afterPassword)(people.admin);
    expect((await download(browser)).status).toBe(200);
    await ageSessions(people.admin, 6);
    const refused = await download(browser);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ code: "step_up_required" });
    expect(challengeIn(refused)).toEqual({
      error: "insufficient_user_authentication",
      acr_values: acr,
      max_age: "300",
    });
  },
);

test("A63 whoever may not do it at all is not told to prove more", async () => {
  const { people } = await makeWorkspace({ member: {} });
  const browser = await afterPassword(people.member);
  await ageSessions(people.member, 6);
  const refused = await download(browser);
  expect(refused.status).toBe(403);
  expect(refused.headers.get("www-authenticate")).toBeNull();
});
