import "server-only";
import { type Account, errors, type KoaContextWithOIDC } from "oidc-provider";
import { acrFor, lapsedAcr } from "../../context/core/acr";
import { type Db, database } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { fromStored } from "../../identity/core/proofs";
import { amrOf, lapsedLevel } from "../../policy/core/assurance";
import { decide } from "../../policy/core/decide";
import type { Facts } from "../../policy/core/types";
import { findSubject, type Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import { type ApplicationRow, findEnabledApplication } from "../applications/service";
import { findIssuedOn } from "../artifacts/service";
import { visitorOf } from "../provider/visitor";
import { demandOnRefresh } from "../rules/refresh";

type Issued = {
  kind?: string;
  jti?: string;
  scope?: string;
  acr?: string;
  amr?: string[];
  extra?: Record<string, unknown>;
};

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
  if (token?.kind === "RefreshToken") await allowRefresh(db, ctx, subject, token);
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

/** A session that was merely signed out of leaves its offline access; any other end takes it along. */
const LEAVES_OFFLINE_ACCESS = new Set([null, "signed_out"]);

/**
 * A refresh is decided like a sign-in, by the proofs that the token was issued on: a rule that binds right away, a reset
 * and a block reach it. What it says of the level lapses with its age and never rises.
 */
async function allowRefresh(db: Db, ctx: KoaContextWithOIDC, subject: Subject, token: Issued): Promise<void> {
  const key = { kind: "RefreshToken", id: token.jti ?? "" };
  const issuedOn = await findIssuedOn(db, key, subject.workspace.id);
  if (!issuedOn || !LEAVES_OFFLINE_ACCESS.has(issuedOn.endReason))
    throw new errors.InvalidGrant("the session that this token came from was ended");
  const application = await findEnabledApplication(db, ctx.oidc.client?.clientId ?? "");
  if (!application) throw new errors.InvalidGrant("client not found");
  const { evidence } = issuedOn;
  const session: Facts["session"] = {
    beganAt: new Date(evidence.beganAt),
    ended: false,
    proofs: evidence.proofs.map(fromStored),
    rememberedAt: evidence.rememberedAt ? new Date(evidence.rememberedAt) : null,
    deferredAt: evidence.deferredAt ? new Date(evidence.deferredAt) : null,
  };
  const demand = await demandOnRefresh(
    db,
    application,
    { ...subject, facts: { ...subject.facts, session }, sessionId: issuedOn.sessionId },
    {
      scopes: token.scope?.split(" ") ?? [],
      acrValues: [],
      caller: callerOf(ctx, application, issuedOn.ip),
    },
  );
  const decision = decide(requirementOf(subject, demand), { ...subject.facts, session });
  if (decision.outcome !== "allow")
    throw new errors.InvalidGrant(`a new authorization is needed: ${decision.reasons[0]}`);
  const level = lapsedLevel(session.proofs, subject.rules.levelLapseSeconds, subject.facts.now);
  token.acr = lapsedAcr(token.acr ?? acrFor(level, []), level);
  token.amr = amrOf(session.proofs, level);
}

/**
 * A token of an application that keeps a secret is refreshed by its server: what counts is where the user signed in. One on a
 * device or in a browser is where its user is.
 */
const callerOf = (ctx: KoaContextWithOIDC, { authMethod }: ApplicationRow, ip: string) =>
  authMethod === "none" ? visitorOf(ctx.req).client : { ip };

/** `acr`, `amr` and `auth_time` of what an access token is issued on; in the JWT, at userinfo and at introspection. */
export function extraTokenClaims(ctx: KoaContextWithOIDC): Record<string, unknown> | undefined {
  const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
  const source = RefreshToken ?? AuthorizationCode ?? DeviceCode;
  if (!source?.acr) return undefined;
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime };
}
