import "server-only";
import Provider, { type AdapterPayload, type KoaContextWithOIDC } from "oidc-provider";
import { recordEvent } from "../../audit/service";
import { type Db, database } from "../../db/client";
import { toStored } from "../../identity/core/proofs";
import type { SessionSubject } from "../../policy/facts";
import { findEnabledApplication } from "../applications/service";
import type { Surroundings } from "../artifacts/adapter";
import { type Evidence, findCreatedAt, findEvidence } from "../artifacts/service";
import { judge } from "../authorization/judgement";
import { findConsent, touchConsent, upsertConsent } from "../consents/service";
import { visitorOf } from "./visitor";

const evidenceOf = ({ facts: { session } }: SessionSubject, ip: string): Evidence => ({
  beganAt: session.beganAt.toISOString(),
  rememberedAt: session.rememberedAt?.toISOString() ?? null,
  deferredAt: session.deferredAt?.toISOString() ?? null,
  proofs: session.proofs.map(toStored),
  ip,
});

/** The proofs of the session for what is issued in one; those of its source for what is issued on another thing. */
async function findEvidenceFor(kind: string, ctx: KoaContextWithOIDC): Promise<Evidence | null> {
  if (kind === "AuthorizationCode" || kind === "DeviceCode") {
    const { subject, client } = visitorOf(ctx.req);
    return subject && ctx.oidc.session ? evidenceOf(subject, client.ip) : null;
  }
  if (kind !== "RefreshToken") return null;
  const { RotatedRefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities;
  const source = RotatedRefreshToken ?? AuthorizationCode ?? DeviceCode;
  return source ? findEvidence(database(), { kind: source.kind, id: source.jti }) : null;
}

/** An interaction that follows another was asked when the first one was. */
async function findAskedAt(kind: string, ctx: KoaContextWithOIDC): Promise<Date | null> {
  const before = kind === "Interaction" ? ctx.oidc.entities.Interaction : undefined;
  return before ? findCreatedAt(database(), { kind: "Interaction", id: before.uid }) : null;
}

export const surroundings: Surroundings = async (kind, payload) => {
  const ctx = Provider.ctx;
  if (!ctx) return { columns: await ownerOf(payload), record: null };
  const createdAt = await findAskedAt(kind, ctx);
  const isSession = kind === "Session";
  const own = isSession ? visitorOf(ctx.req).subject : null;
  const workspaceId = own?.workspace.id ?? ctx.oidc.client?.workspace_id;
  return {
    columns: {
      workspaceId: typeof workspaceId === "string" ? workspaceId : null,
      userId: own?.user.id ?? payload.accountId ?? payload.session?.accountId ?? null,
      sessionId: own?.sessionId ?? payload.sessionUid ?? payload.session?.uid ?? null,
      evidence: await findEvidenceFor(kind, ctx),
      ...(createdAt ? { createdAt } : {}),
    },
    record: isAuthorization(kind, payload) ? (tx) => recordAuthorization(tx, ctx, payload) : null,
  };
};

/** Of what a page of ours keeps: a grant, or the answer to an interaction, whose owner stays as it was. */
async function ownerOf({ kind, clientId, accountId }: AdapterPayload) {
  if (kind !== "Grant" || !clientId) return {};
  const application = await findEnabledApplication(database(), clientId);
  return { workspaceId: application?.workspaceId ?? null, userId: accountId ?? null };
}

/** A code that was given out, or a device's that a person answered. */
const isAuthorization = (kind: string, payload: AdapterPayload): boolean =>
  kind === "AuthorizationCode" || (kind === "DeviceCode" && payload.accountId !== undefined);

async function recordAuthorization(tx: Db, ctx: KoaContextWithOIDC, payload: AdapterPayload): Promise<void> {
  const { application, reasons, rule } = await judge(ctx);
  const { client } = visitorOf(ctx.req);
  const { workspaceId, id: clientId } = application;
  const userId = String(payload.accountId);
  const scopes = payload.scope?.split(" ") ?? [];
  const key = { workspaceId, userId, clientId };
  if (application.isFirstParty && !(await findConsent(tx, key)))
    await upsertConsent(tx, key, { scopes, claims: [], resources: {} });
  else await touchConsent(tx, key);
  await recordEvent(tx, {
    workspaceId,
    action: "authorization.granted",
    actorId: userId,
    targetId: clientId,
    client,
    data: {
      sessionId: payload.sessionUid,
      scopes,
      acr: payload.acr,
      amr: payload.amr,
      reasons,
      ...(rule?.fails ? { ruleFails: rule.fails } : {}),
    },
  });
}
