import "server-only";
import type { Admin } from "../admin/authority";
import { isOwnerLeft, requireOwnerLeft } from "../admin/rights/owners";
import { requireAct, tellUser } from "../admin/user-security";
import { recordEvent } from "../audit/service";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { isId, newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { removeEveryFactor } from "../flows/reset";
import { hasRight, isAbove } from "../identity/core/rights";
import { consumeToken, getOpenToken, issueToken } from "../identity/tokens/service";
import { findUser, getLockedUser, getUser, type UserRow } from "../identity/users/service";
import {
  claimDueReset,
  type DelayedResetRow,
  endDelayedReset,
  insertDelayedReset,
  lockWaitingReset,
} from "../identity/waiting-resets/service";
import { sendNotice } from "../messaging/notices";
import { getWorkspace } from "../workspaces/service";
import { recordOn } from "./record";
import { ADMINISTRATOR_DELAY_HOURS, isGuarded, isSecond } from "./second-hand";

/** How long after one that could not be carried out it is tried again. */
const AGAIN_SECONDS = 300;

/** Who acts where nobody sits at a browser. */
const SERVER: Client = { ip: "the server itself", userAgent: "", requestId: "delayed reset" };

export type ResetState = { state: "done" } | { state: "waiting"; dueAt: string };

/**
 * Removes every factor of a user and ends all sessions; requirements stay, no grace begins anew. A member's is done at
 * once. An administrator's, and that of whoever was one a day ago, waits a day with a cancel link mailed to them, unless a second administrator asks for it too.
 * Throws what `requireAct` throws.
 */
export async function resetTwoFactor(
  db: Db,
  actor: Admin,
  input: { userId: string; reason: string },
): Promise<ResetState> {
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, input.userId);
    return resetIn(tx, actor, target, input.reason);
  });
}

/** The same, within the transaction of what it answers; the user is locked. */
export async function resetIn(tx: Db, actor: Admin, target: UserRow, reason: string): Promise<ResetState> {
  await requireAct(tx, actor, target, "reset");
  const owner = { workspaceId: target.workspaceId, userId: target.id };
  const waiting = await lockWaitingReset(tx, owner);
  const isAlone =
    isGuarded(target, actor.subject.facts.now) && !(waiting && (await isSecond(tx, waiting, actor)));
  if (!isAlone) {
    if (waiting) await endDelayedReset(tx, owner.workspaceId, waiting.id, "done");
    return resetNow(tx, actor, target, reason);
  }
  if (waiting) return { state: "waiting", dueAt: waiting.dueAt.toISOString() };
  const requestedBy = actor.subject.user.id;
  const { dueAt } = await delayReset(tx, owner, { requestedBy, reason, hours: ADMINISTRATOR_DELAY_HOURS });
  await recordOn(tx, actor, target, "reset.requested", { reason, dueAt });
  return { state: "waiting", dueAt: dueAt.toISOString() };
}

async function resetNow(tx: Db, actor: Admin, target: UserRow, reason: string): Promise<ResetState> {
  await requireOwnerLeft(tx, target, { holdsFactor: true });
  const removed = await removeEveryFactor(tx, { workspaceId: target.workspaceId, userId: target.id });
  await recordOn(tx, actor, target, "two_factor.reset", { removed, reason });
  await tellUser(tx, actor, target, { kind: "two_factor_reset", detail: { by: actor.subject.user.name } });
  return { state: "done" };
}

/** Lets a reset wait and mails the link that cancels it. Throws `already_done` where one is waiting. */
export async function delayReset(
  tx: Db,
  owner: { workspaceId: string; userId: string },
  { requestedBy, reason, hours }: { requestedBy: string | null; reason: string; hours: number },
): Promise<{ dueAt: Date }> {
  const id = newId("delayedReset");
  const inserted = await insertDelayedReset(tx, { ...owner, id, requestedBy, reason, delayHours: hours });
  if (!inserted) throw new AppError("already_done");
  const token = await issueToken(tx, {
    ...owner,
    kind: "reset_cancel",
    createdBy: null,
    data: { resetId: id },
  });
  const user = await getUser(tx, owner.workspaceId, owner.userId);
  const workspace = (await getWorkspace(tx, owner.workspaceId)).name;
  const detail = { hours, url: `${env().APP_URL}/cancel-reset/${token}` };
  const event = { kind: "reset_scheduled", detail, eventKey: id, at: new Date(), client: SERVER } as const;
  await sendNotice(tx, { ...user, workspace }, event);
  return inserted;
}

