import { isAtLeast } from "../../policy/core/assurance";
import type { Decision, Level, RequestDemand } from "../../policy/core/types";
import type { RequestedAcr } from "./acr";
import { levelOfScopes, type ScopeLevels } from "./scopes";

/** What an application asks for with one authorization. */
export type ApplicationRequest = {
  application: string;
  scopes: readonly string[];
  maxAgeSeconds: number | null;
  /** `prompt=login`: whoever is signed in proves it again, once. */
  asksAnew: boolean;
  askedAt: Date;
  now: Date;
  /** In the client's order; empty: it names none. */
  acr: readonly RequestedAcr[];
  /** The administrator's rule for this application, already evaluated. */
  rule: { asks: boolean; allowsRemembered: boolean };
};

/** The workspace's tables. */
export type ContextTerms = { scopeLevels: ScopeLevels; freshBelowSeconds: number };

/**
 * What a request adds to what stands anyway, once for each `acr` that would do, in the client's order; null: nothing.
 * Every part that asks counts, so the highest level and the shortest age win.
 */
export function demandsOf(request: ApplicationRequest, terms: ContextTerms): (RequestDemand | null)[] {
  const levels = request.acr.length > 0 ? request.acr.map(({ level }) => level) : [null];
  return levels.map((level) => demandAt(level, request, terms));
}

function demandAt(
  acrLevel: Level | null,
  request: ApplicationRequest,
  terms: ContextTerms,
): RequestDemand | null {
  const { maxAgeSeconds, rule } = request;
  const isFresh = maxAgeSeconds !== null && maxAgeSeconds < terms.freshBelowSeconds;
  const named: (Level | null)[] = [
    acrLevel,
    levelOfScopes(terms.scopeLevels, request.scopes),
    isFresh ? "aal2" : null,
  ];
  const byRequest = highest(named);
  const asked = highest([byRequest, rule.asks ? "aal2" : null]);
  const maxAge = request.asksAnew ? 0 : ageAllowed(request);
  if (maxAge === null && !isAtLeast(asked, "aal2")) return null;
  return {
    level: isAtLeast(asked, "aal2") ? asked : request.asksAnew ? "own" : "aal1",
    maxAgeSeconds: maxAge,
    askedAt: request.askedAt,
    factors: null,
    allowsRemembered: rule.asks && rule.allowsRemembered && !isAtLeast(byRequest, "aal2"),
    lapses: true,
    application: request.application,
  };
}

/** As long as a person has for what is asked of them (contract §6). */
const ANSWERING_SECONDS = 600;

/** A proof that was made because it was asked for is fresh enough, however short the age: it is asked for once. */
function ageAllowed({ maxAgeSeconds, askedAt, now }: ApplicationRequest): number | null {
  if (maxAgeSeconds === null || maxAgeSeconds === 0) return maxAgeSeconds;
  const sinceAsked = (now.getTime() - askedAt.getTime()) / 1_000;
  return Math.max(maxAgeSeconds, Math.min(sinceAsked, ANSWERING_SECONDS));
}

const highest = (levels: readonly (Level | null)[]): Level =>
  levels.reduce<Level>((best, level) => (level !== null && isAtLeast(level, best) ? level : best), "aal0");

const EASE: readonly Decision["outcome"][] = ["allow", "challenge", "setup", "deny"];

/**
 * Of the decisions about each `acr` that would do: one that is met already, else the first that the user can prove, else
 * the first that they can set up. Nothing lower than what was asked for is ever among them.
 */
export function easiest(decisions: readonly [Decision, ...Decision[]]): Decision {
  const found = EASE.flatMap((outcome) => decisions.filter((decision) => decision.outcome === outcome));
  return found[0] ?? decisions[0];
}
