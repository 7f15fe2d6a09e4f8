import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import * as openid from "openid-client";
import { expect, test } from "vitest";
import { ORIGIN } from "../http/browser";
import { afterPassword } from "../http/person";
import { makeWorkspace } from "../people";
import { makeApplication } from "./applications";
import { RelyingParty } from "./relying-party";

const run = promisify(execFile);

/** `npm run admin -- keys rotate`, as the operator types it. */
const rotate = () => run(process.execPath, ["scripts/run.mjs", "admin", "keys", "rotate"]);

const kidOf = (token: string | undefined) => decodeProtectedHeader(String(token)).kid;

test("oidcc-server-rotate-keys: a new key signs at once, and what the old one signed goes on being verified", async () => {
  const { id, people } = await makeWorkspace({ one: {} });
  const application = await makeApplication(id, { isFirstParty: true });
  const party = await RelyingParty.discover(application);
  const browser = await afterPassword(people.one);
  const before = await party.signIn(browser, { scope: "openid offline_access", prompt: "consent" });

  const { stdout } = await rotate();
  const after = await party.signIn(browser);
  expect(stdout).toContain(`Tokens are signed with ${kidOf(after.tokens.id_token)} from now on`);
  expect(kidOf(after.tokens.id_token)).not.toBe(kidOf(before.tokens.id_token));

  const keys = createRemoteJWKSet(new URL(`${ORIGIN}/.well-known/jwks.json`));
  for (const { tokens } of [before, after])
    await expect(
      jwtVerify(String(tokens.id_token), keys, { issuer: ORIGIN, audience: application.clientId }),
    ).resolves.toBeTruthy();
  await openid.fetchUserInfo(party.config, before.tokens.access_token, people.one.id);
  const next = await openid.refreshTokenGrant(party.config, String(before.tokens.refresh_token));
  expect(kidOf(next.id_token)).toBe(kidOf(after.tokens.id_token));
  const hinted = await party.signIn(browser, {
    prompt: "none",
    id_token_hint: String(before.tokens.id_token),
  });
  expect(hinted.claims?.sub).toBe(people.one.id);
});
