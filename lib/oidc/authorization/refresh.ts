import "server-only";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { acrFor, lapsedAcr } from "../../context/core/acr";
import { demandsOf } from "../../context/core/demand";
import type { Db } from "../../db/client";
import { fromStored } from "../../identity/core/proofs";
import { SIGNED_OUT } from "../../identity/sessions/service";
import { amrOf, lapsedLevel } from "../../policy/core/assurance";
import type { Facts, RequestDemand } from "../../policy/core/types";
import type { SessionSubject, Subject } from "../../policy/facts";
import { decisionFor } from "../../policy/service";
import { getWorkspace } from "../../workspaces/service";
import { type ApplicationRow, findEnabledApplication } from "../applications/service";
import { type Evidence, findIssuedOn, type IssuedOn } from "../artifacts/service";
import { visitorOf } from "../provider/visitor";
import { evaluateRule } from "../rules/service";

/** Of the provider's token, what is read and written here. */
export type RefreshToken = { jti: string; scopes: Set<string>; acr?: string; amr?: string[] };

/**
 * A session that was merely signed out of leaves its offline access, until something ends all of its user's access; any other
 * end takes it along.
 */
const LEAVES_OFFLINE_ACCESS = new Set<string | null>([null, SIGNED_OUT]);

/**
 * A refresh is decided like an authorization, by the proofs that the token was issued on: a rule that binds right away, a
 * scope whose level has lapsed, a reset and a block reach it. What it says of the level lapses with its age and never rises.
 */
export async function allowRefresh(
  db: Db,
  ctx: KoaContextWithOIDC,
  owner: Subject,
  token: RefreshToken,
): Promise<void> {
  const issuedOn = await findIssuedOn(db, { kind: "RefreshToken", id: token.jti }, owner.workspace.id);
  if (!issuedOn || !LEAVES_OFFLINE_ACCESS.has(issuedOn.endReason))
    throw new errors.InvalidGrant("the session that this token came from was ended");
  const application = await findEnabledApplication(db, ctx.oidc.client?.clientId ?? "");
  if (!application) throw new errors.InvalidGrant("client not found");
  const subject = subjectAt(owner, issuedOn);
  const asked = { scopes: scopesOf(ctx, token), ip: addressOf(ctx, application, issuedOn.evidence) };
  const demands = [
    await demandOfScopes(db, application, subject, asked.scopes),
    await demandOfRule(db, application, subject, asked),
  ];
  for (const demand of demands) {
    const { outcome, reasons } = decisionFor(subject, demand);
    if (outcome !== "allow") throw new errors.InvalidGrant(`a new authorization is needed: ${reasons[0]}`);
  }
  const { facts, rules } = subject;
  const level = lapsedLevel(facts.session.proofs, rules.levelLapseSeconds, facts.now);
  token.acr = lapsedAcr(token.acr ?? acrFor(level, []), level);
  token.amr = amrOf(facts.session.proofs, level);
}

/**
 * The user as they are now, in the session as it was when the token's authorization was given, but for a browser that has been
 * forgotten since: it stands in for nothing.
 */
function subjectAt(owner: Subject, { evidence, sessionId, rememberedAt }: IssuedOn): SessionSubject {
  const session: Facts["session"] = {
    beganAt: new Date(evidence.beganAt),
    ended: false,
    proofs: evidence.proofs.map(fromStored),
    rememberedAt: evidence.rememberedAt ? rememberedAt : null,
    deferredAt: evidence.deferredAt ? new Date(evidence.deferredAt) : null,
  };
  const facts = { ...owner.facts, session };
  return { ...owner, facts, sessionId: sessionId ?? "", browserId: null, proofSpentAt: null };
}

/** Where the user is: a token on a device or in a browser is refreshed there, one that a server keeps is not. */
const addressOf = (ctx: KoaContextWithOIDC, { authMethod }: ApplicationRow, { ip }: Evidence): string =>
  authMethod === "none" ? visitorOf(ctx.req).client.ip : (ip ?? "");

/** An application may ask for less than it was given; what it does not name needs no level. */
const scopesOf = (ctx: KoaContextWithOIDC, token: RefreshToken): string[] =>
  typeof ctx.oidc.params?.scope === "string" ? ctx.oidc.params.scope.split(" ") : [...token.scopes];

/** What a scope demands, it demands of every token that carries it. */
async function demandOfScopes(
  db: Db,
  { name, workspaceId }: ApplicationRow,
  { facts }: SessionSubject,
  scopes: readonly string[],
): Promise<RequestDemand | null> {
  const { scopeLevels, freshBelowSeconds } = await getWorkspace(db, workspaceId);
  const request = {
    application: name,
    scopes,
    maxAgeSeconds: null,
    asksAnew: false,
    askedAt: facts.now,
    now: facts.now,
    acr: [],
    rule: { asks: false, allowsRemembered: false },
  };
  return demandsOf(request, { scopeLevels, freshBelowSeconds })[0] ?? null;
}

/**
 * The rule of the application binds whoever came later than it; one that binds right away, everybody. A second factor that
 * was proved when the authorization was given goes on to serve: nobody is there to prove another.
 */
async function demandOfRule(
  db: Db,
  application: ApplicationRow,
  subject: SessionSubject,
  { scopes, ip }: { scopes: readonly string[]; ip: string },
): Promise<RequestDemand | null> {
  const { ruleEffect, ruleSince, name } = application;
  if (ruleEffect !== "right_away" && subject.facts.session.beganAt < ruleSince) return null;
  const { asks, allowsRemembered } = await evaluateRule(db, application, subject, {
    scopes,
    acrValues: [],
    caller: { ip },
  });
  if (!asks) return null;
  return {
    level: "aal2",
    maxAgeSeconds: null,
    askedAt: null,
    factors: null,
    allowsRemembered,
    lapses: false,
    application: name,
  };
}
