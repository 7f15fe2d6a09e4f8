import "server-only";
import { AppError } from "../core/errors";
import { isPassOpen } from "../policy/core/assurance";
import { decide } from "../policy/core/decide";
import type { Decision, Level, RequestDemand } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";
import { decisionFor, requirementOf } from "../policy/service";

const demandFor = (subject: SessionSubject, level: Level | "own"): RequestDemand => ({
  level,
  maxAgeSeconds: subject.rules.stepUpWindowSeconds,
  askedAt: subject.facts.now,
  factors: null,
  allowsRemembered: false,
  lapses: false,
  application: null,
});

/** Before set-up is finished only the freshness of what was proved is asked; the wall itself is the guard's. */
function decideFreshness(subject: SessionSubject, demand: RequestDemand): Decision {
  const requirement = { ...requirementOf(subject, demand), sources: [], required: false };
  return decide(requirement, { ...subject.facts, user: { ...subject.facts.user, twoFactorOn: false } });
}

/**
 * Asks for a proof inside the step-up window, at `level` (`own`: the highest the user's factors allow). Throws
 * `step_up_required` with what can be proved now, or `factor_required` where a factor would have to be set up first.
 */
export function requireFreshProof(subject: SessionSubject, level: "own" | "aal2", isSettingUp = false): void {
  // An access pass stands in for the factor that was lost; the password beside it is as fresh as any proof
  const isPassed = isSettingUp && isPassOpen(subject.facts.session, subject.facts.now);
  const demand = demandFor(subject, isPassed ? "aal1" : level);
  const decision = isSettingUp ? decideFreshness(subject, demand) : decisionFor(subject, demand);
  if (decision.outcome === "allow") return;
  if (decision.outcome === "challenge")
    throw new AppError("step_up_required", { challenge: decision.factors });
  throw new AppError("factor_required", { flowUrl: "/settings/two-factor" });
}
