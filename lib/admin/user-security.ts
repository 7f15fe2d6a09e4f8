import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { availableKinds } from "../factors/registry";
import { hasRight, isAbove, type Right, type Role } from "../identity/core/rights";
import { countOwners, getLockedUser, type UserRow, updateUser } from "../identity/users/service";
import type { AdminAct, Permission, Refusal } from "../policy/core/loosen";
import type { Effect } from "../policy/core/types";
import { findSubject, type Subject } from "../policy/facts";
import { getLockedPolicy } from "../policy/policies";
import {
  type Admin,
  isOnSelf,
  type Machine,
  permissionOf,
  requirePermission,
  requireReach,
} from "./authority";
import { moveLocked } from "./policies/moves";
import { setRights, setRole } from "./rights/roles";
import { recordAct, tellUser } from "./tell";

export { tellUser } from "./tell";

/** What is left out stays as it is. */
export type UserSecurityChange = {
  userId: string;
  requireMfa: boolean;
  /** How the box binds where it is newly ticked; left out: at the next sign-in, at once. */
  terms?: { effect: Effect; graceDays: number | null } | undefined;
  role?: Role | undefined;
  rights?: readonly Right[] | undefined;
  policyId?: string | undefined;
};

/**
 * Saves what the panel holds about one user: the `Require MFA` box, the policy, the role and the single rights. What is
 * unchanged is left alone; each change asks for the proof its kind takes. Audited and mailed in the same transaction. Throws
 * `missing_right`, `own_requirement`, `step_up_required`, `factor_required`, `not_found`, `last_owner`, `set_up_yours_first`.
 */
export async function saveUserSecurity(db: Db, actor: Admin, input: UserSecurityChange): Promise<void> {
  const { workspace } = actor.subject;
  await inTransaction(db, async (tx) => {
    // Policies before users, as every move locks them
    const policy = input.policyId ? await getLockedPolicy(tx, workspace.id, input.policyId) : null;
    const target = await getLockedUser(tx, workspace.id, input.userId);
    if (policy) await moveLocked(tx, actor, [target], policy);
    if ((target.requiredSince !== null) !== input.requireMfa)
      await setBox(tx, actor, target, input.requireMfa, input.terms);
    const { role = target.role, rights = target.rights as Right[] } = input;
    const isMoved = role !== target.role;
    const isChanged = isMoved || !isSameSet(target.rights, rights);
    if (isChanged) await requireAct(tx, actor, target, "rights");
    if (input.role && isMoved) await setRole(tx, actor, target, input.role);
    const held = isMoved && role !== "administrator" ? [] : target.rights;
    if (!isSameSet(held, rights)) await setRights(tx, actor, { ...target, role, rights: [...held] }, rights);
  });
}

/** Ticks somebody's `Require MFA` box; false where it is ticked. Throws as `saveUserSecurity`. */
export async function requireOfUser(db: Db, actor: Admin, userId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
    if (target.requiredSince !== null) return false;
    await setBox(tx, actor, target, true);
    return true;
  });
}

type Target = { id: string; role: string };

async function actOn(
  db: Db,
  subject: Subject | Machine,
  target: Target,
  act: AdminAct["act"],
): Promise<Omit<AdminAct, "hasRight">> {
  const { workspace, user } = subject;
  return {
    act,
    isSelf: isOnSelf(subject, target.id, act),
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
  /** Exempting. */
  exempt: PanelRefusal | null;
  role: PanelRefusal | null;
  rights: PanelRefusal | null;
  /** Blocking, unblocking and deleting. */
  membership: PanelRefusal | null;
  unlock: PanelRefusal | null;
  /** Access passes and resets. */
  waysBack: PanelRefusal | null;
  endSessions: PanelRefusal | null;
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
  const loosen = await permissionFor(db, viewer, target, "loosen");
  const reset = await permissionFor(db, viewer, target, "reset");
  const unlock = await permissionFor(db, viewer, target, "unlock");
  const endSessions = await permissionFor(db, viewer, target, "end_sessions");
  const giving = await permissionFor(db, viewer, target, "rights");
  const block = await permissionFor(db, viewer, target, "block");
  return {
    requireMfa: box.allowed ? null : box.reason,
    exempt: loosen.allowed ? null : loosen.reason,
    waysBack: reset.allowed ? null : reset.reason,
    endSessions: endSessions.allowed ? null : endSessions.reason,
    right: hasManageRight(viewer) ? null : "right_missing",
    unlock: !isLocked && hasManageRight(viewer) ? "nothing_locked" : unlock.allowed ? null : unlock.reason,
    role: givingRefusal(giving, viewer, target),
    rights: rightsRefusal(giving, viewer, target),
    membership: block.allowed ? null : block.reason,
  };
}

function givingRefusal(permission: Permission, viewer: Subject, target: Target): PanelRefusal | null {
  if (!hasManageRight(viewer)) return "right_missing";
  if (target.id === viewer.user.id) return "on_yourself";
  return permission.allowed ? null : permission.reason;
}

function rightsRefusal(permission: Permission, viewer: Subject, target: Target): PanelRefusal | null {
  if (!hasManageRight(viewer)) return "right_missing";
  if (target.role === "owner") return "owner_has_all";
  if (target.role === "member") return "member_has_none";
  return givingRefusal(permission, viewer, target);
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

async function setBox(
  tx: Db,
  actor: Admin,
  target: UserRow,
  isRequired: boolean,
  { effect, graceDays }: NonNullable<UserSecurityChange["terms"]> = {
    effect: "next_sign_in",
    graceDays: null,
  },
): Promise<void> {
  await requireAct(tx, actor, target, isRequired ? "tighten" : "loosen");
  const { user, facts } = actor.subject;
  await updateUser(tx, target.workspaceId, target.id, {
    requiredSince: isRequired ? facts.now : null,
    requiredBy: isRequired ? user.id : null,
    requiredEffect: effect,
    requiredGraceDays: isRequired ? graceDays : null,
  });
  await recordAct(tx, actor, target, isRequired ? "requirement.set" : "requirement.lifted", {
    source: "user",
    ...(isRequired ? { effect, graceDays } : {}),
  });
  const kind = isRequired ? "requirement_set" : "requirement_lifted";
  await tellUser(tx, actor, target, { kind, detail: { by: user.name } });
}

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.every((item) => b.includes(item)) && b.every((item) => a.includes(item));

/** One user of the actor's own workspace; anybody else's is `not_found`. */
export async function getSubject(db: Db, workspaceId: string, userId: string): Promise<Subject> {
  const subject = await findSubject(db, workspaceId, userId, availableKinds());
  if (!subject) throw new AppError("not_found");
  return subject;
}
