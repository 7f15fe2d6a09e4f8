import "server-only";
import { AppError, type ErrorCode } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Begin, type Factor, isRejection, type NewCredential, type Rejection } from "../factors/factor";
import { findFactor } from "../factors/registry";
import {
  addCredential,
  clearFactorAttempts,
  listCredentials,
  removeCredentials,
  reserveFactorAttempt,
  toCredential,
} from "../factors/service";
import { addProof, closePassedSessions, endOtherAccess, type SessionKey } from "../identity/sessions/service";
import { revokeTokens } from "../identity/tokens/service";
import { getLockedUser, updateUser } from "../identity/users/service";
import type { FactorWords } from "../messaging/core/notices";
import { mayReplace } from "../policy/core/loosen";
import type { ChallengeKind, FactorKind } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";
import { refusalError } from "../policy/refusal";
import { requirementOf } from "../policy/service";
import { askDevices } from "./approvals/ask";
import { type Actor, bindingOf, factorContext, ownerOf } from "./context";
import { noticeOwn, recordOwn } from "./record";
import { SET_UP_TOKENS } from "./reset";
import { countCompleted, inSendingTransaction, sendCode } from "./send-code";
import { flowState } from "./state";
import {
  consumeFlow,
  countFlowAttempt,
  deleteEnrollmentsElsewhere,
  deleteFlow,
  deleteOtherEnrollments,
  deleteSlotElsewhere,
  deleteStaleFlows,
  type FlowSlot,
  findFlow,
  insertFlow,
  lockFlowInSlot,
} from "./store";

/**
 * `two_factor`: finishing switches 2FA on; `application`: so it does, because an application asked for it. `sign_in`: a
 * passkey for signing in, which switches nothing on.
 */
export type EnrollmentPurpose = "two_factor" | "application" | "sign_in";

export type Begun = { flowId: string; kind: FactorKind; present: Record<string, unknown> };

function getEnrollable(
  subject: SessionSubject,
  kind: FactorKind,
): Required<Pick<Factor, "beginEnroll" | "finishEnroll">> & Factor {
  const factor = findFactor(kind);
  const { accepted, required } = requirementOf(subject);
  const isOffered = subject.facts.user.enrollable.includes(kind) && (!required || accepted.includes(kind));
  if (!factor?.beginEnroll || !factor.finishEnroll || !isOffered) throw new AppError("method_not_available");
  return factor as Required<Pick<Factor, "beginEnroll" | "finishEnroll">> & Factor;
}

/**
 * Begins an enrolment, or goes on with the one this session has open: its secret is the same after a reload or a wrong
 * code. Every other unfinished enrolment of the kind, here or in other sessions, is void from now on. Changes nothing else.
 */
export async function beginEnrollment(
  db: Db,
  actor: Actor,
  input: { kind: FactorKind; purpose: EnrollmentPurpose; setup?: unknown },
): Promise<Begun> {
  const factor = getEnrollable(actor.subject, input.kind);
  if (input.purpose === "sign_in" && input.kind !== "passkey") throw new AppError("method_not_available");
  const binding = bindingOf(actor);
  const ctx = await factorContext(db, actor);
  const existing = (await listCredentials(db, ownerOf(actor)))
    .filter((row) => row.kind === input.kind)
    .map(toCredential);
  return inSendingTransaction(db, actor, async (tx) => {
    await getLockedUser(tx, binding.workspaceId, binding.userId);
    await deleteStaleFlows(tx, binding.workspaceId, binding.userId);
    const slot = { kind: "enrollment", factor: input.kind, purpose: input.purpose };
    await deleteOtherEnrollments(tx, binding, slot);
    const held = await lockFlowInSlot(tx, binding, slot);
    const isAlive = held !== null && !held.isExpired && held.attempts < factor.maxAttempts;
    const kept = held && isAlive ? flowState.open(held.id, held.state) : null;
    const begin = await factor.beginEnroll(ctx, existing, kept, input.setup);
    return openFlow(tx, actor, factor, { slot, held, begin });
  });
}

