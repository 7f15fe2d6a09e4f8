import "server-only";
import type { Db } from "../../db/client";
import { shieldStatus } from "../core/status";
import type { FactorKind, ShieldStatus } from "../core/types";
import { listPlaces, listSubjectsOf, type Subject, type UserSearch } from "../facts";
import { toRollout } from "../rows";
import { requirementOf } from "../service";
import { judgeClasses, type ShieldClass, spotsOf } from "./shields";
import {
  conditionsOf,
  countByClass,
  countByRole,
  countFitting,
  listFittingIds,
  listPage,
  type OfStatus,
} from "./store";
import type { Place, UserFilter, UserSort } from "./terms";

export type PageOfUsers = { subjects: Subject[]; next: Place | null };

/** Users of a stretch that are judged one by one, and stretches per page: enough to fill it, unless few fit. */
const JUDGED_AT_ONCE = 500;
const MOST_STRETCHES = 8;
/** Of more candidates than this nobody waits for the number. */
const MOST_COUNTED = 20_000;

type Page = { sort: UserSort; after: Place | null; size: number };

/**
 * One page of a workspace's users, with all that decides about them; `next` begins the page after it. A few statements,
 * however many users there are and whatever is looked for. Who is in grace is judged one by one: such a page may hold fewer
 * than asked for, and still have one after it.
 */
export async function searchSubjects(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  page: Page,
  available: readonly FactorKind[],
): Promise<PageOfUsers> {
  const ofStatus = await classesOf(db, workspaceId, filter, available);
  const readFrom = async (after: Place | null, size: number) => {
    const found = await listPage(db, workspaceId, filter, ofStatus, {
      sort: page.sort,
      after,
      limit: size + 1,
    });
    const shown = found.slice(0, size);
    const ids = shown.map(({ id }) => id);
    const known = await listSubjectsOf(db, workspaceId, ids, available);
    const next = found.length > size ? (shown.at(-1) ?? null) : null;
    return { shown, next, subjects: ids.flatMap((id) => known.get(id) ?? []) };
  };
  return filter.isInGrace ? searchInGrace(readFrom, page) : readFrom(page.after, page.size);
}

type Read = (after: Place | null, size: number) => Promise<PageOfUsers & { shown: Place[] }>;

async function searchInGrace(readFrom: Read, { after, size }: Page): Promise<PageOfUsers> {
  const subjects: Subject[] = [];
  let place = after;
  for (let stretch = 0; stretch < MOST_STRETCHES; stretch++) {
    const read = await readFrom(place, JUDGED_AT_ONCE);
    const fitting = read.subjects.filter(isInGrace).slice(0, size - subjects.length);
    subjects.push(...fitting);
    const last = fitting.at(-1)?.user.id;
    if (subjects.length === size) return { subjects, next: read.shown.find(({ id }) => id === last) ?? null };
    place = read.next;
    if (place === null) break;
  }
  return { subjects, next: place };
}

const isInGrace = (subject: Subject): boolean => {
  const { status, until } = shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now);
  return status === "pending" && until !== undefined;
};

/**
 * The next users by id whom a filter finds, as ids alone, out of `limit` that are looked at; go on `after`, until it `isLast`.
 */
export async function listUserIds(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  page: { after: string; limit: number },
  available: readonly FactorKind[],
): Promise<{ ids: string[]; after: string; isLast: boolean }> {
  const ofStatus = await classesOf(db, workspaceId, filter, available);
  const found = await listFittingIds(db, workspaceId, filter, ofStatus, page);
  const end = { after: found.at(-1) ?? page.after, isLast: found.length < page.limit };
  if (!filter.isInGrace) return { ids: found, ...end };
  const known = await listSubjectsOf(db, workspaceId, found, available);
  const ids = found.filter((id) => {
    const subject = known.get(id);
    return subject !== undefined && isInGrace(subject);
  });
  return { ids, ...end };
}

/** Whom a filter finds, as a search of the census; null for who is in grace, which is judged one by one. */
export async function toSearch(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  available: readonly FactorKind[],
): Promise<UserSearch | null> {
  if (filter.isInGrace) return null;
  const ofStatus = await classesOf(db, workspaceId, filter, available);
  return { text: "", role: null, policyId: null, fits: conditionsOf(workspaceId, filter, ofStatus) };
}

/** How many users a filter finds; null where more would have to be judged one by one than anybody waits for. */
export async function countSubjects(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  available: readonly FactorKind[],
): Promise<number | null> {
  const ofStatus = await classesOf(db, workspaceId, filter, available);
  const candidates = await countFitting(db, workspaceId, filter, ofStatus);
  if (!filter.isInGrace) return candidates;
  if (candidates > MOST_COUNTED) return null;
  let count = 0;
  for (let after = ""; ; ) {
    const page = { after, limit: JUDGED_AT_ONCE };
    const stretch = await listUserIds(db, workspaceId, filter, page, available);
    count += stretch.ids.length;
    if (stretch.isLast) return count;
    after = stretch.after;
  }
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
  const places = await listPlaces(db, workspaceId);
  const judged = judgeClasses(places, available);
  const [place] = places;
  const sides = spotsOf(place ? toRollout(place) : null);
  const statuses = new Map(judged.map(({ status, ...one }) => [nameOf(one), status]));
  const facets: Facets = {
    all: 0,
    status: { active: 0, pending: 0, chosen: 0, exempt: 0, inactive: 0 },
    policy: {},
    role: {},
    factor: { passkey: 0, totp: 0, sms: 0, push: 0, none: 0 },
  };
  for (const { count, ...one } of await countByClass(db, workspaceId, sides)) {
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

const nameOf = ({ policyId, isOn, kinds, isBoxed, isExempt, spots }: ShieldClass): string =>
  [policyId, isOn, kinds, isBoxed, isExempt, spots].join(" ");

/** Who has the status of the filter, by the decision's own judgement of each class; null where it names none. */
async function classesOf(
  db: Db,
  workspaceId: string,
  { status, isInGrace: isGraceAsked }: UserFilter,
  available: readonly FactorKind[],
): Promise<OfStatus> {
  if (status === null && !isGraceAsked) return null;
  const classes = judgeClasses(await listPlaces(db, workspaceId), available);
  return classes.filter(
    (one) => (status === null || one.status === status) && (!isGraceAsked || one.status === "pending"),
  );
}
