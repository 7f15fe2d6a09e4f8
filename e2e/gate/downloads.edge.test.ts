import { beforeAll, expect, test } from "vitest";
import { takeFigures } from "../../lib/admin/evidence/evidence";
import { database } from "../../lib/db/client";
import { ageSessions } from "../browser/rows";
import { HttpBrowser, ORIGIN } from "../http/browser";
import { afterPassword, afterTotp } from "../http/person";
import { makeWorkspace } from "../people";

const CHANGE = encodeURIComponent('{"change":"enforce","effect":"next_sign_in","graceDays":null}');
const today = new Date().toISOString().slice(0, 10);
const DOWNLOADS = [
  "/api/ui/users/export",
  "/api/ui/audit-log/export?format=csv",
  "/api/ui/audit-log/export?format=ndjson",
  `/api/ui/evidence?date=${today}`,
  `/api/ui/preview/csv?change=${CHANGE}`,
];

/** As the page's own form sends it, or another site's. */
async function download(browser: HttpBrowser, address: string, origin = ORIGIN) {
  const response = await browser.copy().request(address, { method: "POST", headers: { origin } });
  const text = await response.text();
  const isFile = response.headers.get("content-disposition")?.startsWith("attachment") ?? false;
  return { status: response.status, isFile, code: isFile ? null : JSON.parse(text).code };
}

let visitors: Record<"nobody" | "half" | "pending" | "member" | "stale" | "admin", HttpBrowser>;
beforeAll(async () => {
  const of = { role: "administrator", canManage: true, canAudit: true, totp: true } as const;
  const { id, people } = await makeWorkspace({
    admin: of,
    stale: of,
    half: of,
    member: { totp: true },
    pending: { role: "administrator", canManage: true, canAudit: true, isRequired: true },
  });
  await takeFigures(database(), id);
  visitors = {
    nobody: new HttpBrowser(),
    half: await afterPassword(people.half),
    pending: await afterPassword(people.pending),
    member: await afterTotp(people.member),
    stale: await afterTotp(people.stale),
    admin: await afterTotp(people.admin),
  };
  await ageSessions(people.stale, 6);
});

test.each(DOWNLOADS)(
  "A57 A58 %s is for who may and proved it just now, and for nobody else",
  async (address) => {
    const { nobody, half, pending, member, stale, admin } = visitors;
    for (const browser of [nobody, half, pending, member])
      expect(await download(browser, address)).toMatchObject({
        status: expect.toBeOneOf([401, 403]),
        isFile: false,
      });
    expect((await download(member, address)).code).toBe("missing_right");
    expect(await download(stale, address)).toEqual({ status: 401, isFile: false, code: "step_up_required" });
    expect((await download(admin, address, "https://elsewhere.example")).code).toBe("bad_origin");
    expect(await download(admin, address)).toMatchObject({ status: 200, isFile: true });
  },
);
