import "server-only";
import { type LogFilters, type Mark, readMark, readSought, writeMark } from "../../audit/core/log-query";
import { type LogQuery, type LogRow, type People, searchEvents } from "../../audit/log/service";
import type { Db } from "../../db/client";
import { getUserNames, listIdsByWords, patternOf } from "../../identity/users/service";
import { listPolicyNames } from "../../policy/policies";
import { getWorkspace } from "../../workspaces/service";

/** One event as the page shows it; `at` is an ISO string. Names are those of today: the log itself keeps ids alone. */
export type LogItem = Omit<LogRow, "at"> & {
  at: string;
  actorName: string | null;
  targetName: string | null;
};

export type LogPageView = { events: LogItem[]; next: string | null };

const PAGE_SIZE = 50;
/** More people than this are not looked up one by one. */
const FEW = 200;
/** Ids are looked for around the moment they were made at: clocks differ, and a request may take its time. */
const AROUND_MS = 120_000;
const DAY_MS = 86_400_000;

/** One keyset page of a workspace's log, newest first; `next` continues it, null ends it. No query per event. */
export async function searchLog(
  db: Db,
  workspaceId: string,
  filters: LogFilters,
  after: string | null,
): Promise<LogPageView> {
  const query = await toQuery(db, workspaceId, filters);
  const { rows, next } = await readPage(db, { ...query, after: readMark(after), limit: PAGE_SIZE });
  return { events: await withNames(db, workspaceId, rows), next: next && writeMark(next) };
}

/** A page of any size, and the place after it. */
export async function readPage(db: Db, query: LogQuery): Promise<{ rows: LogRow[]; next: Mark | null }> {
  const { rows, lookedUpTo } = await searchEvents(db, { ...query, limit: query.limit + 1 });
  const page = rows.slice(0, query.limit);
  return { rows: page, next: rows.length > query.limit ? (page.at(-1) ?? null) : lookedUpTo };
}

/** What the filters ask of the tables: words become people, an id a moment, days moments of UTC. */
export async function toQuery(
  db: Db,
  workspaceId: string,
  filters: LogFilters,
): Promise<Omit<LogQuery, "after" | "limit">> {
  const { action, result, text } = filters;
  const from = filters.from ? new Date(filters.from) : null;
  const to = filters.to ? new Date(new Date(filters.to).getTime() + DAY_MS) : null;
  const sought = text ? readSought(text) : null;
  const base = {
    ...{ workspaceId, action, result, from, to },
    actors: filters.actor ? await findPeople(db, workspaceId, filters.actor) : null,
    targets: filters.target ? await findPeople(db, workspaceId, filters.target) : null,
    words: null,
    exact: null,
  };
  if (!sought) return base;
  if (sought.kind === "words") {
    const people = await findPeople(db, workspaceId, sought.words);
    return { ...base, words: { people, reason: sought.words } };
  }
  if (sought.kind === "address") return { ...base, exact: { column: "ip", value: sought.ip } };
  const column = sought.kind === "event" ? "id" : "request_id";
  const [earliest, latest] = [-AROUND_MS, AROUND_MS].map((ms) => new Date(sought.at.getTime() + ms));
  return {
    ...base,
    exact: { column, value: sought.id },
    from: from && earliest && from > earliest ? from : (earliest ?? null),
    to: to && latest && to < latest ? to : (latest ?? null),
  };
}

/** An id stands for itself, words for the people whose names or addresses hold them. */
async function findPeople(db: Db, workspaceId: string, words: string): Promise<People> {
  if (/^[a-z]{3}_[\w-]+$/.test(words)) return { ids: [words] };
  const ids = await listIdsByWords(db, workspaceId, words, FEW + 1);
  return ids.length > FEW ? { pattern: patternOf(words) } : { ids };
}

export async function withNames(db: Db, workspaceId: string, rows: readonly LogRow[]): Promise<LogItem[]> {
  const ids = rows.flatMap(({ actorId, targetId }) => [actorId, targetId]);
  const names = await getUserNames(db, workspaceId, ids);
  if (ids.some((id) => id?.startsWith("pol_")))
    for (const { id, name } of await listPolicyNames(db, workspaceId)) names.set(id, name);
  if (ids.includes(workspaceId)) names.set(workspaceId, (await getWorkspace(db, workspaceId)).name);
  return rows.map((row) => ({
    ...row,
    at: new Date(Number(row.at) / 1_000).toISOString(),
    actorName: names.get(row.actorId ?? "") ?? null,
    targetName: names.get(row.targetId ?? "") ?? null,
  }));
}
