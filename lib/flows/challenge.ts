import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import type { Credential, Factor, Rejection, Verified } from "../factors/factor";
import { findFactor } from "../factors/registry";
import {
  type CountedAttempt,
  clearFactorAttempts,
  consumeProof,
  getProvableCredentials,
  markSuspect,
  reserveFactorAttempt,
} from "../factors/service";
import { isPasswordRight } from "../identity/passwords/hash";
import { addProof, type SessionKey } from "../identity/sessions/service";
import { getLockedUser, getUser } from "../identity/users/service";
import type { ChallengeKind } from "../policy/core/types";
import { clearAttempts, reserveAttempt } from "../ratelimit/service";
import { readState } from "./approvals/ask";
import { type Actor, bindingOf, factorContext, ownerOf } from "./context";
import { openFlow, switchOnWhereRequired } from "./enroll";
import { endNeedlessRecovery } from "./own-recovery";
import { noticeOwn, recordOwn } from "./record";
import { countCompleted, inSendingTransaction } from "./send-code";
import { consumeFlow, countFlowAttempt, deleteStaleFlows, findFlow, lockFlowInSlot } from "./store";

export { deleteStaleFlowsOfAll as clearStaleFlows } from "./store";

/** What the proof is for. A challenge begun for one purpose is worth nothing for another (A33, A62). */
export type ChallengePurpose = "sign_in" | "step_up";

export type ChallengeBegun = { flowId: string; kind: ChallengeKind; present: Record<string, unknown> };

function getFactor(kind: ChallengeKind): Factor {
  const factor = findFactor(kind);
  if (!factor) throw new AppError("method_not_available");
  return factor;
}

/** Nothing is guessed here: a device answered, and its refusals were counted as they came. */
const COUNTED_ELSEWHERE: CountedAttempt = { stopsNow: false, orGiveBack: (work) => work() };

/**
 * Never empty. Recovery codes of a workspace that switched them off are kept, and open nothing meanwhile; a device that
 * lives in the asking browser is asked nothing.
 */
async function getProvable(db: Db, actor: Actor, kind: ChallengeKind): Promise<Credential[]> {
  const isOff = kind === "recovery_code" && !actor.subject.workspace.recoveryCodesOn;
  const held = isOff ? [] : await getProvableCredentials(db, ownerOf(actor), kind);
  const own = (actor.client.devices ?? []).map(({ credentialId }) => credentialId);
  const credentials = held.filter(({ id }) => !own.includes(id));
  if (credentials.length === 0) throw new AppError("method_not_available");
  return credentials;
}

/**
 * Begins a challenge of one kind for this session and purpose; an earlier one is void, unless its code is still under way.
 * `application` is the name of whose request it belongs to: a device that is asked shows it.
 */
export async function beginChallenge(
  db: Db,
  actor: Actor,
  input: { kind: ChallengeKind; purpose: ChallengePurpose; application?: string | null },
): Promise<ChallengeBegun> {
  const factor = getFactor(input.kind);
  const binding = bindingOf(actor);
  const credentials = await getProvable(db, actor, input.kind);
  const ctx = await factorContext(db, actor);
  return inSendingTransaction(db, actor, async (tx) => {
    await getLockedUser(tx, binding.workspaceId, binding.userId);
    await deleteStaleFlows(tx, binding.workspaceId, binding.userId);
    const slot = { kind: "challenge", factor: input.kind, purpose: input.purpose };
    const held = await lockFlowInSlot(tx, binding, slot);
    const isAlive = held !== null && !held.isExpired && held.attempts < factor.maxAttempts;
    const kept = held && isAlive ? await readState(tx, factor, binding, held) : null;
    const begin = await factor.beginChallenge(ctx, credentials, kept);
    return openFlow(tx, actor, factor, { slot, held, begin, application: input.application ?? null });
  });
}

/**
 * Judges an answer. Right: the proof is used up and added to the session, whose secret changes, in one transaction.
 * Wrong: counted (before it was compared, in a statement of its own), audited, and thrown as `wrong_code`, `code_used`,
 * `proof_rejected` or `credential_suspect`. Also `too_many_attempts`, `factor_stopped`, `flow_expired`, `flow_used`.
 */
