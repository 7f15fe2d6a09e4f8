import { isAtLeast, isYounger, levelThrough } from "./assurance";
import { FACTOR_KINDS, type FactorKind, type Facts, type Level, type Proof, type Requirement } from "./types";

type User = Facts["user"];

/** What the request asks of this user, with `own` resolved to a level. */
export type Demand = {
  level: Level;
  /** Kinds that meet it; null: any proof does, the password too. */
  kinds: readonly FactorKind[] | null;
  /** The session goes beyond the password, whatever is proved anew. */
  asksSecondStep: boolean;
  takesRecoveryCode: boolean;
  isFresh: (at: Date) => boolean;
};

/** The kinds of which the user has a confirmed credential that works now. */
export function usableKindsOf(user: User): FactorKind[] {
  return FACTOR_KINDS.filter((kind) => user.credentials.some((held) => held.kind === kind && held.usable));
}

/** Whether the user has a factor that works now and is accepted. */
export function hasAcceptedFactor({ accepted }: Requirement, user: User): boolean {
  return usableKindsOf(user).some((kind) => accepted.includes(kind));
}

/** Whether a proof was made with a credential that the user still has, usable at this moment or not. */
export function isOfHeldCredential(user: User, proof: Proof): boolean {
  return user.credentials.some(({ id, kind }) => {
    return kind === proof.factor && (proof.credentialId === undefined || proof.credentialId === id);
  });
}

/** Whether `proofs` hold one that sources 1–3 accept, at the level they ask for. */
export function provesAccepted(requirement: Requirement, user: User, proofs: readonly Proof[]): boolean {
  const { accepted, phishingResistant } = requirement;
  const floor = phishingResistant ? "phr" : "aal2";
  return proofs.some((proof) => {
    const isAccepted = isAcceptable(user, proof, accepted, !phishingResistant);
    return isAccepted && isAtLeast(levelThrough(proof, proofs), floor);
  });
}

/** Whether one of `proofs` reaches what the request demands, among those of an age that `isFresh` lets pass. */
export function meetsDemand(
  { level, kinds, takesRecoveryCode }: Demand,
  user: User,
  proofs: readonly Proof[],
  isFresh: (at: Date) => boolean,
): boolean {
  return proofs.some((proof) => {
    const isAccepted =
      kinds === null ? proof.factor !== "recovery_code" : isAcceptable(user, proof, kinds, takesRecoveryCode);
    return isAccepted && isAtLeast(levelThrough(proof, proofs), level) && isFresh(proof.at);
  });
}

/** The request of a requirement as a demand on this user; null when there is no request. */
export function readDemand(requirement: Requirement, { user, now }: Facts): Demand | null {
  const { request, accepted, phishingResistant } = requirement;
  if (request === null) return null;
  const isOwn = request.level === "own";
  const level = request.level === "own" ? ownLevel(user) : request.level;
  const candidates = (isOwn ? FACTOR_KINDS : accepted).filter(
    (kind) => level !== "phr" || kind === "passkey",
  );
  const needsFactor = request.factors !== null || isAtLeast(level, "aal2");
  return {
    level,
    asksSecondStep: needsFactor || (isOwn && user.credentials.some(({ isSuspect }) => !isSuspect)),
    kinds: needsFactor ? candidates.filter((kind) => request.factors?.includes(kind) ?? true) : null,
    takesRecoveryCode: request.factors === null && level !== "phr" && (isOwn || !phishingResistant),
    isFresh: freshness(requirement, level, now),
  };
}

/** A recovery code stands in for an accepted factor, but not where none works any more: then one is added. */
function isAcceptable(
  user: User,
  proof: Proof,
  kinds: readonly FactorKind[],
  takesRecoveryCode: boolean,
): boolean {
  if (proof.factor === "password") return false;
  if (proof.factor !== "recovery_code")
    return kinds.includes(proof.factor) && isOfHeldCredential(user, proof);
  return takesRecoveryCode && usableKindsOf(user).some((kind) => kinds.includes(kind));
}

/**
 * What can be proved anew at this moment. A factor that does not work now still keeps the password from being enough
 * (`asksSecondStep`), since wrong answers of whoever knows the password can stop one; that a passkey is suspect nobody
 * brings about by the password, so such a one alone does not.
 */
function ownLevel(user: User): Level {
  return usableKindsOf(user).length > 0 ? "aal2" : "aal1";
}

/** `max_age` 0 asks for a proof made after the asking; for applications a level lapses, whatever `max_age` says. */
function freshness({ request, levelLapseSeconds }: Requirement, level: Level, now: Date) {
  const lapse = request?.lapses && isAtLeast(level, "aal2") ? levelLapseSeconds : Number.POSITIVE_INFINITY;
  const maxAge = request?.maxAgeSeconds ?? Number.POSITIVE_INFINITY;
  const askedAt = request?.askedAt ?? now;
  return (at: Date): boolean => {
    if (maxAge <= 0) return at > askedAt && isYounger(at, lapse, now);
    return isYounger(at, Math.min(maxAge, lapse), now);
  };
}
