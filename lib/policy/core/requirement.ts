import { strictestDeadline, timeOf } from "./grace";
import { ringSource } from "./rings";
import type {
  Exemption,
  FactorKind,
  PolicyMode,
  RequestDemand,
  Requirement,
  Rules,
  Source,
  SourceInForce,
} from "./types";

const DAY_SECONDS = 86_400;

/**
 * What is in force for one user and one request at `now`. Reads stored rules alone: whether a source binds a given
 * session is the decision's question, since it depends on when that session began.
 */
export function resolveRequirement(rules: Rules, request: RequestDemand | null, now: Date): Requirement {
  const exemption = currentExemption(rules.exemptions, now);
  const exemptionEndedAt = lastExemptionEnd(rules.exemptions, now);
  const enforcing = enforcingSources(rules, now);
  const required = exemption === null ? enforcing : [];
  const inForce = required.map((source) => putInForce(source, exemptionEndedAt, rules, now));
  const flagged = rules.appFlag === null ? [] : [putInForce(rules.appFlag, null, rules, now)];
  return {
    sources: [...inForce, ...flagged],
    suspended: exemption === null ? [] : enforcing,
    exemption,
    exemptionEndedAt,
    required: inForce.length > 0,
    graceUntil: strictestDeadline(inForce),
    rememberedAllowed: rules.remembered.allowed,
    rememberedSeconds: rules.remembered.days * DAY_SECONDS,
    levelLapseSeconds: rules.levelLapseSeconds,
    request,
    ...termsOf(rules, [...inForce, ...flagged]),
  };
}

/**
 * What the policy would ask if it were not in try-out; null when it is not. Deciding by it binds nobody: the caller
 * records the answer.
 */
export function resolveTryOut(rules: Rules, request: RequestDemand | null, now: Date): Requirement | null {
  if (rules.policy.mode !== "try_out") return null;
  return resolveRequirement({ ...rules, policy: { ...rules.policy, mode: "required" } }, request, now);
}

/** When an exemption ends or ended: at its end, or when it was revoked before that. */
export function exemptionEnd({ endsAt, revokedAt }: Exemption): Date {
  return revokedAt !== null && revokedAt < endsAt ? revokedAt : endsAt;
}

/** What a policy says about the kinds it accepts. */
export type AcceptanceTerms = { mode: PolicyMode; methods: readonly string[]; phishingResistant: boolean };

/** The kinds a policy accepts out of those that its workspace has on. */
export function acceptedKinds(
  { mode, methods, phishingResistant }: AcceptanceTerms,
  workspaceMethods: readonly FactorKind[],
): FactorKind[] {
  return workspaceMethods.filter((kind) => {
    return mode === "try_out" || (methods.includes(kind) && (kind === "passkey" || !phishingResistant));
  });
}

/** Whether somebody who has nothing yet can set up one of these: push approval is only ever added to another factor. */
export const isSatisfiable = (kinds: readonly FactorKind[]): boolean => kinds.some((kind) => kind !== "push");

/** With what a second factor is proved here. A policy in try-out adds and removes nothing, its terms included. */
function termsOf(rules: Rules, inForce: readonly Source[]) {
  const { policy, workspaceMethods } = rules;
  const tryOut = policy.mode === "try_out";
  const phishingResistant = rules.phishingResistant && !tryOut;
  const terms = { mode: policy.mode, methods: rules.policyMethods, phishingResistant };
  const accepted = acceptedKinds(terms, workspaceMethods);
  const allowSelfRemoval = rules.allowSelfRemoval && !tryOut;
  const formerTerms = policy.source.effect === "right_away" ? [] : rules.formerTerms;
  // A method switched off tightens every rule, so the strictest of their effects is its own.
  const isRightAway = inForce.some(({ effect }) => effect === "right_away");
  const off = rules.retiredMethods.filter(({ kind }) => !isRightAway && !workspaceMethods.includes(kind));
  const isAccepted = (of: AcceptanceTerms, kind: FactorKind) => acceptedKinds(of, [kind]).length > 0;
  return {
    tryOut,
    accepted,
    phishingResistant,
    allowSelfRemoval,
    retired: off.filter(({ kind }) => isAccepted(terms, kind)),
    formerTerms: formerTerms.map((former) => {
      const isHonoured = (kind: FactorKind) => isAccepted(former, kind) || isAccepted(terms, kind);
      return {
        until: former.endedAt,
        accepted: workspaceMethods.filter(isHonoured),
        retired: off.filter(({ kind }) => isHonoured(kind)),
        phishingResistant: phishingResistant && former.phishingResistant && former.mode !== "try_out",
      };
    }),
  };
}

/**
 * The requirement as it stands for a session: where terms were tightened or methods switched off meanwhile, those it began
 * with still stand.
 */
export function termsFor(requirement: Requirement, beganAt: Date): Requirement {
  const former = requirement.formerTerms.find(({ until }) => beganAt < until);
  const { accepted, phishingResistant, retired } = former ?? requirement;
  const kept = retired.filter(({ at }) => beganAt < at).map(({ kind }) => kind);
  if (former === undefined && kept.length === 0) return requirement;
  return { ...requirement, accepted: [...accepted, ...kept], phishingResistant };
}

function enforcingSources(rules: Rules, now: Date): Source[] {
  const { userBox, workspace, policy } = rules;
  const hasStarted = policy.startsAt === null || policy.startsAt <= now;
  const byPolicy = policy.mode === "required" && hasStarted ? startedPolicy(policy) : null;
  return [userBox, workspace, ringSource(rules), byPolicy].filter((source) => source !== null);
}

/** A policy that was saved to start later was switched on when it started. */
function startedPolicy({ source, startsAt }: Rules["policy"]): Source {
  return startsAt !== null && startsAt > source.since ? { ...source, since: startsAt } : source;
}

function putInForce(source: Source, exemptionEndedAt: Date | null, rules: Rules, now: Date): SourceInForce {
  const bindsFrom = source.effect === "right_away" ? null : latest(source, exemptionEndedAt);
  return { ...source, bindsFrom, ...timeOf(source, rules, now) };
}

/**
 * Contract §3: the rule switched on, the user came under it, an exemption ended. A session that it bound already stays bound
 * when it is tightened: by the terms that the session began with (`termsFor`).
 */
function latest({ since, coveredSince }: Source, exemptionEndedAt: Date | null): Date {
  const moments = [since, coveredSince, exemptionEndedAt].filter((moment) => moment !== null);
  return new Date(Math.max(...moments.map((moment) => moment.getTime())));
}

function currentExemption(exemptions: readonly Exemption[], now: Date): Exemption | null {
  const current = exemptions.filter(
    (exemption) => exemption.startsAt <= now && now < exemptionEnd(exemption),
  );
  return current.reduce<Exemption | null>((longest, exemption) => {
    return longest === null || exemptionEnd(exemption) > exemptionEnd(longest) ? exemption : longest;
  }, null);
}

/** One that was revoked before it began never suspended anything. */
function lastExemptionEnd(exemptions: readonly Exemption[], now: Date): Date | null {
  const ended = exemptions
    .filter((exemption) => exemption.startsAt < exemptionEnd(exemption))
    .map(exemptionEnd);
  return ended
    .filter((end) => end <= now)
    .reduce<Date | null>((last, end) => {
      return last === null || end > last ? end : last;
    }, null);
}
