import "server-only";
import type { Db } from "../db/client";
import { normaliseEmail } from "../identity/core/email";
import { findUserByEmail, getLockedUser, getUser, type UserRow } from "../identity/users/service";
import { type Shield, shieldStatus } from "../policy/core/status";
import type { Subject } from "../policy/facts";
import { requirementOf } from "../policy/service";
import { type Admin, isInReach, requireReach } from "./authority";
import { getSubject } from "./user-security";

/** A user with all that is kept about them, and what stands about their second factor. */
export type Profile = { user: UserRow; subject: Subject; shield: Shield };

const toProfile = (user: UserRow, subject: Subject): Profile => ({
  user,
  subject,
  shield: shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now),
});

/** One user of the actor's workspace and reach; anybody else is `not_found`. */
export async function getProfile(db: Db, { subject: by }: Admin, userId: string): Promise<Profile> {
  const user = await getUser(db, by.workspace.id, userId);
  requireReach(by, user);
  return toProfile(user, await getSubject(db, by.workspace.id, userId));
}

/** The same, with the user locked until the transaction ends. */
export async function getLockedProfile(tx: Db, actor: Admin, userId: string): Promise<Profile> {
  await getLockedUser(tx, actor.subject.workspace.id, userId);
  return getProfile(tx, actor, userId);
}

/** The user of an address, within the actor's workspace and reach; null for anybody else's. */
export async function findProfileByEmail(db: Db, actor: Admin, email: string): Promise<Profile | null> {
  const user = await findUserByEmail(db, normaliseEmail(email));
  const { workspace } = actor.subject;
  if (user?.workspaceId !== workspace.id || !isInReach(actor.subject, user)) return null;
  return toProfile(user, await getSubject(db, workspace.id, user.id));
}
