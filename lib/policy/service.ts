import "server-only";
import { decide, type Standing, standingOf } from "./core/decide";
import { resolveRequirement } from "./core/requirement";
import type { Decision, RequestDemand, Requirement } from "./core/types";
import type { SessionSubject, Subject } from "./facts";

export { type Standing, standingOf } from "./core/decide";
export { type ExemptionFact, listExemptionsAt } from "./store";

/** What is in force for a user now (and for one request, where there is one). */
export const requirementOf = (subject: Subject, request: RequestDemand | null = null): Requirement =>
  resolveRequirement(subject.rules, request, subject.facts.now);

/** The decision about a session, base or for one request. The only place where adapters get it from. */
export const decisionFor = (subject: SessionSubject, request: RequestDemand | null = null): Decision =>
  decide(requirementOf(subject, request), subject.facts);

/** Where a session stands: signed in, half signed in, set-up pending, in grace, locked out, ended. */
export const standingFor = (subject: SessionSubject): Standing => standingOf(decisionFor(subject));
