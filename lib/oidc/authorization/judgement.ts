import "server-only";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { acrFor, readAcrValues } from "../../context/core/acr";
import { type ApplicationRequest, demandsOf, easiest } from "../../context/core/demand";
import { type Db, database } from "../../db/client";
import { amrOf, lapsedLevel } from "../../policy/core/assurance";
import type { Decision, Level, Reason } from "../../policy/core/types";
import type { SessionSubject } from "../../policy/facts";
import { decisionFor, standingFor } from "../../policy/service";
import { getWorkspace } from "../../workspaces/service";
import { type ApplicationRow, findEnabledApplication } from "../applications/service";
import { findCreatedAt } from "../artifacts/service";
import { visitorOf } from "../provider/visitor";
import { evaluateRule, type RuleVerdict } from "../rules/service";

/** What stands between a request and its answer. */
export type Judgement = {
  application: ApplicationRow;
  /** `sign_in`: nobody is signed in. `other_account`: somebody is who cannot be meant. */
  outcome: Decision["outcome"] | "sign_in" | "other_account";
  decision: Decision | null;
  reasons: Reason[];
  rule: RuleVerdict | null;
  /** What tokens say, where nothing stands between. */
  acr: string;
  amr: string[];
};

const judgements = new WeakMap<KoaContextWithOIDC, Promise<Judgement>>();

/** The decision about one authorization request, made once: every check of the provider's policy reads it. */
export function judge(ctx: KoaContextWithOIDC): Promise<Judgement> {
  const made = judgements.get(ctx) ?? judgeAnew(database(), ctx);
  judgements.set(ctx, made);
  return made;
}

async function judgeAnew(db: Db, ctx: KoaContextWithOIDC): Promise<Judgement> {
  const { subject, client: caller } = visitorOf(ctx.req);
  const application = await findEnabledApplication(db, ctx.oidc.client?.clientId ?? "");
  if (!application) throw new errors.InvalidClient("client not found", "the application was switched off");
  const nothing = { application, decision: null, reasons: [], rule: null, acr: "aal0", amr: [] };
  const acr = requestedAcr(ctx);
  if (!subject) return { ...nothing, outcome: "sign_in" };
  if (subject.workspace.id !== application.workspaceId) return { ...nothing, outcome: "other_account" };
  const standing = standingFor(subject);
  if (standing === "setup_pending" || standing === "grace") return { ...nothing, outcome: "setup" };
  if (standing !== "signed_in") return { ...nothing, outcome: "sign_in" };

  const rule = await evaluateRule(db, application, subject, {
    scopes: [...ctx.oidc.requestParamScopes],
    acrValues: acr.map(({ value }) => value),
    caller,
  });
  const { scopeLevels, freshBelowSeconds } = await getWorkspace(db, application.workspaceId);
  const request: ApplicationRequest = {
    application: application.name,
    scopes: [...ctx.oidc.requestParamScopes],
    maxAgeSeconds: maxAgeOf(ctx),
    asksAnew: ctx.oidc.prompts.has("login"),
    askedAt: await askedAt(db, ctx, subject.facts.now),
    now: subject.facts.now,
    acr,
    rule,
  };
  const decision = decideAll(subject, request, { scopeLevels, freshBelowSeconds });
  const level = levelFor(subject);
  return {
    application,
    outcome: decision.outcome,
    decision,
    reasons: decision.reasons,
    rule,
    acr: acrFor(level, acr),
    amr: amrOf(subject.facts.session.proofs, level),
  };
}

function decideAll(
  subject: SessionSubject,
  request: ApplicationRequest,
  terms: Parameters<typeof demandsOf>[1],
): Decision {
  const [first = null, ...others] = demandsOf(request, terms);
  return easiest([decisionFor(subject, first), ...others.map((demand) => decisionFor(subject, demand))]);
}

const levelFor = ({ facts, rules }: SessionSubject): Level =>
  lapsedLevel(facts.session.proofs, rules.levelLapseSeconds, facts.now);

/**
 * The supported ones of what the client asks for, by `acr_values` or the `acr` of its claims. Only unsupported ones cannot
 * be met by anybody (OpenID Connect Core Unmet Authentication Requirements 1.0).
 */
function requestedAcr(ctx: KoaContextWithOIDC) {
  const named = (ctx.oidc.claims.id_token?.acr ?? {}) as { value?: unknown; values?: unknown };
  const values = [named.value, ...(Array.isArray(named.values) ? named.values : [])];
  const asked = values.filter((value) => typeof value === "string");
  const supported = readAcrValues(asked);
  if (asked.length > 0 && supported.length === 0)
    throw new errors.UnmetAuthenticationRequirements("none of the requested acr values is supported here");
  return supported;
}

/** The provider turns `max_age=0` into `prompt=login`; what was asked is kept beside it (`ZERO_AGE`). */
function maxAgeOf(ctx: KoaContextWithOIDC): number | null {
  const { params } = ctx.oidc;
  if (params?.[ZERO_AGE] === "1") return 0;
  return params?.max_age === undefined ? null : Number(params.max_age);
}

/** A parameter of our own, set over whatever a client sends under its name. */
export const ZERO_AGE = "sallyport_zero_age";

export function keepZeroAge(ctx: KoaContextWithOIDC): void {
  const { params, client, entities } = ctx.oidc;
  if (!params || entities.PushedAuthorizationRequest) return;
  const raw = (ctx.method === "POST" ? ctx.oidc.body?.max_age : ctx.query.max_age) ?? client?.defaultMaxAge;
  params[ZERO_AGE] = raw !== undefined && Number(raw) === 0 ? "1" : undefined;
}

/** When this was first asked: at the first of the interactions that led here, by the database's clock. */
async function askedAt(db: Db, ctx: KoaContextWithOIDC, now: Date): Promise<Date> {
  const interaction = ctx.oidc.entities.Interaction;
  if (!interaction) return now;
  return (await findCreatedAt(db, { kind: "Interaction", id: interaction.uid })) ?? now;
}
