import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { type Shield, shieldStatus } from "../../policy/core/status";
import type { ShieldStatus } from "../../policy/core/types";
import { countFacets, countSubjects, type Facets, searchSubjects } from "../../policy/directory/service";
import type { UserFilter, UserSort } from "../../policy/directory/terms";
import type { Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import { readCursor, writeCursor } from "./cursor";

/** One row of the Users page. `shield.until` is an ISO string. */
export type UserListItem = {
  id: string;
  name: string;
  email: string;
  role: string;
  policy: string;
  state: "active" | "invited" | "blocked";
  shield: { status: ShieldStatus; until: string | null; reason: string | null };
  lastSignInAt: string | null;
  createdAt: string;
};

export type UserPage = { users: UserListItem[]; next: string | null };

export type UserQuery = UserFilter & { sort: UserSort; after: string | null };

const PAGE_SIZE = 50;

export const shieldOf = (subject: Subject): Shield =>
  shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now);

export function toListItem(subject: Subject): UserListItem {
  const { user, facts } = subject;
  const { status, until, reason } = shieldOf(subject);
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    policy: user.policy.name,
    state: facts.user.blocked ? "blocked" : user.hasPassword ? "active" : "invited",
    shield: { status, until: until?.toISOString() ?? null, reason: reason ?? null },
    lastSignInAt: user.lastSignInAt?.toISOString() ?? null,
    createdAt: user.createdAt.toISOString(),
  };
}

/** One page of a workspace's users, with their shields; `next` continues it. No query per row. */
export async function searchUsers(db: Db, workspaceId: string, query: UserQuery): Promise<UserPage> {
  const { sort, after, ...filter } = query;
  const place = readCursor(after, !sort.endsWith("name"));
  const page = { sort, after: place, size: PAGE_SIZE };
  const { subjects, next } = await searchSubjects(db, workspaceId, filter, page, availableKinds());
  return { users: subjects.map(toListItem), next: next && writeCursor(next) };
}

/** How many users a filter finds; null: more than can be judged while somebody waits. */
export const countUsersFound = (db: Db, workspaceId: string, filter: UserFilter): Promise<number | null> =>
  countSubjects(db, workspaceId, filter, availableKinds());

export type { Facets } from "../../policy/directory/service";

/** How many users a workspace has of each status, policy, role and factor. */
export const countUsersByKind = (db: Db, workspaceId: string): Promise<Facets> =>
  countFacets(db, workspaceId, availableKinds());
