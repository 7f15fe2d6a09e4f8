import "server-only";
import type { Db } from "../../db/client";
import { shieldStatus } from "../core/status";
import type { FactorKind, ShieldStatus } from "../core/types";
import type { Subject, UserSearch } from "../facts";
import { requirementOf } from "../service";
import { countClasses, type Judged, listAlong, listAmongAll, listCuts, type UserClass } from "./store";

export type { UserClass } from "./store";

/** Everybody: a search that leaves nobody out. */
export const EVERYBODY: UserSearch = { text: "", role: null, policyId: null };

/**
 * The users that `search` finds, in classes whose members no rule tells apart at a sign-in that begins now: ask the core
 * once per class, about its `subject`, and count `count`. One statement, whatever the number of users. `cuts`: percentages at
 * which rings end that are only planned.
 */
export const takeCensus = async (
  db: Db,
  workspaceId: string,
  search: UserSearch,
  available: readonly FactorKind[],
  cuts: readonly number[] = [],
): Promise<UserClass[]> =>
  countClasses(db, workspaceId, search, await judgedWith(db, workspaceId, available, cuts));

const judgedWith = async (
  db: Db,
  workspaceId: string,
  available: readonly FactorKind[],
  cuts: readonly number[],
): Promise<Judged> => ({ available, cuts: [...(await listCuts(db, workspaceId)), ...cuts] });

/** How many people the classes hold together. */
export const countPeople = (classes: readonly UserClass[]): number =>
  classes.reduce((sum, { count }) => sum + count, 0);

/** The classes of one shield. */
export const classesOfStatus = (classes: readonly UserClass[], status: ShieldStatus): UserClass[] =>
  classes.filter(({ subject }) => statusOf(subject) === status);

/** How many there are of each shield. */
export function countByStatus(classes: readonly UserClass[]): Record<ShieldStatus, number> {
  const counts = { active: 0, pending: 0, chosen: 0, exempt: 0, inactive: 0 };
  for (const { subject, count } of classes) counts[statusOf(subject)] += count;
  return counts;
}

const statusOf = (subject: Subject): ShieldStatus =>
  shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now).status;

type Mark = { name: string; id: string };

/** How far a step along the names goes. */
const STEP = 1_000;
/** Where fewer than one in so many that were passed belonged to the classes, the rest is found by one look at everybody. */
const RARE = 20;

/**
 * A page by name of those users that `search` finds and that belong to `classes`; `next` continues it, null ends it. Take
 * the census for the same search and `cuts` just before: a class is named for a moment, not for ever.
 */
export async function listOfClasses(
  db: Db,
  workspaceId: string,
  {
    search,
    classes,
    cuts = [],
  }: { search: UserSearch; classes: readonly UserClass[]; cuts?: readonly number[] },
  { after, limit }: { after: Mark | null; limit: number },
  available: readonly FactorKind[],
): Promise<{ subjects: Subject[]; next: Mark | null }> {
  const judged = await judgedWith(db, workspaceId, available, cuts);
  const wanted = { search, keys: classes.map(({ key }) => key) };
  const subjects: Subject[] = [];
  const page = () => ({ after: mark, limit: limit - subjects.length, length: Math.max(STEP, limit) });
  let mark = after;
  let isRare = false;
  while (wanted.keys.length > 0 && subjects.length < limit && !isRare) {
    const { length } = page();
    const step = await listAlong(db, workspaceId, wanted, page(), judged);
    subjects.push(...(step?.subjects ?? []));
    if (step === null || (step.isLast && subjects.length < limit)) return { subjects, next: null };
    mark = step.end;
    isRare = step.subjects.length < length / RARE;
  }
  if (isRare && subjects.length < limit)
    subjects.push(...(await listAmongAll(db, workspaceId, wanted, page(), judged)));
  const last = subjects.length < limit ? undefined : subjects.at(-1)?.user;
  return { subjects, next: last ? { name: last.name, id: last.id } : null };
}
