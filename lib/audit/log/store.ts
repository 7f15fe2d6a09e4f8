import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import type { Mark } from "../core/log-query";

/** `at` in microseconds since 1970, so that no part of it is lost on the way. */
export type LogRow = {
  id: string;
  at: string;
  action: string;
  result: string;
  actorKind: string;
  actorId: string | null;
  targetId: string | null;
  ip: string | null;
  userAgent: string | null;
  requestId: string | null;
  data: Record<string, unknown>;
};

/** People by their ids, or, where they are too many, by a pattern over their names and addresses. */
export type People = { ids: string[] } | { pattern: string };

export type LogQuery = {
  workspaceId: string;
  action: string | null;
  result: string | null;
  /** From here, up to before there. */
  from: Date | null;
  to: Date | null;
  actors: People | null;
  targets: People | null;
  /** Either of both, or whose reason has these words. */
  words: { people: People; reason: string } | null;
  exact: { column: "id" | "request_id" | "ip"; value: string } | null;
  after: Mark | null;
  limit: number;
};

export type LogPage = {
  rows: LogRow[];
  /** Where the look ended that found fewer than were asked for, and is not over; null: it is over, or the page is full. */
  lookedUpTo: Mark | null;
};

const COLUMNS = sql`e.id, (extract(epoch from e.at) * 1000000)::bigint::text as at, e.action, e.result, e.actor_kind as "actorKind",
  e.actor_id as "actorId", e.target_id as "targetId", e.ip, e.user_agent as "userAgent", e.request_id as "requestId", e.data`;
const NEWEST_FIRST = sql`order by e.at desc, e.id desc`;
/** Rows that a search for very many people looks at for one page. */
const MOST_LOOKED_AT = 20_000;

/** Written out: a plan that is kept for any limit would be one for very many rows. */
const first = (count: number): SQL => sql.raw(`limit ${count}`);
const moment = (micros: string): SQL =>
  sql`(timestamptz 'epoch' + ${micros}::bigint * interval '1 microsecond')`;
const list = (values: readonly string[]): SQL =>
  sql`array[${sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  )}]::text[]`;
const all = (conditions: readonly (SQL | null)[]): SQL =>
  sql.join(
    conditions.filter((condition) => condition !== null),
    sql` and `,
  );

const isNamed = (workspaceId: string, id: SQL, pattern: string): SQL => sql`exists (select 1 from users u
  where u.workspace_id = ${workspaceId} and u.id in (${id}) and lower(u.name || E'\n' || u.email) like ${pattern})`;

/** One page, newest first. Each way of asking has an index that hands out the newest first and stops. */
export async function searchEvents(db: Db, query: LogQuery): Promise<LogPage> {
  const { actors, targets, words } = query;
  const isMany = [actors, targets, words?.people ?? null].some(
    (people) => people !== null && "pattern" in people,
  );
  if (isMany) return lookAlong(db, query);
  const rows = await (words || actors || targets ? byPeople(db, query) : inOrder(db, query));
  return { rows, lookedUpTo: null };
}

/** What every way of asking narrows by. */
const common = (query: LogQuery): (SQL | null)[] => [
  sql`e.workspace_id = ${query.workspaceId}`,
  query.action === null ? null : sql`e.action = ${query.action}`,
  // Written out, so that the index of the refused fits
  query.result === null
    ? null
    : query.result === "refused"
      ? sql`e.result = 'refused'`
      : sql`e.result = ${query.result}`,
  query.from && sql`e.at >= ${query.from.toISOString()}::timestamptz`,
  query.to && sql`e.at < ${query.to.toISOString()}::timestamptz`,
  query.exact && sql`e.${sql.raw(query.exact.column)} = ${query.exact.value}`,
  query.after && sql`(e.at, e.id) < (${moment(query.after.at)}, ${query.after.id})`,
];

const idsOf = (people: People | null): string[] | null => (people && "ids" in people ? people.ids : null);

const amongIds = (column: SQL, people: People | null): SQL | null => {
  const ids = idsOf(people);
  return ids && sql`${column} = any(${list(ids)})`;
};

const inOrder = async (db: Db, query: LogQuery): Promise<LogRow[]> => [
  ...(await db.execute<LogRow>(sql`
    select ${COLUMNS} from audit_events e where ${all(common(query))} ${NEWEST_FIRST} ${first(query.limit)}`)),
];

/** A few people: the newest of each, merged. */
async function byPeople(db: Db, query: LogQuery): Promise<LogRow[]> {
  const { workspaceId, limit, actors, targets, words } = query;
  const [actor, target] = [sql`e.actor_id`, sql`e.target_id`];
  const given = [...common(query), amongIds(actor, actors), amongIds(target, targets)];
  const newestOf = (column: SQL, ids: readonly string[]) => sql`
    (select one.at, one.id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) person (id)
      cross join lateral (select e.at, e.id from audit_events e where ${all(given)} and ${column} = person.id
        ${NEWEST_FIRST} ${first(limit)}) one)`;
  const ids = idsOf(words?.people ?? null);
  const ways = words
    ? [newestOf(actor, ids ?? []), newestOf(target, ids ?? []), byReason(given, words.reason, limit)]
    : [actors ? newestOf(actor, idsOf(actors) ?? []) : newestOf(target, idsOf(targets) ?? [])];
  return [
    ...(await db.execute<LogRow>(sql`
      select ${COLUMNS} from (
        select distinct at, id from (${sql.join(ways, sql` union all `)}) way order by at desc, id desc ${first(limit)}
      ) found join audit_events e on e.workspace_id = ${workspaceId} and e.at = found.at and e.id = found.id
      ${NEWEST_FIRST}`)),
  ];
}

/**
 * The words as people wrote them into a reason. The index holds those alone, few of all events, and is asked first and whole
 * (`offset 0`): for a rare word the planner would else walk along the log until it finds it.
 */
const byReason = (given: (SQL | null)[], reason: string, limit: number): SQL => sql`
  (select at, id from (
    select e.at, e.id from audit_events e where ${all(given)} and e.data->>'reason' like '% %'
      and to_tsvector('simple', e.data->>'reason') @@ websearch_to_tsquery('simple', ${reason}) offset 0
  ) written order by at desc, id desc ${first(limit)})`;

/** Very many people: the log is looked along, newest first, so far at once; what is common is found soon. */
async function lookAlong(db: Db, query: LogQuery): Promise<LogPage> {
  const { workspaceId, limit, actors, targets, words } = query;
  const given = [...common(query), amongIds(sql`e.actor_id`, actors), amongIds(sql`e.target_id`, targets)];
  const named = (id: SQL, people: People | null | undefined) =>
    people && "pattern" in people ? isNamed(workspaceId, id, people.pattern) : null;
  const either = words && named(sql`e.actor_id, e.target_id`, words.people);
  const looked = sql`select * from audit_events e where ${all(given)} ${NEWEST_FIRST} ${first(MOST_LOOKED_AT)}`;
  const found = await db.execute<LogRow>(sql`
    select ${COLUMNS} from (${looked}) e
    where ${all([sql`true`, named(sql`e.actor_id`, actors), named(sql`e.target_id`, targets), either])} ${NEWEST_FIRST} ${first(limit)}`);
  if (found.length >= limit) return { rows: [...found], lookedUpTo: null };
  const [last] = await db.execute<Mark>(sql`
    select (extract(epoch from e.at) * 1000000)::bigint::text as at, e.id from audit_events e where ${all(given)} ${NEWEST_FIRST}
    offset ${MOST_LOOKED_AT - 1} limit 1`);
  return { rows: [...found], lookedUpTo: last ?? null };
}
