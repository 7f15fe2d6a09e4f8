import "server-only";
import { recordEvent } from "../audit/service";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { availableKinds } from "../factors/registry";
import { hasRight, isAbove, type Right } from "../identity/core/rights";
import { countOwners, getLockedUser, type UserRow, updateUser } from "../identity/users/service";
import type { NoticeOf } from "../messaging/core/notices";
import { sendNotice } from "../messaging/notices";
import type { AdminAct, Permission, Refusal } from "../policy/core/loosen";
import { findSubject, type Subject } from "../policy/facts";
import { type Admin, type Machine, permissionOf, requirePermission, requireReach } from "./authority";

export type UserSecurityChange = { userId: string; requireMfa: boolean; rights: readonly Right[] };

/**
 * Saves what the panel holds about one user: the `Require MFA` box and the single rights. What is unchanged is left
 * alone; each change asks for the proof its kind takes. Audited and mailed in the same transaction. Throws
 * `missing_right`, `own_requirement`, `step_up_required`, `factor_required`, `not_found`.
 */
export async function saveUserSecurity(db: Db, actor: Admin, input: UserSecurityChange): Promise<void> {
  const { workspace } = actor.subject;
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, input.userId);
    if ((target.requiredSince !== null) !== input.requireMfa)
      await setBox(tx, actor, target, input.requireMfa);
    if (!isSameSet(target.rights, input.rights)) await setRights(tx, actor, target, input.rights);
  });
}

type Target = { id: string; role: string };

async function actOn(
  db: Db,
  { workspace, user }: Subject | Machine,
  target: Target,
  act: AdminAct["act"],
): Promise<Omit<AdminAct, "hasRight">> {
  return {
    act,
    isSelf: target.id === user.id,
    isSoleOwner: user.role === "owner" && (await countOwners(db, workspace.id)) === 1,
    isAboveActor: isAbove(target.role, user.role),
  };
}

const permissionFor = async (
  db: Db,
  viewer: Subject,
  target: Target,
  act: AdminAct["act"],
): Promise<Permission> => permissionOf(viewer, await actOn(db, viewer, target, act));

/** Why a control of the panel is off for this viewer; null: it may be used. */
export type PanelRefusal = Refusal | "owner_has_all" | "member_has_none" | "nothing_locked";
export type PanelRefusals = {
  requireMfa: PanelRefusal | null;
  rights: PanelRefusal | null;
  unlock: PanelRefusal | null;
  /** Access passes and resets. */
  waysBack: PanelRefusal | null;
  /** Whatever takes the right and nothing else. */
  right: PanelRefusal | null;
};

/** What the panel of `target` switches off, and why: the rules that saving keeps to, asked beforehand. */
export async function listPanelRefusals(
  db: Db,
  viewer: Subject,
  target: Target,
  { isBoxTicked, isLocked }: { isBoxTicked: boolean; isLocked: boolean },
): Promise<PanelRefusals> {
  const box = await permissionFor(db, viewer, target, isBoxTicked ? "loosen" : "tighten");
  const reset = await permissionFor(db, viewer, target, "reset");
  const unlock = await permissionFor(db, viewer, target, "unlock");
  return {
    requireMfa: box.allowed ? null : box.reason,
    waysBack: reset.allowed ? null : reset.reason,
    right: hasManageRight(viewer) ? null : "right_missing",
    unlock: !isLocked && hasManageRight(viewer) ? "nothing_locked" : unlock.allowed ? null : unlock.reason,
    rights: rightsRefusal(await permissionFor(db, viewer, target, "rights"), viewer, target),
  };
}

function rightsRefusal(permission: Permission, viewer: Subject, target: Target): PanelRefusal | null {
  if (!hasManageRight(viewer)) return "right_missing";
  if (target.role === "owner") return "owner_has_all";
  if (target.role === "member") return "member_has_none";
  if (target.id === viewer.user.id) return "on_yourself";
  return permission.allowed ? null : permission.reason;
}

const hasManageRight = ({ user }: Subject): boolean => hasRight(user, "manage_user_rights");

/** Asks whether the actor may do this to a user, behind the proof it takes. Throws what `requirePermission` throws. */
export async function requireAct(
  tx: Db,
  { subject }: Admin,
  target: Pick<UserRow, "id" | "role" | "policyId">,
  act: AdminAct["act"],
): Promise<void> {
  requireReach(subject, target);
  requirePermission(subject, await actOn(tx, subject, target, act));
}

async function setBox(tx: Db, actor: Admin, target: UserRow, isRequired: boolean): Promise<void> {
  await requireAct(tx, actor, target, isRequired ? "tighten" : "loosen");
  const { user, facts } = actor.subject;
  await updateUser(tx, target.workspaceId, target.id, {
    requiredSince: isRequired ? facts.now : null,
    requiredBy: isRequired ? user.id : null,
  });
  await record(tx, actor, target, isRequired ? "requirement.set" : "requirement.lifted", { source: "user" });
  const kind = isRequired ? "requirement_set" : "requirement_lifted";
  await tellUser(tx, actor, target, { kind, detail: { by: user.name } });
}

async function setRights(tx: Db, actor: Admin, target: UserRow, rights: readonly Right[]): Promise<void> {
  await requireAct(tx, actor, target, "rights");
  if (target.id === actor.subject.user.id) throw new AppError("own_requirement");
  if (target.role === "member" && rights.length > 0) throw new AppError("invalid_input");
  await updateUser(tx, target.workspaceId, target.id, { rights: [...new Set(rights)] });
  await record(tx, actor, target, "rights.changed", { before: target.rights, after: rights });
  const given = rights.includes("manage_user_rights") ? "yes" : "no";
  await tellUser(tx, actor, target, { kind: "rights_changed", detail: { given } });
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));

const record = (
  tx: Db,
  actor: Admin,
  target: UserRow,
  action: "requirement.set" | "requirement.lifted" | "rights.changed",
  data: Record<string, unknown>,
): Promise<void> =>
  recordEvent(tx, {
    workspaceId: target.workspaceId,
    action,
    actorId: actor.subject.user.id,
    targetId: target.id,
    client: actor.client,
    data,
  });

/** Mails somebody about what another did, or has to do, for them. */
export const tellUser = (
  tx: Db,
  { subject, client }: Admin,
  to: Pick<UserRow, "email" | "name" | "locale">,
  notice: NoticeOf,
): Promise<void> =>
  sendNotice(
    tx,
    { ...to, workspaceId: subject.workspace.id, workspace: subject.workspace.name },
    { ...notice, eventKey: newId("event"), at: subject.facts.now, client },
  );

/** One user of the actor's own workspace; anybody else's is `not_found`. */
export async function getSubject(db: Db, workspaceId: string, userId: string): Promise<Subject> {
  const subject = await findSubject(db, workspaceId, userId, availableKinds());
  if (!subject) throw new AppError("not_found");
  return subject;
}
