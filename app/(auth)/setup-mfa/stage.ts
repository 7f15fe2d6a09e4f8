import "server-only";
import type { SetupReason, SetupWhy } from "@/components/factors/setup-reasons";
import type { SetupStage } from "@/components/factors/setup-screen";
import type { Hint } from "@/lib/edge/session-hint";
import type { TwoFactorOverview } from "@/lib/flows/overview";
import { isPassOpen } from "@/lib/policy/core/assurance";
import type { FactorKind } from "@/lib/policy/core/types";
import type { SessionSubject } from "@/lib/policy/facts";
import { decisionFor, requirementOf } from "@/lib/policy/service";

type Stage = { name: SetupStage; methods: readonly FactorKind[] };

/** What `/setup-mfa` shows this session; null: nothing is pending here. */
export function setupStage(
  subject: SessionSubject,
  page: { hint: Hint | undefined; step: string | undefined },
): Stage | null {
  const decision = decisionFor(subject);
  const { user } = subject.facts;
  if (decision.outcome === "setup") {
    return { name: decision.graceUntil ? "grace" : "wall", methods: decision.factors };
  }
  const lacksCodes = subject.workspace.recoveryCodesOn && user.recoveryCodesLeft === 0;
  if (page.step === "codes" && lacksCodes && user.credentials.length > 0) {
    return { name: "codes", methods: [] };
  }
  const requirement = requirementOf(subject);
  const isLifted = page.hint === "setup" && !user.twoFactorOn && !requirement.required;
  const methods = requirement.accepted.filter((kind) => user.enrollable.includes(kind));
  return isLifted && methods.length > 0 ? { name: "lifted", methods } : null;
}

/** Why set-up is asked for, in the words of the screen. */
export function whyOf(subject: SessionSubject, { sources }: TwoFactorOverview): SetupWhy {
  const decision = decisionFor(subject);
  const { user, session } = subject.facts;
  const usedRecovery = session.proofs.some(({ factor }) => factor === "recovery_code");
  const isPassed = isPassOpen(session, subject.facts.now);
  const notes: [SetupReason, boolean][] = [
    ["afterPass", isPassed],
    ["ownChoice", user.twoFactorOn && sources.length === 0 && !isPassed],
    ["afterRecovery", usedRecovery],
    ["notAccepted", !usedRecovery && !isPassed && user.credentials.length > 0],
  ];
  return {
    workspace: subject.workspace.name,
    policy: subject.user.policy.name,
    sources,
    held: [...new Set(user.credentials.map(({ kind }) => kind))],
    notes: notes.flatMap(([note, holds]) => (holds ? [note] : [])),
    graceUntil: decision.outcome === "setup" ? (decision.graceUntil?.toISOString() ?? null) : null,
  };
}
