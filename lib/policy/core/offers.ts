import { isUserVerified } from "./assurance";
import type { Situation } from "./situation";
import type { ChallengeKind, FactorKind, Proof } from "./types";

/**
 * What the user can be asked for: the kinds whose proof would make the session's proofs meet `isMet`. A kind already
 * proved is among them only where a fresher proof changes the answer. When the password and a factor are both missing,
 * the password comes first.
 */
export function challengeKinds(
  situation: Situation,
  isMet: (proofs: readonly Proof[]) => boolean,
): ChallengeKind[] {
  const { proofs } = situation.facts.session;
  const held = heldKinds(situation);
  const enough = held.filter((kind) => isMet([...proofs, imagineProof(kind, situation)]));
  if (enough.length > 0) return enough;
  const withPassword = [...proofs, imagineProof("password", situation)];
  const leadsOn = held.some((kind) => isMet([...withPassword, imagineProof(kind, situation)]));
  return leadsOn ? ["password"] : [];
}

/** What the user can really enrol out of `kinds`. */
export function enrolKinds({ facts, outdated }: Situation, kinds: readonly FactorKind[]): FactorKind[] {
  return kinds.filter((kind) => facts.user.enrollable.includes(kind) && !outdated.includes(kind));
}

/** Grace lets the user through after `Later`, and where there is nothing yet that could be set up. */
export function isLetThrough(situation: Situation): boolean {
  const { facts, graceUntil, requirement } = situation;
  const hasNothingToAdd = enrolKinds(situation, requirement.accepted).length === 0;
  return graceUntil !== null && (facts.session.deferredAt !== null || hasNothingToAdd);
}

/** Accepted kinds first, then others, then a recovery code, then the password. */
function heldKinds({ requirement, facts, askableKinds }: Situation): ChallengeKind[] {
  const accepted = askableKinds.filter((kind) => requirement.accepted.includes(kind));
  const others = askableKinds.filter((kind) => !requirement.accepted.includes(kind));
  const recovery: ChallengeKind[] = facts.user.recoveryCodesLeft > 0 ? ["recovery_code"] : [];
  return [...accepted, ...others, ...recovery, "password"];
}

/** What one more proof would be. A passkey that just came without user verification would come so again. */
function imagineProof(factor: ChallengeKind, { facts }: Situation): Proof {
  const cannotVerify = facts.session.proofs.some((proof) => {
    return proof.factor === "passkey" && !isUserVerified(proof);
  });
  return { factor, amr: [], at: new Date(facts.now.getTime() + 1), userVerified: !cannotVerify };
}