export type OpenCancellation = { name: string; workspaceName: string };

/** What a cancel link is for, without using it. Throws `token_invalid`. */
export async function getCancellation(db: Db, token: string): Promise<OpenCancellation> {
  const { workspaceId, userId } = await getOpenToken(db, "reset_cancel", token);
  const user = await getUser(db, workspaceId, userId);
  return { name: user.name, workspaceName: (await getWorkspace(db, workspaceId)).name };
}

/** Cancels a waiting reset by its mailed link, once. Throws `token_invalid`, `already_done` where it came too late. */
export async function cancelByLink(db: Db, token: string, client: Client): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { workspaceId, userId, data } = await consumeToken(tx, "reset_cancel", token);
    if (!(await endDelayedReset(tx, workspaceId, String(data.resetId), "cancelled")))
      throw new AppError("already_done");
    await recordEvent(tx, {
      workspaceId,
      action: "reset.cancelled",
      actorId: userId,
      targetId: userId,
      client,
      data: { resetId: data.resetId },
    });
  });
}

/** Takes a waiting reset back; only for those who could have asked for it. Throws `not_found`, or as `requireAct`. */
export async function cancelReset(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
    await requireAct(tx, actor, target, "reset");
    const waiting = await lockWaitingReset(tx, { workspaceId: target.workspaceId, userId });
    if (!waiting) throw new AppError("not_found");
    await endDelayedReset(tx, target.workspaceId, waiting.id, "cancelled");
    await recordOn(tx, actor, target, "reset.cancelled", { resetId: waiting.id });
    await tellUser(tx, actor, target, { kind: "reset_cancelled", detail: { by: actor.subject.user.name } });
  });
}

/** Whoever changes the password meanwhile has answered: their own recovery is off, whoever asked for it. */
const isOverruled = ({ requestedBy, createdAt }: DelayedResetRow, { passwordChangedAt }: UserRow): boolean =>
  requestedBy === null && passwordChangedAt !== null && passwordChangedAt > createdAt;

/** Whether whoever asked for it could still do so; a program stands with the administrators. */
async function isBacked(tx: Db, requestedBy: string, user: UserRow): Promise<boolean> {
  if (!isId("user", requestedBy)) return !isAbove(user.role, "administrator");
  const by = await findUser(tx, user.workspaceId, requestedBy);
  return by !== null && !by.blockedAt && hasRight(by, "manage_user_rights") && !isAbove(user.role, by.role);
}

/** Why a reset whose time has come is not carried out; null: it is. */
async function whyOff(tx: Db, due: DelayedResetRow, user: UserRow): Promise<string | null> {
  if (isOverruled(due, user)) return "password_changed";
  if (due.requestedBy === null) return null;
  if (!(await isOwnerLeft(tx, user, { holdsFactor: true }))) return "last_owner";
  return (await isBacked(tx, due.requestedBy, user)) ? null : "not_permitted";
}

/**
 * Carries out one reset whose time has come; false where none has. Any number of processes may call it at once: each reset
 * is claimed first, so that one that fails is tried again later and holds up no other.
 */
export async function advanceDelayedResets(db: Db): Promise<boolean> {
  const due = await claimDueReset(db, AGAIN_SECONDS);
  if (due) await inTransaction(db, (tx) => carryOut(tx, due));
  return due !== null;
}

async function carryOut(tx: Db, due: DelayedResetRow): Promise<void> {
  const { workspaceId, userId } = due;
  const user = await getLockedUser(tx, workspaceId, userId);
  const because = await whyOff(tx, due, user);
  if (!(await endDelayedReset(tx, workspaceId, due.id, because ? "cancelled" : "done"))) return;
  const about = { workspaceId, targetId: userId, client: SERVER };
  if (because) {
    const data = { resetId: due.id, because };
    return recordEvent(tx, { ...about, actorId: null, action: "reset.cancelled", data });
  }
  const removed = await removeEveryFactor(tx, { workspaceId, userId });
  const data = { removed, reason: due.reason, resetId: due.id };
  await recordEvent(tx, { ...about, actorId: due.requestedBy, action: "two_factor.reset", data });
  const workspace = (await getWorkspace(tx, workspaceId)).name;
  const what = { kind: "two_factor_reset", detail: { by: "waiting" } } as const;
  const event = { ...what, eventKey: `${due.id} done`, at: new Date(), client: SERVER };
  await sendNotice(tx, { ...user, workspace }, event);
}
