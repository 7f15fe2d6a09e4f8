import "server-only";
import { explain } from "../policy/core/decide";
import type { CheckResult, Proof, Reason } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";
import { decisionFor, requirementOf } from "../policy/service";

/** `Why am I asked?`: what stands behind the decision about this session. Dates are ISO strings. */
export type Why = {
  reasons: readonly Reason[];
  checks: readonly CheckResult[];
  proofs: { factor: Proof["factor"]; at: string }[];
};

/** The decision about the session that is looking, with every check and what was proved. */
export const explainOwn = (subject: SessionSubject): Why => ({
  reasons: decisionFor(subject).reasons,
  checks: explain(requirementOf(subject), subject.facts),
  proofs: subject.facts.session.proofs.map(({ factor, at }) => ({ factor, at: at.toISOString() })),
});
