import { execFileSync } from "node:child_process";
import { Secret, TOTP } from "otpauth";
import { generateSync } from "otplib";
import { expect, test } from "vitest";
import { totp } from "./totp";

const AT = [59, 1_111_111_109, 1_234_567_890, 1_700_000_010, 2_000_000_000];

/** The operator's own tool, where it is installed; then it has to agree as well. */
function oathtool(secret: string, seconds: number): string | null {
  try {
    const now = new Date(seconds * 1_000).toISOString().slice(0, 19).replace("T", " ");
    return execFileSync("oathtool", ["--totp", "--base32", `--now=${now} UTC`, secret], {
      encoding: "utf8",
    }).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

test.each(AT)(
  "A30 at %i s two libraries, and oathtool where there is one, make the code that we accept",
  async (seconds) => {
    const now = new Date(seconds * 1_000);
    const user = {
      id: "usr_1",
      workspaceId: "wsp_1",
      email: "ada@x.example",
      name: "Ada",
      webauthnHandle: "",
    };
    const rp = { name: "Acme", id: "localhost", origin: "http://localhost:3000" };
    const ctx = { user, now, rp };
    const begun = await totp.beginEnroll?.(ctx, [], null, undefined);
    if (!begun || !("present" in begun)) throw new Error("nothing was begun");
    const secret = String(begun.present.secret);
    const uri = new URL(String(begun.present.uri));
    expect(uri.searchParams.get("secret")).toBe(secret);
    const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() });
    expect(generateSync({ secret, epoch: seconds })).toBe(code);
    expect([null, code]).toContain(oathtool(secret, seconds));
    expect(await totp.finishEnroll?.(ctx, begun.state, { code })).toMatchObject({ ok: true });
  },
);
