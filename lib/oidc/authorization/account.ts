import "server-only";
import type { Account, KoaContextWithOIDC } from "oidc-provider";
import { database } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { findSubject, type Subject } from "../../policy/facts";
import { allowRefresh, type RefreshToken } from "./refresh";

type Issued = Partial<RefreshToken> & { kind?: string; extra?: Record<string, unknown> };

/** A user as an application may see them; undefined: there is none of this workspace, or they are blocked. */
export async function findAccount(
  ctx: KoaContextWithOIDC,
  userId: string,
  issued?: unknown,
): Promise<Account | undefined> {
  const db = database();
  const workspaceId = ctx.oidc.client?.workspace_id;
  if (typeof workspaceId !== "string") return undefined;
  const subject = await findSubject(db, workspaceId, userId, availableKinds());
  if (!subject || subject.facts.user.blocked) return undefined;
  const token = issued as Issued | undefined;
  if (token?.kind === "RefreshToken") await allowRefresh(db, ctx, subject, token as RefreshToken);
  return { accountId: userId, claims: async () => claimsOf(subject, token) };
}

function claimsOf({ user }: Subject, token: Issued | undefined) {
  const { acr, amr, auth_time } = token?.extra ?? {};
  return {
    sub: user.id,
    name: user.name,
    email: user.email,
    email_verified: true,
    locale: user.locale,
    ...(acr === undefined ? {} : { acr, amr, auth_time }),
  };
}

/** `acr`, `amr` and `auth_time` of what an access token is issued on; in the JWT, at userinfo and at introspection. */
export function extraTokenClaims(ctx: KoaContextWithOIDC): Record<string, unknown> | undefined {
  const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
  const source = RefreshToken ?? AuthorizationCode ?? DeviceCode;
  if (!source?.acr) return undefined;
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime };
}
