import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import {
  type CredentialRow,
  findCredential,
  listCredentials,
  listCredentialsOf,
  renameCredential,
} from "../factors/service";
import { forgetBrowsers } from "../identity/browsers/service";
import { getLockedUser, getUser, listUsers } from "../identity/users/service";
import { type Admin, isInReach, requireReach } from "./authority";
import { recordAct, tellUser } from "./tell";
import { requireAct } from "./user-security";

/** A user's second factors, for whoever administers them. Throws `not_found`. */
export async function listUserMethods(db: Db, { subject }: Admin, userId: string): Promise<CredentialRow[]> {
  const target = await getUser(db, subject.workspace.id, userId);
  requireReach(subject, target);
  return listCredentials(db, { workspaceId: target.workspaceId, userId: target.id });
}

/** The second factors of many users, by user; who is not in the actor's reach has none. Two statements. */
export async function listMethodsOf(
  db: Db,
  { subject }: Admin,
  userIds: readonly string[],
): Promise<Map<string, CredentialRow[]>> {
  const workspaceId = subject.workspace.id;
  const users = await listUsers(db, workspaceId, userIds);
  const reached = users.filter((user) => isInReach(subject, user)).map(({ id }) => id);
  const rows = reached.length > 0 ? await listCredentialsOf(db, workspaceId, reached) : [];
  return new Map(reached.map((id) => [id, rows.filter(({ userId }) => userId === id)]));
}

/** One of them. Throws `not_found`. */
export async function getUserMethod(
  db: Db,
  actor: Admin,
  userId: string,
  id: string,
): Promise<CredentialRow> {
  const found = (await listUserMethods(db, actor, userId)).find((row) => row.id === id);
  if (!found) throw new AppError("not_found");
  return found;
}

/** A second factor by its id alone. Throws `not_found`. */
export async function getMethod(db: Db, { subject }: Admin, id: string): Promise<CredentialRow> {
  const row = await findCredential(db, subject.workspace.id, id);
  if (!row) throw new AppError("not_found");
  requireReach(subject, await getUser(db, row.workspaceId, row.userId));
  return row;
}

/** Renames a user's factor, audited and mailed to them. Throws `not_found`, and what `requireAct` throws. */
export async function renameUserMethod(
  db: Db,
  actor: Admin,
  input: { userId: string; credentialId: string; label: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, input.userId);
    await requireAct(tx, actor, target, "tighten");
    const owner = { workspaceId: target.workspaceId, userId: target.id };
    const { kind } = await renameCredential(tx, owner, input.credentialId, input.label);
    await recordAct(tx, actor, target, "credential.renamed", { credentialId: input.credentialId });
    const factor = { kind, label: input.label };
    await tellUser(tx, actor, target, { kind: "factor_renamed", detail: { factor } });
  });
}

/** Every browser of the user is asked for the second step again. Throws `not_found`, and what `requireAct` throws. */
export async function forgetUserBrowsers(db: Db, actor: Admin, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
    await requireAct(tx, actor, target, "tighten");
    const count = await forgetBrowsers(tx, { workspaceId: target.workspaceId, userId: target.id });
    await recordAct(tx, actor, target, "browser.forgotten", { count });
  });
}
