import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { availableKinds, findFactor } from "../factors/registry";
import {
  listCredentials,
  removeCredentials,
  removeRecoveryCodes,
  renameCredential,
} from "../factors/service";
import { endOtherAccess, endSession, markDeferred, SIGNED_OUT } from "../identity/sessions/service";
import { addSkip, getLockedUser, updateUser } from "../identity/users/service";
import { mayDisable, mayRemoveCredential } from "../policy/core/loosen";
import type { FactorKind } from "../policy/core/types";
import { findSubject } from "../policy/facts";
import { refusalError } from "../policy/refusal";
import { decisionFor, requirementOf } from "../policy/service";
import { type Actor, bindingOf, ownerOf } from "./context";
import { switchOn } from "./enroll";
import { noticeOwn, recordOwn } from "./record";
import { removeOwnTwoStep, switchOff } from "./self-removal";

/** Renames one of the actor's own credentials, audited and mailed. */
export async function renameOwnCredential(db: Db, actor: Actor, id: string, label: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { kind } = await renameCredential(tx, ownerOf(actor), id, label);
    await recordOwn(tx, actor, "credential.renamed", { credentialId: id });
    await noticeOwn(tx, actor, { kind: "factor_renamed", detail: { factor: { kind, label } } });
  });
}

/**
 * Removes one of the actor's own credentials. Judged on what is true under the lock: of two removals at once the second
 * sees the first. Throws `required_by_administrator` for the last accepted one of somebody who is required, and
 * `last_factor` for the last one while 2FA is on.
 */
export async function removeOwnCredential(db: Db, actor: Actor, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const fresh = await lockAndReload(tx, actor);
    const verdict = mayRemoveCredential(requirementOf(fresh), fresh.facts.user, id);
    if (!verdict.allowed) throw refusalError(verdict.reason);
    const [removed] = await removeCredentials(tx, ownerOf(actor), [id]);
    if (!removed) throw new AppError("not_found");
    if (fresh.facts.user.credentials.length === 1) await removeRecoveryCodes(tx, ownerOf(actor));
    const ended = await endOtherAccess(tx, bindingOf(actor), "factor_removed");
    await recordOwn(tx, actor, "credential.removed", {
      factor: removed.kind,
      credentialId: id,
      sessionsEnded: ended,
    });
    await noticeOwn(tx, actor, {
      kind: "factor_removed",
      detail: { factor: { kind: removed.kind, label: removed.label } },
    });
  });
}

/**
 * Switches the actor's own 2FA off: recovery codes and every factor but passkeys go (a passkey stays a way to sign in).
 * Throws `required_by_administrator` while anything requires it, `already_done` where nothing is on. Where a policy lets
 * required users remove theirs, `removeOwnTwoStep` does it.
 */
export async function disableTwoFactor(db: Db, actor: Actor): Promise<void> {
  await inTransaction(db, async (tx) => {
    const fresh = await lockAndReload(tx, actor);
    const requirement = requirementOf(fresh);
    const verdict = mayDisable(requirement);
    if (!verdict.allowed) throw refusalError(verdict.reason);
    if (requirement.required) return removeOwnTwoStep(tx, actor, fresh);
    const rows = await listCredentials(tx, ownerOf(actor));
    const gone = rows.filter((row) => row.kind !== "passkey");
    if (!fresh.facts.user.twoFactorOn && gone.length === 0) throw new AppError("already_done");
    await switchOff(tx, actor, gone);
    await removeRecoveryCodes(tx, ownerOf(actor));
    const ended = await endOtherAccess(tx, bindingOf(actor), "two_factor_disabled");
    await recordOwn(tx, actor, "two_factor.disabled", {
      removed: gone.map((row) => row.kind),
      sessionsEnded: ended,
    });
  });
}

/** Switches 2FA on with a factor that is there already (a passkey for signing in). The caller asked for a fresh proof. */
export async function enableTwoFactor(db: Db, actor: Actor): Promise<void> {
  await inTransaction(db, async (tx) => {
    const fresh = await lockAndReload(tx, actor);
    if (fresh.facts.user.twoFactorOn) throw new AppError("already_done");
    const { accepted } = requirementOf(fresh);
    const hasFactor = fresh.facts.user.credentials.some(
      ({ kind, usable }) => usable && accepted.includes(kind),
    );
    if (!hasFactor) throw new AppError("factor_required");
    await endOtherAccess(tx, bindingOf(actor), "two_factor_enabled");
    await switchOn(tx, actor);
  });
}

/** Which factor is asked for first, audited and mailed. Throws `method_not_available` for one the actor has not. */
export async function preferFactor(db: Db, actor: Actor, kind: FactorKind): Promise<void> {
  const isOwn = actor.subject.facts.user.credentials.some((credential) => credential.kind === kind);
  if (!isOwn || !findFactor(kind)) throw new AppError("method_not_available");
  if (actor.subject.user.preferredFactor === kind) return;
  await inTransaction(db, async (tx) => {
    await updateUser(tx, actor.subject.workspace.id, actor.subject.user.id, { preferredFactor: kind });
    await recordOwn(tx, actor, "factor.preferred", { factor: kind });
    await noticeOwn(tx, actor, { kind: "factor_preferred", detail: { factor: { kind } } });
  });
}

/** `Later` in the grace interstitial: this session goes on until the deadline. Refused where there is no grace. */
export async function deferSetup(db: Db, actor: Actor): Promise<void> {
  const decision = decisionFor(actor.subject);
  if (decision.outcome !== "setup" || decision.graceUntil === null) throw new AppError("mfa_setup_required");
  const { workspaceId, sessionId, userId } = bindingOf(actor);
  await inTransaction(db, async (tx) => {
    if (!(await markDeferred(tx, workspaceId, sessionId))) return;
    await addSkip(tx, workspaceId, userId);
    await recordOwn(tx, actor, "setup.deferred", { until: decision.graceUntil });
  });
}

/** Signing out ends the row: every copy of the cookie is worth nothing from here on. */
export async function signOut(db: Db, actor: Actor): Promise<void> {
  const { workspaceId, sessionId } = bindingOf(actor);
  await inTransaction(db, async (tx) => {
    if (await endSession(tx, workspaceId, sessionId, SIGNED_OUT)) await recordOwn(tx, actor, "session.ended");
  });
}

async function lockAndReload(tx: Db, actor: Actor) {
  const { workspace, user } = actor.subject;
  await getLockedUser(tx, workspace.id, user.id);
  const fresh = await findSubject(tx, workspace.id, user.id, availableKinds());
  if (!fresh) throw new AppError("not_found");
  return fresh;
}
