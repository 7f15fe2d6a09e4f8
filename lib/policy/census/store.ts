import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { FACTOR_KINDS, type FactorKind } from "../core/types";
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

const bitOf = (kind: FactorKind): number => 1 << FACTOR_KINDS.indexOf(kind);
const maskOf = (kinds: readonly FactorKind[]): number => kinds.reduce((mask, kind) => mask | bitOf(kind), 0);

const KIND_BIT = sql`case c.kind ${sql.join(
  FACTOR_KINDS.map((kind) => sql.raw(`when '${kind}' then ${bitOf(kind)}`)),
  sql` `,
)} else 0 end`;

/** The kinds somebody holds as bits: those that work, and above them those that are suspect or stopped. */
const KINDS_HELD = sql`
  bit_or((${KIND_BIT}) << case when c.suspect_at is null and f.stopped_at is null then 0 else ${sql.raw(String(FACTOR_KINDS.length))} end) as kinds
  from credentials c
  left join factor_failures f on f.workspace_id = c.workspace_id and f.user_id = c.user_id and f.kind = c.kind`;

const EXCUSED = sql`
  max(least(e.ends_at, e.revoked_at)) as until from exemptions e`;
const IS_EXCUSED = sql`e.starts_at <= now() and least(e.ends_at, e.revoked_at) > now()`;

/** Holdings of everybody at once: each table is read once. */
const ofEverybody = (workspaceId: string): SQL => sql`
  left join (select c.user_id, ${KINDS_HELD} where c.workspace_id = ${workspaceId} group by c.user_id) h on h.user_id = u.id
  left join (select e.user_id, ${EXCUSED} where e.workspace_id = ${workspaceId} and ${IS_EXCUSED} group by e.user_id) x
    on x.user_id = u.id`;

/** Holdings of each user of a stretch. */
const OF_EACH = sql`
  left join lateral (select ${KINDS_HELD} where c.workspace_id = u.workspace_id and c.user_id = u.id) h on true
  left join lateral (select ${EXCUSED} where e.workspace_id = u.workspace_id and e.user_id = u.id and ${IS_EXCUSED}) x on true`;

/** Whole days since a moment: graces count whole days, so that users of the same number are always on the same side. */
const daysSince = (moment: SQL): SQL =>
  sql`least(extract(day from now() - ${moment}), ${sql.raw(String(OLDEST_DAYS))})::int`;

/**
 * Everything about a user that the decision can tell apart at a sign-in that begins now. What their policy and workspace
 * say stands in `policy_id`. Recovery codes count where nothing else works and yet something is held or asked for: elsewhere
 * they are one more way to the same end.
 */
const classColumns = (available: readonly FactorKind[]): SQL[] => [
  sql`u.policy_id`,
  sql`u.blocked_at is not null`,
  sql`u.password_hash is null`,
  sql`u.email_verified_at is null`,
  sql`u.two_factor_on`,
  sql`u.app_flag_since is not null`,
  sql`case when u.required_since is not null then u.required_effect end`,
  sql`coalesce(h.kinds, 0)`,
  sql`case when coalesce(h.kinds, 0) & ${sql.raw(String(maskOf(available)))} = 0
    and (h.kinds <> 0 or u.two_factor_on or u.app_flag_since is not null) then coalesce((
      select true from recovery_codes r where r.workspace_id = u.workspace_id and r.user_id = u.id
        and r.used_at is null and r.acknowledged_at is not null limit 1), false) end`,
  sql`extract(day from x.until - now())::int`,
  daysSince(sql`u.first_prompted_at`),
  sql`case when u.first_prompted_at is not null then ${daysSince(sql`greatest(u.policy_since, u.first_prompted_at)`)} end`,
  sql`least(u.skips_used, ${sql.raw(String(MOST_SKIPS))})`,
];

const list = (parts: readonly SQL[], separator = sql`, `): SQL => sql.join([...parts], separator);

/** Users whom no rule tells apart: how many, and one of them in their place. `key` names the class for this moment. */
export type UserClass = { key: string; count: number; subject: Subject };

/** All classes of the users that `search` finds, by one statement that reads each table once. */
export async function countClasses(
  db: Db,
  workspaceId: string,
  search: UserSearch,
  available: readonly FactorKind[],
): Promise<UserClass[]> {
  const columns = classColumns(available);
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
const isOf = (keys: readonly string[], available: readonly FactorKind[]): SQL => sql`(
  row(${list(classColumns(available))})::text in (select jsonb_array_elements_text(${JSON.stringify(keys)}::text::jsonb))
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
  available: readonly FactorKind[],
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
      where ${isOf(keys, available)} order by ${BY_NAME} limit ${limit}
    ) found on true order by lower(found.name) collate "C", found.user_id`);
  const [first] = rows;
  if (!first) return null;
  return {
    subjects: rows.filter((row) => row.user_id !== null).map((row) => toSubject(row, available)),
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
  available: readonly FactorKind[],
): Promise<Subject[]> {
  return inTransaction(db, async (tx) => {
    await tx.execute(WHOLE);
    const rows = await tx.execute<RuleRow>(sql`
      with page as (
        select u.id from users u ${ofEverybody(workspaceId)}
        where ${conditionsOf(workspaceId, search, after)} and ${isOf(keys, available)}
        order by ${BY_NAME} limit ${limit}
      )
      select ${RULE_COLUMNS} from page join users u on u.workspace_id = ${workspaceId} and u.id = page.id ${RULE_JOINS}
      order by ${BY_NAME}`);
    return rows.map((row) => toSubject(row, available));
  });
}
