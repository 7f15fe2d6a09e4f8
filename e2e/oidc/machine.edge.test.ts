import * as openid from "openid-client";
import { expect, test } from "vitest";
import { ORIGIN } from "../http/browser";

const options = { execute: [openid.allowInsecureRequests] };

test("discovery leads a strange client to a token of its own", async () => {
  const server = await openid.discovery(
    new URL(ORIGIN),
    "demo-machine",
    "demo-machine-secret-2026",
    undefined,
    options,
  );
  expect(server.serverMetadata().issuer).toBe(ORIGIN);
  const audience = `${ORIGIN}/api/v2/`;
  const tokens = await openid.clientCredentialsGrant(server, { audience, scope: "read:users" });
  expect(tokens).toMatchObject({ token_type: "bearer", scope: "read:users" });
});