/**
 * Stores what a factor began, or goes on with what it kept, and puts its code into the outbox. A wrong answer to a former
 * code stays counted: a new code starts no new count (A34).
 */
export async function openFlow(
  tx: Db,
  actor: Actor,
  factor: Factor,
  {
    slot,
    held,
    begin,
    application = null,
  }: {
    slot: FlowSlot;
    held: { id: string } | null;
    begin: Begin | Rejection;
    /** The name of whose request it belongs to. */
    application?: string | null;
  },
): Promise<Begun> {
  if (isRejection(begin)) throw new AppError(begin.code);
  const binding = bindingOf(actor);
  const kind = factor.kind as FactorKind;
  if (held && begin.isKept) return { flowId: held.id, kind, present: begin.present };
  if (held) await deleteFlow(tx, binding.workspaceId, held.id);
  const id = newId("flow");
  const isChallenge = slot.kind === "challenge";
  const lifetimeSeconds = (isChallenge && factor.challengeSeconds) || factor.lifetimeSeconds;
  await insertFlow(tx, { ...binding, ...slot, id, state: flowState.seal(id, begin.state), lifetimeSeconds });
  if (begin.send) {
    await deleteSlotElsewhere(tx, binding, slot);
    await sendCode(tx, actor, slot.purpose, begin.send);
  }
  if (begin.ask)
    await askDevices(tx, actor, { flowId: id, purpose: slot.purpose, application, ...begin.ask });
  return { flowId: id, kind, present: begin.present };
}

export type EnrollmentFinished = { session: SessionKey; credentialId: string };

/**
 * Proves the new factor and, in one transaction, stores it, adds the proof to the session (whose secret changes), ends
 * the user's other sessions, switches 2FA on where that is the purpose, audits and mails. `replaces` removes an older
 * credential in the same moment. Throws `wrong_code`, `proof_rejected`, `flow_expired`, `flow_used`.
 */
export async function finishEnrollment(
  db: Db,
  actor: Actor,
  input: { flowId: string; answer: unknown; label?: string; replaces?: string },
): Promise<EnrollmentFinished> {
  const binding = bindingOf(actor);
  const found = await findFlow(db, binding, input.flowId);
  if (found?.flow.kind !== "enrollment") throw new AppError("flow_expired");
  if (found.flow.consumedAt) throw new AppError("flow_used");
  const { flow } = found;
  const kind = flow.factor as FactorKind;
  const factor = getEnrollable(actor.subject, kind);
  const answer = factor.setupSchema.safeParse(input.answer);
  if (!answer.success) throw new AppError("invalid_input");
  const ctx = await factorContext(db, actor);
  if (!(await countFlowAttempt(db, binding, flow.id, factor.maxAttempts))) {
    const now = await findFlow(db, binding, flow.id);
    throw new AppError(now?.flow.consumedAt ? "flow_used" : "flow_expired");
  }

  const attempt = factor.sendsCode ? await reserveFactorAttempt(db, ownerOf(actor), kind) : null;
  const state = flowState.open(flow.id, flow.state);
  const result = await factor.finishEnroll(ctx, state, answer.data);
  if (!result.ok) throw await refuseEnrollment(db, actor, kind, result.code, attempt?.stopsNow ?? false);
  const label = input.label?.trim() || result.label;
  return inTransaction(db, async (tx) => {
    const user = await getLockedUser(tx, binding.workspaceId, binding.userId);
    if (!(await consumeFlow(tx, binding, flow.id))) throw new AppError("flow_used");
    const old = input.replaces ? await replaceCredential(tx, actor, input.replaces, kind) : null;
    await addCredential(tx, ownerOf(actor), kind, result, label);
    if (factor.sendsCode) await countCompleted(tx, actor, state);
    await deleteEnrollmentsElsewhere(tx, binding);
    await clearFactorAttempts(tx, ownerOf(actor));
    await endSetUpTokens(tx, ownerOf(actor));
    const session = await addProof(tx, binding, proofOf(actor, kind, result));
    const ended = await endOtherAccess(tx, binding, "factor_added");
    await recordOwn(tx, actor, "credential.added", {
      factor: kind,
      credentialId: result.id,
      sessionsEnded: ended,
    });
    const added = { kind, label };
    await noticeOwn(
      tx,
      actor,
      old
        ? { kind: "factor_replaced", detail: { old, factor: added } }
        : { kind: "factor_added", detail: { factor: added } },
    );
    if (flow.purpose !== "sign_in" && !user.twoFactorOn)
      await switchOn(tx, actor, flow.purpose === "application");
    else await switchOnWhereRequired(tx, actor, kind);
    return { session, credentialId: result.id };
  });
}

