import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { spotOf } from "../../db/spot";
import { inTransaction } from "../../db/transaction";
import type { FactorKind } from "../core/types";
import {
  BY_NAME,
  isAfter,
  RULE_COLUMNS,
  RULE_JOINS,
  type Subject,
  searchConditions,
  toSubject,
  type UserSearch,
} from "../facts";
import type { RuleRow } from "../rows";

/** Older prompts and moves tell nobody apart: no grace counts more days. */
const OLDEST_DAYS = 366;
/** More skips than any policy gives. */
const MOST_SKIPS = 100;
/** A statement over the whole of a very large workspace is given more time and memory than a page's. */
const WHOLE = sql.raw(
  "select set_config('statement_timeout', '60s', true), set_config('work_mem', '64MB', true)",
);
/** Few classes come out of very many rows: they are gathered by hashing, whatever the planner expects. */
const BY_HASHING = sql.raw("set local enable_sort = off");

/** The kinds somebody holds that do not work now: few have any, and those that work stand in the user's row. */
const BROKEN = sql`string_agg(distinct c.kind, ',' order by c.kind) as kinds from credentials c
  left join factor_failures f on f.workspace_id = c.workspace_id and f.user_id = c.user_id and f.kind = c.kind`;
const IS_BROKEN = sql`(c.suspect_at is not null or f.stopped_at is not null)`;

const EXCUSED = sql`
  max(least(e.ends_at, e.revoked_at)) as until from exemptions e`;
const IS_EXCUSED = sql`e.starts_at <= now() and least(e.ends_at, e.revoked_at) > now()`;

/** Policies and holdings of everybody at once: each table is read once. */
const ofEverybody = (workspaceId: string): SQL => sql`
  join policies p on p.workspace_id = u.workspace_id and p.id = u.policy_id
  left join (select c.user_id, ${BROKEN} where c.workspace_id = ${workspaceId} and ${IS_BROKEN} group by c.user_id) b
    on b.user_id = u.id
  left join (select e.user_id, ${EXCUSED} where e.workspace_id = ${workspaceId} and ${IS_EXCUSED} group by e.user_id) x
    on x.user_id = u.id`;

/** Holdings of each user of a stretch. */
const OF_EACH = sql`
  left join lateral (select ${BROKEN} where c.workspace_id = u.workspace_id and c.user_id = u.id and ${IS_BROKEN}) b on true
  left join lateral (select ${EXCUSED} where e.workspace_id = u.workspace_id and e.user_id = u.id and ${IS_EXCUSED}) x on true`;

/** Whole days since a moment: graces count whole days, so that users of the same number are always on the same side. */
const daysSince = (moment: SQL): SQL =>
  sql`least(extract(day from now() - ${moment}), ${sql.raw(String(OLDEST_DAYS))})::int`;

/** On which side of the end of each former version somebody stands: under it by then, out of days, skipping later. */
const FORMER_TERMS = sql`case when p.former_terms <> '[]' and (u.first_prompted_at is not null or u.skips_used > 0) then (
  select string_agg(format('%s %s %s', u.policy_since < ended, u.last_skip_at > ended,
    greatest(-1, least(${sql.raw(String(OLDEST_DAYS))},
      floor(extract(epoch from ended - greatest(u.policy_since, u.first_prompted_at)) / 86400)))), ',')
  from (select (jsonb_array_elements(p.former_terms) ->> 'endedAt')::timestamptz as ended) former) end`;

/** A deadline given to somebody alone stands as it is: few have one, or many the same. */
const EXTENSION = sql`case when u.extended_until is not null then
  row(u.extended_until, u.extended_at, u.extended_at < u.policy_since, u.extended_at < u.created_at)::text end`;

/** What tells users apart beside themselves: the kinds that run here, and the percentages at which rings end. */
export type Judged = { available: readonly FactorKind[]; cuts: readonly number[] };

/** Percentages at which the rings of a workspace end, whether they have started or not. */
export async function listCuts(db: Db, workspaceId: string): Promise<number[]> {
  const rows = await db.execute<{ percent: number }>(sql`
    select percent from rings g where g.workspace_id = ${workspaceId} and percent < 100`);
  return rows.map(({ percent }) => percent);
}

/** Between which of the rings' ends somebody lies; the hash is worked out only where there are any. */
function ringColumn(cuts: readonly number[]): SQL {
  const ends = [...new Set(cuts)].filter((cut) => cut < 100).toSorted((a, b) => a - b);
  if (ends.length === 0) return sql`null::int`;
  return sql`width_bucket(${spotOf(sql`u.workspace_id`, sql`u.id`)}, ${sql.raw(`'{${ends.join(",")}}'::int[]`)})`;
}

/**
 * Everything about a user that the decision can tell apart at a sign-in that begins now. What their policy and workspace
 * say stands in `policy_id`. Recovery codes count where nothing else works and yet something is held or asked for: elsewhere
 * they are one more way to the same end.
 */
