import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { hasRight, isAbove, type Right, type Role } from "../../identity/core/rights";
import { type UserRow, updateUser } from "../../identity/users/service";
import { type Admin, isMachine } from "../authority";
import { recordAct, tellUser } from "../tell";
import { requireOwnerLeft } from "./owners";

/**
 * Gives somebody else a role no higher than the actor's own; only owners make owners. Whoever becomes a member keeps no
 * right. The caller asked for permission and holds the user locked. Throws `missing_right`, `own_requirement`,
 * `last_owner`.
 */
export async function setRole(tx: Db, actor: Admin, target: UserRow, role: Role): Promise<void> {
  const { user, facts } = actor.subject;
  if (target.id === user.id) throw new AppError("own_requirement");
  if (isAbove(role, user.role)) throw new AppError("missing_right");
  await requireOwnerLeft(tx, target);
  const rights = role === "administrator" ? target.rights : [];
  await updateUser(tx, target.workspaceId, target.id, {
    role,
    rights,
    rankSince: facts.now,
    rankBy: user.id,
    ...(role === "member" ? { demotedAt: facts.now } : {}),
  });
  await recordAct(tx, actor, target, "role.changed", { before: target.role, after: role });
  await tellUser(tx, actor, target, { kind: "role_changed", detail: { by: user.name, role } });
}

/**
 * Gives somebody else single rights, none that the actor does not have. The caller asked for permission and holds the user
 * locked. Throws `own_requirement`, `missing_right`, and `invalid_input` for a member.
 */
export async function setRights(
  tx: Db,
  actor: Admin,
  target: UserRow,
  rights: readonly Right[],
): Promise<void> {
  const { subject } = actor;
  if (target.id === subject.user.id) throw new AppError("own_requirement");
  if (target.role === "member" && rights.length > 0) throw new AppError("invalid_input");
  const given = rights.filter((right) => !target.rights.includes(right));
  const holdsAll = isMachine(subject) || given.every((right) => hasRight(subject.user, right));
  if (!holdsAll) throw new AppError("missing_right");
  await updateUser(tx, target.workspaceId, target.id, {
    rights: [...new Set(rights)],
    ...(given.length > 0 ? { rankSince: subject.facts.now, rankBy: subject.user.id } : {}),
  });
  await recordAct(tx, actor, target, "rights.changed", { before: target.rights, after: rights });
  const detail = { by: subject.user.name, rights };
  await tellUser(tx, actor, target, { kind: "rights_changed", detail });
}
