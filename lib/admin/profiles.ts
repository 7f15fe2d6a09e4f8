import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { availableKinds } from "../factors/registry";
import { normaliseEmail } from "../identity/core/email";
import { findUserByEmail, getLockedUser, getUser, listUsers, type UserRow } from "../identity/users/service";
import {
  classesOfStatus,
  countByStatus,
  countPeople,
  listOfClasses,
  takeCensus,
  type UserClass,
} from "../policy/census/service";
import { type Shield, shieldStatus } from "../policy/core/status";
import type { ShieldStatus } from "../policy/core/types";
import { countSubjects, searchSubjects } from "../policy/directory/service";
import type { UserSort } from "../policy/directory/terms";
import { listSubjects, type Subject, type UserSearch } from "../policy/facts";
import { requirementOf } from "../policy/service";
import { type Admin, isInReach, isMachine, requireReach } from "./authority";
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

/** Where a keyset page begins: after this user, in the order of the names. */
export type Mark = { name: string; id: string };

/** What a list of profiles is narrowed by; what is left out narrows nothing. */
export type ProfileSearch = {
  text?: string;
  userIds?: readonly string[] | null;
  role?: string | null;
  policyId?: string | null;
};

const searchOf = ({ subject }: Admin, search: ProfileSearch): UserSearch => ({
  text: "",
  role: null,
  policyId: null,
  ...search,
  policyIds: isMachine(subject) ? subject.machine.policies : null,
});

/** A stretch of the users in the actor's reach, by name: two statements, whatever its length. */
export async function listProfiles(
  db: Db,
  actor: Admin,
  search: ProfileSearch,
  page: { after: Mark | null; limit: number },
): Promise<Profile[]> {
  const workspaceId = actor.subject.workspace.id;
  const subjects = await listSubjects(db, workspaceId, searchOf(actor, search), page, availableKinds());
  return withRows(db, workspaceId, subjects);
}

/**
 * The first users of a search in another order than by name. Throws `invalid_input` for a program that is bounded to policies,
 * whose users have no index of their own.
 */
export async function listSortedProfiles(
  db: Db,
  actor: Admin,
  search: ProfileSearch,
  sort: UserSort,
  limit: number,
): Promise<Profile[]> {
  const workspaceId = actor.subject.workspace.id;
  const { policyIds, userIds, ...rest } = searchOf(actor, search);
  if (policyIds) throw new AppError("invalid_input", { fields: { sort: "A bounded client lists by name" } });
  if (userIds) return listProfiles(db, actor, search, { after: null, limit });
  const filter = { ...rest, ...UNNARROWED };
  const { subjects } = await searchSubjects(
    db,
    workspaceId,
    filter,
    { sort, after: null, size: limit },
    availableKinds(),
  );
  return withRows(db, workspaceId, subjects);
}

async function withRows(db: Db, workspaceId: string, subjects: readonly Subject[]): Promise<Profile[]> {
  if (subjects.length === 0) return [];
  const ids = subjects.map(({ user }) => user.id);
  const rows = new Map((await listUsers(db, workspaceId, ids)).map((row) => [row.id, row]));
  return subjects.flatMap((subject) => {
    const row = rows.get(subject.user.id);
    return row ? [toProfile(row, subject)] : [];
  });
}

const UNNARROWED = { status: null, factor: null, signedIn: null, isInGrace: false };

const censusOf = (db: Db, actor: Admin, search: ProfileSearch): Promise<UserClass[]> =>
  takeCensus(db, actor.subject.workspace.id, searchOf(actor, search), availableKinds());

/** How many users there are of such a search in the actor's reach. */
export async function countProfiles(db: Db, actor: Admin, search: ProfileSearch): Promise<number> {
  const { policyIds, userIds, ...rest } = searchOf(actor, search);
  if (policyIds || userIds) return countPeople(await censusOf(db, actor, search));
  const filter = { ...rest, ...UNNARROWED };
  return (await countSubjects(db, actor.subject.workspace.id, filter, availableKinds())) ?? 0;
}

/** How many there are of each state. One census, whatever their number. */
export const countStatuses = async (db: Db, actor: Admin, search: ProfileSearch) =>
  countByStatus(await censusOf(db, actor, search));

/** A stretch of those in one state, by name; `next` continues it. */
export async function listProfilesIn(
  db: Db,
  actor: Admin,
  search: ProfileSearch & { status: ShieldStatus },
  page: { after: Mark | null; limit: number },
): Promise<{ profiles: Profile[]; next: Mark | null }> {
  const workspaceId = actor.subject.workspace.id;
  const { status, ...rest } = search;
  const classes = classesOfStatus(await censusOf(db, actor, rest), status);
  const wanted = { search: searchOf(actor, rest), classes };
  const { subjects, next } = await listOfClasses(db, workspaceId, wanted, page, availableKinds());
  return { profiles: await withRows(db, workspaceId, subjects), next };
}
