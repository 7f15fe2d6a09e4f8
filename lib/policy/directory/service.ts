import "server-only";
import type { Db } from "../../db/client";
import type { FactorKind, ShieldStatus } from "../core/types";
import { listPlaces, listSubjectsOf, type Subject } from "../facts";
import { judgeClasses, type ShieldClass } from "./shields";
import { countByClass, countByRole, countFitting, listPage, type OfStatus } from "./store";
import type { Place, UserFilter, UserSort } from "./terms";

export type PageOfUsers = { subjects: Subject[]; next: Place | null };

/**
 * One page of a workspace's users, with all that decides about them; `next` begins the page after it. A few statements,
 * however many users there are and whatever is looked for.
 */
export async function searchSubjects(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  page: { sort: UserSort; after: Place | null; size: number },
  available: readonly FactorKind[],
): Promise<PageOfUsers> {
  const { sort, after, size } = page;
  const ofStatus = await classesOf(db, workspaceId, filter, available);
  const found = await listPage(db, workspaceId, filter, ofStatus, { sort, after, limit: size + 1 });
  const shown = found.slice(0, size);
  const ids = shown.map(({ id }) => id);
  const known = await listSubjectsOf(db, workspaceId, ids, available);
  return {
    subjects: ids.flatMap((id) => known.get(id) ?? []),
    next: found.length > size ? (shown.at(-1) ?? null) : null,
  };
}

/** How many users a filter finds. */
export async function countSubjects(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  available: readonly FactorKind[],
): Promise<number> {
  return countFitting(db, workspaceId, filter, await classesOf(db, workspaceId, filter, available));
}

/** How many users of a workspace there are of each kind that the list can be narrowed to. */
export type Facets = {
  all: number;
  status: Record<ShieldStatus, number>;
  policy: Record<string, number>;
  role: Record<string, number>;
  factor: Record<FactorKind | "none", number>;
};

/** The figures beside the filters: two statements that read indexes alone, and the core's judgement of each class. */
export async function countFacets(
  db: Db,
  workspaceId: string,
  available: readonly FactorKind[],
): Promise<Facets> {
  const judged = judgeClasses(await listPlaces(db, workspaceId), available);
  const statuses = new Map(judged.map(({ status, ...one }) => [nameOf(one), status]));
  const facets: Facets = {
    all: 0,
    status: { active: 0, pending: 0, chosen: 0, exempt: 0, inactive: 0 },
    policy: {},
    role: {},
    factor: { passkey: 0, totp: 0, sms: 0, push: 0, none: 0 },
  };
  for (const { count, ...one } of await countByClass(db, workspaceId)) {
    facets.all += count;
    facets.status[statuses.get(nameOf(one)) ?? "inactive"] += count;
    facets.policy[one.policyId] = (facets.policy[one.policyId] ?? 0) + count;
    for (const kind of one.kinds.length > 0 ? one.kinds : (["none"] as const)) facets.factor[kind] += count;
  }
  const roles = await countByRole(db, workspaceId);
  for (const { role, count } of roles) facets.role[role] = count;
  facets.role.member = facets.all - roles.reduce((sum, { count }) => sum + count, 0);
  return facets;
}

const nameOf = ({ policyId, isOn, kinds, isBoxed, isExempt }: ShieldClass): string =>
  [policyId, isOn, kinds, isBoxed, isExempt].join(" ");

/** Who has the status of the filter, by the decision's own judgement of each class; null where it names none. */
async function classesOf(
  db: Db,
  workspaceId: string,
  { status }: UserFilter,
  available: readonly FactorKind[],
): Promise<OfStatus> {
  if (status === null) return null;
  const classes = judgeClasses(await listPlaces(db, workspaceId), available);
  return classes.filter((one) => one.status === status);
}
