import "server-only";
import type { Db } from "../db/client";
import { availableKinds } from "../factors/registry";
import { type Lock, listCredentials, listLocks } from "../factors/service";
import { hasRight } from "../identity/core/rights";
import { getUserNames } from "../identity/users/service";
import { type Shield, shieldStatus } from "../policy/core/status";
import type { ShieldStatus, Source } from "../policy/core/types";
import { listSubjects, type Subject, type UserSearch } from "../policy/facts";
import { listPolicyNames } from "../policy/policies";
import { requirementOf } from "../policy/service";
import { getSubject, listPanelRefusals, type PanelRefusals } from "./user-security";

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
};

export type UserPage = { users: UserListItem[]; next: string | null };

export type UserQuery = UserSearch & { status: ShieldStatus | null; after: string | null };

const PAGE_SIZE = 50;
/** A filter by status is judged by the decision, not by SQL: this many rows are looked at per request at most. */
const MOST_ROWS_READ = 2_000;
const BATCH = 200;

const shieldOf = (subject: Subject): Shield =>
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
  };
}

const cursorOf = ({ name, id }: { name: string; id: string }): string =>
  Buffer.from(JSON.stringify([name, id])).toString("base64url");

function readCursor(cursor: string | null): { name: string; id: string } | null {
  if (!cursor) return null;
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")) as unknown[];
    return typeof name === "string" && typeof id === "string" ? { name, id } : null;
  } catch {
    return null;
  }
}

/** One keyset page of a workspace's users by name, with their shields; `next` continues it. No query per row. */
export async function searchUsers(db: Db, workspaceId: string, query: UserQuery): Promise<UserPage> {
  const found: Subject[] = [];
  let after = readCursor(query.after);
  let isMore = true;
  for (let read = 0; isMore && found.length < PAGE_SIZE && read < MOST_ROWS_READ; read += BATCH) {
    const limit = query.status ? BATCH : PAGE_SIZE + 1;
    const rows = await listSubjects(db, workspaceId, query, { after, limit }, availableKinds());
    found.push(...rows.filter((row) => !query.status || shieldOf(row).status === query.status));
    const last = rows.at(-1);
    after = last ? { name: last.user.name, id: last.user.id } : after;
    isMore = rows.length === limit;
  }
  const page = found.slice(0, PAGE_SIZE);
  const last = page.at(-1)?.user;
  const next = found.length > PAGE_SIZE ? last : isMore ? after : null;
  return { users: page.map(toListItem), next: next ? cursorOf(next) : null };
}

export type SourceNote = { kind: Source["kind"]; setBy: string | null; since: string };

/** What the panel shows of one user; factors by kind and dates alone. Dates are ISO strings. */
export type UserDetail = UserListItem & {
  /** Only for those who may manage user rights. */
  factors?: { kind: string; createdAt: string; lastUsedAt: string | null }[];
  recoveryCodesLeft?: number;
  locks?: Lock[];
  isYou: boolean;
  policyId: string;
  /** Where the user can be moved; only for those who may manage user rights. */
  policies?: { id: string; name: string }[];
  requireMfa: boolean;
  rights: readonly string[];
  sources: SourceNote[];
  /** What an exemption suspends. */
  suspended: SourceNote[];
  twoFactorOn: boolean;
  /** Why a control is off for this viewer. */
  refusals: PanelRefusals;
  createdAt: string;
};

/** One user of the viewer's workspace; `not_found` for anybody else's. */
export async function getUserDetail(db: Db, viewer: Subject, userId: string): Promise<UserDetail> {
  const { workspace } = viewer;
  const subject = await getSubject(db, workspace.id, userId);
  const { user, rules, facts } = subject;
  const { sources, suspended } = requirementOf(subject);
  const setters = [...sources, ...suspended].map(({ setBy }) => setBy);
  const names = await getUserNames(db, workspace.id, setters);
  const noteOf = ({ kind, setBy, since }: Source): SourceNote => ({
    kind,
    setBy: setBy ? (names.get(setBy) ?? null) : null,
    since: since.toISOString(),
  });
  const holdings = hasRight(viewer.user, "manage_user_rights") ? await holdingsOf(db, subject) : null;
  const isBoxTicked = rules.userBox !== null;
  const isLocked = (holdings?.locks.length ?? 0) > 0;
  return {
    ...toListItem(subject),
    ...holdings,
    isYou: user.id === viewer.user.id,
    policyId: user.policy.id,
    requireMfa: isBoxTicked,
    rights: user.rights,
    sources: sources.map(noteOf),
    suspended: suspended.map(noteOf),
    twoFactorOn: facts.user.twoFactorOn,
    refusals: await listPanelRefusals(db, viewer, user, { isBoxTicked, isLocked }),
    createdAt: user.createdAt.toISOString(),
  };
}

async function holdingsOf(db: Db, { workspace, user, facts }: Subject) {
  const credentials = await listCredentials(db, { workspaceId: workspace.id, userId: user.id });
  return {
    factors: credentials.map(({ kind, createdAt, lastUsedAt }) => ({
      kind,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft: facts.user.recoveryCodesLeft,
    policies: await listPolicyNames(db, workspace.id),
    locks: await listLocks(db, { workspaceId: workspace.id, id: user.id, email: user.email }),
  };
}
