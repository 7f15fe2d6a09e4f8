import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { countAbleOwners, type UserRow } from "../../identity/users/service";
import { getLockedWorkspace } from "../../workspaces/service";

type Target = Pick<UserRow, "workspaceId" | "id" | "role">;
type Needed = { holdsFactor?: boolean };

/**
 * Whether there is an owner who can sign in beside this one (`holdsFactor`: with a factor that works); true for whoever is no
 * owner. The workspace stays locked until the transaction ends, so that of two owners who do something to each other one
 * comes too late.
 */
export async function isOwnerLeft(
  tx: Db,
  target: Target,
  { holdsFactor = false }: Needed = {},
): Promise<boolean> {
  if (target.role !== "owner") return true;
  await getLockedWorkspace(tx, target.workspaceId);
  const left = await countAbleOwners(tx, target.workspaceId, { except: target.id, holdsFactor });
  return left > 0;
}

/**
 * Called before somebody is removed, demoted, blocked or (`holdsFactor`) left without any factor by another's hand. Throws
 * `last_owner`.
 */
export async function requireOwnerLeft(tx: Db, target: Target, needed: Needed = {}): Promise<void> {
  if (!(await isOwnerLeft(tx, target, needed))) throw new AppError("last_owner");
}
