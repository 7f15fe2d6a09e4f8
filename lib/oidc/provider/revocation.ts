import "server-only";
import Provider, { type KoaContextWithOIDC } from "oidc-provider";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import { type Db, database } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { EndRecord } from "../artifacts/adapter";
import { keepArtifact } from "../artifacts/service";
import { type AccessToken, verifyAccessToken } from "../service";
import { visitorOf } from "./visitor";

/** Longer than the clocks of two machines are apart: the note outlives the token that it refuses. */
const MARGIN_SECONDS = 60;

/**
 * The provider revokes what it has kept and refuses a JWT, of which it keeps nothing. Ours are refused from now on, because
 * whoever verifies one asks for this note (RFC 7009). A JWT that is none of ours, or over, is answered like any other: by 200.
 */
export async function revokeJwt(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const isJwt = (ctx.body as { error?: string } | undefined)?.error === "unsupported_token_type";
  if (ctx.oidc?.route !== "revocation" || !isJwt) return;
  const token = await findToken(database(), String(ctx.oidc.params?.token));
  if (token && token.clientId !== ctx.oidc.client?.clientId) {
    ctx.body = { error: "invalid_request", error_description: "this token is another application's" };
    return;
  }
  if (token) await revoke(database(), ctx, token);
  ctx.status = 200;
  ctx.body = "";
}

async function findToken(db: Db, presented: string): Promise<AccessToken | null> {
  return verifyAccessToken(db, `Bearer ${presented}`).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "access_token_invalid") return null;
    throw error;
  });
}

const revoke = (db: Db, ctx: KoaContextWithOIDC, token: AccessToken): Promise<void> =>
  inTransaction(db, async (tx) => {
    const { id, workspaceId, clientId, userId, expiresAt } = token;
    const secondsLeft = Math.ceil((expiresAt.getTime() - Date.now()) / 1_000);
    await keepArtifact(tx, {
      kind: "RevokedToken",
      id,
      workspaceId,
      clientId,
      userId,
      payload: {},
      expiresInSeconds: Math.max(0, secondsLeft) + MARGIN_SECONDS,
    });
    await record(tx, ctx, { workspaceId, clientId, userId });
  });

const record = (
  tx: Db,
  ctx: KoaContextWithOIDC,
  { workspaceId, clientId, userId }: { workspaceId: string; clientId: string; userId: string | null },
): Promise<void> =>
  recordEvent(tx, {
    workspaceId,
    action: "token.revoked",
    actorId: clientId,
    targetId: userId ?? clientId,
    client: visitorOf(ctx.req).client,
  });

/** What the provider has kept and ends because its application asked for it. */
export const revocationRecord: EndRecord = ({ kind, workspaceId, clientId, userId }) => {
  const ctx = Provider.ctx;
  const isToken = kind === "AccessToken" || kind === "RefreshToken";
  if (ctx?.oidc.route !== "revocation" || !isToken || !workspaceId || !clientId) return null;
  return (tx) => record(tx, ctx, { workspaceId, clientId, userId });
};
