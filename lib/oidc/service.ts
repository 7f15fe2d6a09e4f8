import "server-only";
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { hashToken } from "../core/crypto";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { findTokenHolder } from "./applications/service";
import { managementResource } from "./core/resource";
import { listPublicKeys, SIGNING_ALG } from "./keys/service";

/** What a program showed the right to by its access token. */
export type AccessToken = {
  id: string;
  workspaceId: string;
  workspaceName: string;
  clientId: string;
  clientName: string;
  /** Whom it acts for; null: for itself. */
  userId: string | null;
  scopes: ReadonlySet<string>;
  /** The only policies whose users it reaches; null: everybody. */
  policies: readonly string[] | null;
  /** Users who were shown a secret of the program's that was good when the token was issued, or is good now. */
  heldBy: readonly string[];
  issuedAt: Date;
  expiresAt: Date;
};

const claimsSchema = z.object({
  jti: z.string(),
  sub: z.string(),
  client_id: z.string(),
  iat: z.number().int(),
  exp: z.number().int(),
  scope: z.string().default(""),
});

type KeySet = ReturnType<typeof createLocalJWKSet>;
const holder = globalThis as { sallyportVerifyingKeys?: KeySet };

/**
 * The access token of an `Authorization: Bearer` header, issued here for the management API and still good: signature,
 * issuer, audience, type and age (RFC 9068 §4), then one indexed query whether its application is there and on, and the
 * token not revoked. Scopes that the application has lost meanwhile are not among `scopes`. Throws `access_token_invalid`.
 */
export async function verifyAccessToken(db: Db, authorization: string | null): Promise<AccessToken> {
  const [, token] = authorization?.match(/^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i) ?? [];
  if (!token) throw new AppError("access_token_invalid");
  const claims = claimsSchema.safeParse(await readToken(db, token));
  if (!claims.success) throw new AppError("access_token_invalid");
  const { jti, sub, client_id: clientId, iat, exp, scope } = claims.data;
  const found = await findTokenHolder(db, { clientId, idHash: hashToken(jti), issuedAtSeconds: iat });
  if (!found) throw new AppError("access_token_invalid");
  return {
    id: jti,
    workspaceId: found.workspace_id,
    workspaceName: found.workspace_name,
    clientId,
    clientName: found.name,
    userId: sub === clientId ? null : sub,
    scopes: new Set(scope.split(" ").filter((name) => found.api_scopes.includes(name))),
    policies: found.api_policies,
    heldBy: found.held_by,
    issuedAt: new Date(iat * 1_000),
    expiresAt: new Date(exp * 1_000),
  };
}

async function readToken(db: Db, token: string): Promise<JWTPayload> {
  try {
    return await verify(token, holder.sallyportVerifyingKeys ?? (await loadKeys(db)));
  } catch (error) {
    // A key that is not known yet may be a new one; anything else is final
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw asRefusal(error);
    return await verify(token, await loadKeys(db)).catch((again: unknown) => {
      throw asRefusal(again);
    });
  }
}

const asRefusal = (error: unknown): unknown =>
  error instanceof errors.JOSEError ? new AppError("access_token_invalid") : error;

async function verify(token: string, keys: KeySet): Promise<JWTPayload> {
  const issuer = env().APP_URL;
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: managementResource(issuer),
    algorithms: [SIGNING_ALG],
    typ: "at+jwt",
  });
  return payload;
}

async function loadKeys(db: Db): Promise<KeySet> {
  const keys = createLocalJWKSet({ keys: await listPublicKeys(db) });
  holder.sallyportVerifyingKeys = keys;
  return keys;
}
