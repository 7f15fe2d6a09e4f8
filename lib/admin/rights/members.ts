import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { SET_UP_TOKENS, voidFlows } from "../../flows/reset";
import { endAccess } from "../../identity/sessions/service";
import { revokeTokens } from "../../identity/tokens/service";
import { getLockedUser, removeUser, type UserRow, updateUser } from "../../identity/users/service";
import { type Admin, selvesOf } from "../authority";
import { recordAct, tellUser } from "../tell";
import { requireAct } from "../user-security";
import { requireOwnerLeft } from "./owners";

/**
 * Keeps somebody out: no sign-in, every session ended, every open link and pass void. Factors and requirements stay.
 * Audited and mailed. Throws what `requireAct` throws, `last_owner`, `already_done`.
 */
export async function blockUser(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await lockFor(tx, actor, userId, "block");
    if (target.blockedAt) throw new AppError("already_done");
    await requireOwnerLeft(tx, target);
    const { workspaceId } = target;
    await updateUser(tx, workspaceId, userId, { blockedAt: actor.subject.facts.now });
    await endAccess(tx, { workspaceId, userId, except: [], reason: "user_blocked" });
    await voidFlows(tx, { workspaceId, userId });
    for (const kind of [...SET_UP_TOKENS, "password_reset", "invitation", "owner_recovery"] as const)
      await revokeTokens(tx, workspaceId, userId, kind);
    await recordAct(tx, actor, target, "user.blocked");
    await tellUser(tx, actor, target, { kind: "blocked", detail: { by: actor.subject.user.name } });
  });
}

/**
 * Lets somebody in again, as they were. Audited and mailed. Throws what `requireAct` throws, `already_done`, and
 * `own_requirement` for a program whose secret they know.
 */
export async function unblockUser(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await lockFor(tx, actor, userId, "block");
    if (!target.blockedAt) throw new AppError("already_done");
    if (selvesOf(actor.subject).includes(userId)) throw new AppError("own_requirement");
    await updateUser(tx, target.workspaceId, userId, { blockedAt: null });
    await recordAct(tx, actor, target, "user.unblocked");
    await tellUser(tx, actor, target, { kind: "unblocked", detail: { by: actor.subject.user.name } });
  });
}

/**
 * Deletes somebody with all that is theirs; the address is free again and the audit log stays. Mailed to who it was. Throws
 * what `requireAct` throws, `last_owner`.
 */
export async function deleteUser(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await lockFor(tx, actor, userId, "delete");
    await requireOwnerLeft(tx, target);
    await removeUser(tx, target.workspaceId, userId);
    const { email, name, role } = target;
    await recordAct(tx, actor, target, "user.deleted", { email, name, role });
    await tellUser(tx, actor, target, { kind: "account_deleted", detail: { by: actor.subject.user.name } });
  });
}

async function lockFor(tx: Db, actor: Admin, userId: string, act: "block" | "delete"): Promise<UserRow> {
  const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
  await requireAct(tx, actor, target, act);
  return target;
}
