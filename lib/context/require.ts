import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { spendProofs } from "../identity/sessions/service";
import { isPassOpen } from "../policy/core/assurance";
import { decide } from "../policy/core/decide";
import type { Decision, Level, RequestDemand } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";
import { decisionFor, requirementOf } from "../policy/service";

/** A proof that serves one action is taken for it no later than this after it was made. */
const UNSPENT_SECONDS = 300;

/** Subjects of an action whose proof was spent for it. */
const spending = new WeakSet<SessionSubject>();

type Wanted = { level: "own" | "aal2"; isSettingUp?: boolean };

/** The step-up window of 0: one proof for one action. Who stands before set-up goes through it by the sign-in's proof. */
const isOnePerAction = (subject: SessionSubject): boolean =>
  subject.rules.stepUpWindowSeconds === 0 && decisionFor(subject).outcome !== "setup";

/** From when on a proof counts: its window, or what came after the last one that served. */
function windowOf(subject: SessionSubject): Pick<RequestDemand, "maxAgeSeconds" | "askedAt"> {
  const { rules, facts, proofSpentAt } = subject;
  const { stepUpWindowSeconds } = rules;
  if (!isOnePerAction(subject))
    return { maxAgeSeconds: stepUpWindowSeconds || UNSPENT_SECONDS, askedAt: facts.now };
  const served = proofSpentAt ?? facts.session.beganAt;
  const oldest = new Date(facts.now.getTime() - UNSPENT_SECONDS * 1_000);
  return { maxAgeSeconds: 0, askedAt: served > oldest ? served : oldest };
}

const demandFor = (subject: SessionSubject, level: Level | "own"): RequestDemand => ({
  level,
  ...windowOf(subject),
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

/** The same in the words of RFC 9470, for programs that ask for it. */
function wantedOf({ rules, facts }: SessionSubject, { level }: RequestDemand) {
  const own = facts.user.credentials.length > 0 ? "aal2" : "aal1";
  return { acr: level === "own" ? own : level, maxAgeSeconds: rules.stepUpWindowSeconds };
}

/** A fresh proof is there and serves one action alone: whoever runs the action spends it first. */
class ProofToSpend extends AppError {}

/** Whether the proof counts as it is, or is to be spent. Throws as `requireFreshProof` does. */
export function checkFreshProof(
  subject: SessionSubject,
  { level, isSettingUp = false }: Wanted,
): "counts" | "to_spend" {
  // An access pass stands in for the factor that was lost; the password beside it is as fresh as any proof
  const isPassed = isSettingUp && isPassOpen(subject.facts.session, subject.facts.now);
  const demand = demandFor(subject, isPassed ? "aal1" : level);
  const decision = isSettingUp ? decideFreshness(subject, demand) : decisionFor(subject, demand);
  if (decision.outcome === "allow")
    return isOnePerAction(subject) && !spending.has(subject) ? "to_spend" : "counts";
  const wanted = wantedOf(subject, demand);
  if (decision.outcome === "challenge")
    throw new AppError("step_up_required", { challenge: decision.factors, wanted });
  throw new AppError("factor_required", { flowUrl: "/settings/two-factor", wanted });
}

/**
 * Asks for a proof inside the step-up window, at `level` (`own`: the highest the user's factors allow). Throws
 * `step_up_required` with what can be proved now, or `factor_required` where a factor would have to be set up first. Where
 * a proof serves one action it throws unless called within `spendingProof`.
 */
export function requireFreshProof(subject: SessionSubject, level: "own" | "aal2", isSettingUp = false): void {
  if (checkFreshProof(subject, { level, isSettingUp }) === "to_spend")
    throw new ProofToSpend("step_up_required");
}

/**
 * Spends the proofs made so far for one action, by one statement, and returns the subject for which they count. Throws
 * `step_up_required` where another action was faster.
 */
export async function spendProof(db: Db, subject: SessionSubject): Promise<SessionSubject> {
  const session = { workspaceId: subject.workspace.id, sessionId: subject.sessionId };
  const until = subject.facts.now;
  if (await spendProofs(db, session, { seen: subject.proofSpentAt, until })) {
    const served = { ...subject };
    spending.add(served);
    return served;
  }
  checkFreshProof({ ...subject, proofSpentAt: until }, { level: "own" });
  throw new AppError("step_up_required");
}

/**
 * As `requireFreshProof`, for a request that is one action: where a proof serves one action, it is spent for this one.
 * Answers the subject for which it counts.
 */
export async function takeFreshProof(
  db: Db,
  subject: SessionSubject,
  wanted: Wanted,
): Promise<SessionSubject> {
  return checkFreshProof(subject, wanted) === "to_spend" ? spendProof(db, subject) : subject;
}

/** The subject of work that goes on after an action which had its proof: what was proved when it was ordered counts. */
export function asOrdered(subject: Omit<SessionSubject, "proofSpentAt">): SessionSubject {
  const served = { ...subject, proofSpentAt: new Date(0) };
  spending.add(served);
  return served;
}

/**
 * Runs an action whose services ask for a fresh proof. They ask before they change anything, so where the proof serves this
 * action alone it is spent and the action begun once more; what fails afterwards has had its proof.
 */
export async function spendingProof<T>(
  db: Db,
  subject: SessionSubject,
  act: (subject: SessionSubject) => Promise<T>,
): Promise<T> {
  try {
    return await act(subject);
  } catch (error) {
    if (!(error instanceof ProofToSpend)) throw error;
    return act(await spendProof(db, subject));
  }
}
