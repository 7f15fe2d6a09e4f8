import { hasAcceptedFactor, isOfHeldCredential, meetsDemand, provesAccepted } from "./acceptance";
import { isAtLeast, isPassOpen, levelOf } from "./assurance";
import { challengeKinds, enrolKinds, isLetThrough } from "./offers";
import { asksSecondStep, type Situation } from "./situation";
import type { ChallengeKind, FactorKind, Proof, Reason } from "./types";

/** What a failed check answers; the decision adds why anything was asked at all. */
export type Answer =
  | { outcome: "challenge"; factors: ChallengeKind[] }
  | { outcome: "setup"; factors: FactorKind[]; graceUntil: Date | null }
  | { outcome: "deny" };

/** One thing that must hold. `fails` says why it does not, or null; `answer` is asked for only then. */
export type Check = {
  name: string;
  fails: (situation: Situation) => Reason | null;
  answer: (situation: Situation) => Answer;
};

const deny: Answer = { outcome: "deny" };
const atAnyAge = () => true;

const sessionLives: Check = {
  name: "session",
  fails: ({ facts }) => (facts.session.ended ? "session_ended" : null),
  answer: () => deny,
};

const userMayEnter: Check = {
  name: "user",
  fails: ({ facts }) => (facts.user.blocked ? "user_blocked" : null),
  answer: () => deny,
};

const firstFactor: Check = {
  name: "first_factor",
  fails: ({ facts }) => (facts.session.proofs.some(isFirstFactor) ? null : "first_factor_missing"),
  answer: (situation) => challenge(situation, (proofs) => proofs.some(isFirstFactor)) ?? deny,
};

/** Never password alone once there is more: whatever the user has is proved before set-up or `Later` is spoken of. */
const secondStep: Check = {
  name: "second_step",
  fails: (situation) => {
    const { facts, level, remembered } = situation;
    const hasMore = facts.user.credentials.length > 0 || facts.user.recoveryCodesLeft > 0;
    const isDone = isAtLeast(level, "aal2") || remembered || !hasMore;
    return isDone || !asksSecondStep(situation) ? null : "second_factor_missing";
  },
  answer: (situation) => {
    const { session } = situation.facts;
    const hasPassword = session.proofs.some(({ factor }) => factor === "password");
    const isPassed = isPassOpen(session, situation.facts.now) && hasPassword;
    const byPass = isPassed ? setup(situation, situation.requirement.accepted, null) : null;
    return byPass ?? challenge(situation, (proofs) => isAtLeast(levelOf(proofs), "aal2")) ?? deny;
  },
};

/** A user who is required has an accepted factor, or sets one up, or is still given time. */
const acceptedFactor: Check = {
  name: "accepted_factor",
  fails: (situation) => {
    return situation.lacksAccepted && !isLetThrough(situation) ? "accepted_factor_missing" : null;
  },
  answer: setupOfAccepted,
};

/** Own choice and the application flag ask for some factor. Used-up codes lead to adding one, if any can be added. */
const someFactor: Check = {
  name: "some_factor",
  fails: (situation) => {
    const hasNothingToAdd = enrolKinds(situation, situation.requirement.accepted).length === 0;
    const isDone = isAtLeast(situation.level, "aal2") && hasNothingToAdd;
    return situation.lacksAny && !isDone && !isLetThrough(situation) ? "second_factor_missing" : null;
  },
  answer: setupOfAccepted,
};

const acceptedProof: Check = {
  name: "accepted_proof",
  fails: ({ required, requirement, facts }) => {
    if (required.length === 0 || !hasAcceptedFactor(requirement, facts.user)) return null;
    if (provesAccepted(requirement, facts.user, facts.session.proofs)) return null;
    return requirement.phishingResistant ? "phishing_resistance_missing" : "accepted_proof_missing";
  },
  answer: (situation) => {
    const { requirement, facts } = situation;
    const anew = isLostToUser(situation) ? setup(situation, requirement.accepted, null) : null;
    const isMet = (proofs: readonly Proof[]) => provesAccepted(requirement, facts.user, proofs);
    return anew ?? challenge(situation, isMet) ?? deny;
  },
};

const requestFactor: Check = {
  name: "request_factor",
  fails: ({ lacksDemanded }) => (lacksDemanded ? "accepted_factor_missing" : null),
  answer: (situation) => setup(situation, situation.demand?.kinds ?? [], null) ?? deny,
};

const requestLevel: Check = {
  name: "request_level",
  fails: ({ demand, remembered, facts, level }) => {
    if (demand === null || remembered) return null;
    if (meetsDemand(demand, facts.user, facts.session.proofs, atAnyAge)) return null;
    return isAtLeast(level, demand.level) ? "accepted_proof_missing" : "level_too_low";
  },
  answer: answerDemand,
};

const requestFreshness: Check = {
  name: "request_freshness",
  fails: ({ demand, remembered, facts: { user, session } }) => {
    if (demand === null || remembered) return null;
    if (meetsDemand(demand, user, session.proofs, demand.isFresh)) return null;
    return meetsDemand(demand, user, session.proofs, atAnyAge) ? "proof_too_old" : null;
  },
  answer: answerDemand,
};

/** In the order in which they decide. */
export const CHECKS: readonly Check[] = [
  sessionLives,
  userMayEnter,
  firstFactor,
  secondStep,
  acceptedFactor,
  someFactor,
  acceptedProof,
  requestFactor,
  requestLevel,
  requestFreshness,
];

/** Who came in by a recovery code has lost what is accepted, or would have proved it: to ask for it is a dead end. */
function isLostToUser({ requirement, facts: { user, session } }: Situation): boolean {
  const isProved = session.proofs.some((proof) => {
    return isOfHeldCredential(user, proof) && requirement.accepted.some((kind) => kind === proof.factor);
  });
  return session.proofs.some(({ factor }) => factor === "recovery_code") && !isProved;
}

function isFirstFactor({ factor }: Proof): boolean {
  return factor === "password" || factor === "passkey";
}

function challenge(situation: Situation, isMet: (proofs: readonly Proof[]) => boolean): Answer | null {
  const factors = challengeKinds(situation, isMet);
  return factors.length > 0 ? { outcome: "challenge", factors } : null;
}

function setup(situation: Situation, kinds: readonly FactorKind[], graceUntil: Date | null): Answer | null {
  const factors = enrolKinds(situation, kinds);
  return factors.length > 0 ? { outcome: "setup", factors, graceUntil } : null;
}

/** `Later` is no way out of a set-up that the request asks for as well. */
function setupOfAccepted(situation: Situation): Answer {
  const graceUntil = situation.lacksDemanded ? null : situation.graceUntil;
  return setup(situation, situation.requirement.accepted, graceUntil) ?? deny;
}

function answerDemand(situation: Situation): Answer {
  const { demand, facts } = situation;
  if (demand === null) return deny;
  const isMet = (proofs: readonly Proof[]) => meetsDemand(demand, facts.user, proofs, demand.isFresh);
  return challenge(situation, isMet) ?? deny;
}