/** Whatever opened a set-up, or asked for one, has done its work with the first enrolment. */
async function endSetUpTokens(tx: Db, { workspaceId, userId }: ReturnType<typeof ownerOf>): Promise<void> {
  for (const kind of SET_UP_TOKENS) await revokeTokens(tx, workspaceId, userId, kind);
  await closePassedSessions(tx, workspaceId, userId);
}

async function refuseEnrollment(
  db: Db,
  actor: Actor,
  kind: FactorKind,
  code: ErrorCode,
  stopsNow: boolean,
): Promise<AppError> {
  await inTransaction(db, async (tx) => {
    const data = { factor: kind, purpose: "enrollment", code };
    await recordOwn(tx, actor, "proof.refused", data, "refused");
    if (!stopsNow) return;
    await recordOwn(tx, actor, "factor.stopped", { factor: kind });
    await noticeOwn(tx, actor, { kind: "factor_stopped", detail: { factor: { kind } } });
  });
  return new AppError(code);
}

const proofOf = (actor: Actor, kind: FactorKind, credential: NewCredential) => ({
  factor: kind,
  amr: credential.amr,
  at: actor.subject.facts.now,
  credentialId: credential.id,
  ...(credential.userVerified === undefined ? {} : { userVerified: credential.userVerified }),
});

/** Sets the user's own flag with where it came from; a requirement alone never sets it. */
export async function switchOn(tx: Db, actor: Actor, isAskedNow = false): Promise<void> {
  const { required, sources } = requirementOf(actor.subject);
  const isAsked = isAskedNow || sources.some((source) => source.kind === "application");
  const origin = required ? "required" : isAsked ? "application" : "self";
  const { workspace, user, facts } = actor.subject;
  await updateUser(tx, workspace.id, user.id, {
    twoFactorOn: true,
    twoFactorOrigin: origin,
    twoFactorSince: facts.now,
  });
  await recordOwn(tx, actor, "two_factor.enabled", { origin });
  await noticeOwn(tx, actor, { kind: "two_factor_on", detail: {} });
}

/**
 * Whoever is required and holds an accepted factor already (a passkey for signing in) has finished set-up with the first
 * proof of it: from then on 2FA is on, whatever becomes of the requirement.
 */
export async function switchOnWhereRequired(tx: Db, actor: Actor, proved: ChallengeKind): Promise<void> {
  const { required, accepted } = requirementOf(actor.subject);
  const isAccepted = (accepted as readonly string[]).includes(proved);
  if (required && isAccepted && !actor.subject.facts.user.twoFactorOn) await switchOn(tx, actor);
}

async function replaceCredential(
  tx: Db,
  actor: Actor,
  credentialId: string,
  kind: FactorKind,
): Promise<FactorWords> {
  const verdict = mayReplace(requirementOf(actor.subject), actor.subject.facts.user, credentialId, kind);
  if (!verdict.allowed) throw refusalError(verdict.reason);
  const [removed] = await removeCredentials(tx, ownerOf(actor), [credentialId]);
  if (!removed) throw new AppError("not_found");
  await recordOwn(tx, actor, "credential.removed", { factor: removed.kind, credentialId, replaced: true });
  return { kind: removed.kind, label: removed.label };
}