const classColumns = ({ available, cuts }: Judged): SQL[] => [
  sql`u.policy_id`,
  sql`u.blocked_at is not null`,
  sql`u.password_hash is null`,
  sql`u.email_verified_at is null`,
  sql`u.two_factor_on`,
  sql`u.app_flag_since is not null`,
  sql`case when u.required_since is not null then u.required_effect end`,
  sql`u.factor_kinds`,
  sql`b.kinds`,
  sql`case when (u.factor_kinds <> '' or b.kinds is not null or u.two_factor_on or u.app_flag_since is not null)
    and not string_to_array(u.factor_kinds, ',') && ${sql.raw(`'{${available.join(",")}}'::text[]`)} then coalesce((
      select true from recovery_codes r where r.workspace_id = u.workspace_id and r.user_id = u.id
        and r.used_at is null and r.acknowledged_at is not null limit 1), false) end`,
  sql`extract(day from x.until - now())::int`,
  daysSince(sql`u.first_prompted_at`),
  sql`case when u.first_prompted_at is not null then ${daysSince(sql`greatest(u.policy_since, u.first_prompted_at)`)} end`,
  sql`u.required_grace_days`,
  sql`case when u.required_grace_days is not null and u.first_prompted_at is not null
    then ${daysSince(sql`greatest(u.required_since, u.first_prompted_at)`)} end`,
  sql`least(u.skips_used, ${sql.raw(String(MOST_SKIPS))})`,
  FORMER_TERMS,
  EXTENSION,
  ringColumn(cuts),
];

const list = (parts: readonly SQL[], separator = sql`, `): SQL => sql.join([...parts], separator);

/** Users whom no rule tells apart: how many, and one of them in their place. `key` names the class for this moment. */
export type UserClass = { key: string; count: number; subject: Subject };

/** All classes of the users that `search` finds, by one statement that reads each table once. */
export async function countClasses(
  db: Db,
  workspaceId: string,
  search: UserSearch,
  judged: Judged,
): Promise<UserClass[]> {
  const { available } = judged;
  const columns = classColumns(judged);
  const names = columns.map((_, i) => sql.raw(`c${i}`));
  const named = columns.map((column, i) => sql`${column} as ${names[i]}`);
  return inTransaction(db, async (tx) => {
    await tx.execute(WHOLE);
    await tx.execute(BY_HASHING);
    const rows = await tx.execute<RuleRow & { class_key: string; class_count: number }>(sql`
      with classes as (
        select row(${list(names)})::text as class_key, count(*)::int as class_count, min(id) as member_id
        from (
          select u.id, ${list(named)} from users u ${ofEverybody(workspaceId)}
          where ${list(searchConditions(workspaceId, search), sql` and `)}
        ) one group by ${list(names)}
      )
      select k.class_key, k.class_count, member.* from classes k join lateral (
        select ${RULE_COLUMNS} from users u ${RULE_JOINS}
        where u.workspace_id = ${workspaceId} and u.id = k.member_id offset 0
      ) member on true`);
    return rows.map((row) => ({
      key: row.class_key,
      count: row.class_count,
      subject: toSubject(row, available),
    }));
  });
}

type Mark = { name: string; id: string };
type Page = { after: Mark | null; limit: number };

/** Whether `u` is of one of these classes; wrapped so that the planner looks keys up in a hash and joins nothing. */
const isOf = (keys: readonly string[], judged: Judged): SQL => sql`(
  row(${list(classColumns(judged))})::text in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))
) is true`;

function conditionsOf(workspaceId: string, search: UserSearch, after: Mark | null): SQL {
  const conditions = searchConditions(workspaceId, search);
  if (after) conditions.push(isAfter(after));
  return list(conditions, sql` and `);
}

/** What one step along the names found; `end` is the last user that was looked at. */
export type Stretch = { subjects: Subject[]; end: Mark; isLast: boolean };

/**
 * Those of the given classes, `limit` at most, among the next `length` users by name that `search` finds; null where
 * nobody is left. Quick where the classes are common.
 */
export async function listAlong(
  db: Db,
  workspaceId: string,
  { search, keys }: { search: UserSearch; keys: readonly string[] },
  { after, limit, length }: Page & { length: number },
  judged: Judged,
): Promise<Stretch | null> {
  const rows = await db.execute<RuleRow & { end_name: string; end_id: string; looked_at: number }>(sql`
    with stretch as (
      select u.* from users u where ${conditionsOf(workspaceId, search, after)} order by ${BY_NAME} limit ${length}
    ), ending as (
      select s.name as end_name, s.id as end_id, (select count(*)::int from stretch) as looked_at
      from stretch s order by lower(s.name) collate "C" desc, s.id desc limit 1
    )
    select ending.*, found.* from ending left join lateral (
      select ${RULE_COLUMNS} from stretch u ${RULE_JOINS} ${OF_EACH}
      where ${isOf(keys, judged)} order by ${BY_NAME} limit ${limit}
    ) found on true order by lower(found.name) collate "C", found.user_id`);
  const [first] = rows;
  if (!first) return null;
  return {
    subjects: rows.filter((row) => row.user_id !== null).map((row) => toSubject(row, judged.available)),
    end: { name: first.end_name, id: first.end_id },
    isLast: first.looked_at < length,
  };
}

/** The next of the given classes by name, `limit` at most, by one look at everybody: for classes that are rare. */
export async function listAmongAll(
  db: Db,
  workspaceId: string,
  { search, keys }: { search: UserSearch; keys: readonly string[] },
  { after, limit }: Page,
  judged: Judged,
): Promise<Subject[]> {
  return inTransaction(db, async (tx) => {
    await tx.execute(WHOLE);
    const rows = await tx.execute<RuleRow>(sql`
      with page as (
        select u.id from users u ${ofEverybody(workspaceId)}
        where ${conditionsOf(workspaceId, search, after)} and ${isOf(keys, judged)}
        order by ${BY_NAME} limit ${limit}
      )
      select ${RULE_COLUMNS} from page join users u on u.workspace_id = ${workspaceId} and u.id = page.id ${RULE_JOINS}
      order by ${BY_NAME}`);
    return rows.map((row) => toSubject(row, judged.available));
  });
}