export async function finishChallenge(
  db: Db,
  actor: Actor,
  input: { flowId: string; purpose: ChallengePurpose; answer: unknown },
): Promise<SessionKey & { factor: ChallengeKind }> {
  const binding = bindingOf(actor);
  const found = await findFlow(db, binding, input.flowId);
  if (found?.flow.kind !== "challenge" || found.flow.purpose !== input.purpose)
    throw new AppError("flow_expired");
  if (found.flow.consumedAt) throw new AppError("flow_used");
  if (found.isExpired) throw new AppError("flow_expired");
  const { flow } = found;
  const kind = flow.factor as ChallengeKind;
  const factor = getFactor(kind);
  const answer = factor.proofSchema.safeParse(input.answer);
  if (!answer.success) throw new AppError("invalid_input");
  const ctx = await factorContext(db, actor);
  const credentials = await getProvable(db, actor, kind);
  const state = await readState(db, factor, binding, flow);

  if (!(await countFlowAttempt(db, binding, flow.id, factor.maxAttempts))) throw new AppError("flow_expired");
  const { stopsNow, orGiveBack } = factor.isAnsweredElsewhere
    ? COUNTED_ELSEWHERE
    : await reserveFactorAttempt(db, ownerOf(actor), kind);
  // WebAuthn L3 §13.4.3: a challenge is gone before its answer is looked at
  if (factor.isSingleAnswer && !(await orGiveBack(() => consumeFlow(db, binding, flow.id))))
    throw new AppError("flow_used");
  const verdict = await orGiveBack(() => factor.verify(ctx, state, credentials, answer.data));
  if (!verdict.ok) throw await refuse(db, actor, kind, input.purpose, verdict, stopsNow);

  const settle = async (tx: Db) => {
    const user = await getLockedUser(tx, binding.workspaceId, binding.userId);
    if (!factor.isSingleAnswer && !(await consumeFlow(tx, binding, flow.id))) throw new AppError("flow_used");
    await consumeProof(tx, ownerOf(actor), kind, verdict);
    await clearFactorAttempts(tx, ownerOf(actor));
    const proof = {
      factor: kind,
      amr: verdict.amr,
      at: ctx.now,
      credentialId: verdict.credentialId,
      ...(verdict.userVerified === undefined ? {} : { userVerified: verdict.userVerified }),
    };
    const session = await addProof(tx, binding, proof, { isSpent: input.purpose === "sign_in" });
    if (factor.sendsCode) await countCompleted(tx, actor, state);
    await recordAccepted(tx, actor, kind, input.purpose, verdict);
    await switchOnWhereRequired(tx, actor, kind);
    await endNeedlessRecovery(tx, user, actor.client);
    return { ...session, factor: kind };
  };
  return orGiveBack(() => inTransaction(db, settle));
}

async function recordAccepted(tx: Db, actor: Actor, kind: ChallengeKind, purpose: string, verdict: Verified) {
  await recordOwn(tx, actor, "proof.accepted", { factor: kind, purpose, credentialId: verdict.credentialId });
  if (kind !== "recovery_code") return;
  const left = actor.subject.facts.user.recoveryCodesLeft - 1;
  await recordOwn(tx, actor, "recovery_code.used", { left });
  await noticeOwn(tx, actor, { kind: "recovery_code_used", detail: { left } });
}

async function refuse(
  db: Db,
  actor: Actor,
  kind: ChallengeKind,
  purpose: string,
  verdict: Rejection,
  stopsNow: boolean,
): Promise<AppError> {
  await inTransaction(db, async (tx) => {
    await recordOwn(tx, actor, "proof.refused", { factor: kind, purpose, code: verdict.code }, "refused");
    if (verdict.suspectCredentialId) {
      await markSuspect(tx, ownerOf(actor), verdict.suspectCredentialId);
      await recordOwn(tx, actor, "credential.suspect", { credentialId: verdict.suspectCredentialId });
      await noticeOwn(tx, actor, { kind: "credential_suspect", detail: {} });
    }
    if (stopsNow) {
      await recordOwn(tx, actor, "factor.stopped", { factor: kind });
      await noticeOwn(tx, actor, { kind: "factor_stopped", detail: { factor: { kind } } });
    }
  });
  return new AppError(verdict.code);
}

/** The password again, as the fresh proof of somebody who has no factor. Counted with the sign-in's own attempts. */
export async function confirmPassword(db: Db, actor: Actor, password: string): Promise<SessionKey> {
  const { workspace, user, facts } = actor.subject;
  const row = await getUser(db, workspace.id, user.id);
  const throttled = { purpose: "password", subject: row.email } as const;
  await reserveAttempt(db, throttled);
  if (!(await isPasswordRight(row.passwordHash, password))) {
    await recordOwn(db, actor, "proof.refused", { factor: "password", purpose: "step_up" }, "refused");
    throw new AppError("wrong_credentials");
  }
  await clearAttempts(db, throttled);
  return inTransaction(db, async (tx) => {
    const session = await addProof(tx, bindingOf(actor), { factor: "password", amr: ["pwd"], at: facts.now });
    await recordOwn(tx, actor, "proof.accepted", { factor: "password", purpose: "step_up" });
    return session;
  });
}
