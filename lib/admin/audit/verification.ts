import "server-only";
import { beginCheck, type Check, findCheck } from "../../audit/checks/service";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { getUserNames } from "../../identity/users/service";

export type CheckView = Check & { requestedByName: string | null };

/** The newest verification of a workspace's log; null: there was none yet. */
export async function getCheck(db: Db, workspaceId: string): Promise<CheckView | null> {
  const check = await findCheck(db, workspaceId);
  if (!check) return null;
  const names = await getUserNames(db, workspaceId, [check.requestedBy]);
  return { ...check, requestedByName: names.get(check.requestedBy ?? "") ?? null };
}

/** Has the whole log verified. A job does it; `getCheck` tells how far it is. */
export async function verifyLog(db: Db, { subject }: Actor): Promise<CheckView | null> {
  await beginCheck(db, subject.workspace.id, subject.user.id);
  return getCheck(db, subject.workspace.id);
}
