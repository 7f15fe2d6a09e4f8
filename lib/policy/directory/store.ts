import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { isId } from "../../core/ids";
import type { Db } from "../../db/client";
import { spotOf } from "../../db/spot";
import { FACTOR_KINDS, type FactorKind } from "../core/types";
import { KIND_SETS, type ShieldClass, type Spots } from "./shields";
import { isBeginning, type Place, type SignedIn, type UserFilter, type UserSort } from "./terms";

/** Users looked at in the list's own order before another way is taken: what is common is found among them. */
const STRETCH = 5_000;

/** Each is the expression of an index that begins with the workspace and ends with the id. */
const KEYS: Record<string, { of: SQL; type: SQL }> = {
  name: { of: sql`lower(u.name) collate "C"`, type: sql`text` },
  last_sign_in: {
    of: sql`coalesce(u.last_sign_in_at, '-infinity'::timestamptz)`,
    type: sql`timestamptz`,
  },
  created: { of: sql`u.created_at`, type: sql`timestamptz` },
};

function orderOf(sort: UserSort) {
  const isReversed = sort.startsWith("-");
  const { of: key, type } = KEYS[isReversed ? sort.slice(1) : sort] as (typeof KEYS)[string];
  const direction = isReversed ? sql`desc` : sql`asc`;
  const beyond = isReversed ? sql`<` : sql`>`;
  return {
    key,
    /** Users of the workspace `u`, from a place on. */
    from: (workspaceId: string, after: Place | null): SQL =>
      after === null
        ? sql`u.workspace_id = ${workspaceId}`
        : sql`u.workspace_id = ${workspaceId}
            and (${key}, u.id) ${beyond} (${after.key}::text::${type}, ${after.id})`,
    by: sql`${key} ${direction}, u.id ${direction}`,
    byKey: sql`u.key ${direction}, u.id ${direction}`,
  };
}

const LAST: SQL = KEYS.last_sign_in?.of ?? sql``;
const SIGNED_IN_IS: Record<SignedIn, SQL> = {
  within_7: sql`${LAST} > now() - interval '7 days'`,
  within_30: sql`${LAST} > now() - interval '30 days'`,
  not_within_90: sql`${LAST} > '-infinity' and ${LAST} < now() - interval '90 days'`,
  never: sql`${LAST} = '-infinity'`,
};

/** By whole sets, so that an index over them answers it. */
function holdsFactor(kind: FactorKind | "none"): SQL {
  return holdsOneOf(KIND_SETS.filter((set) => (kind === "none" ? set.length === 0 : set.includes(kind))));
}

/** Constants, not parameters: the database then knows how many there are of each. */
function holdsOneOf(sets: readonly (readonly FactorKind[])[]): SQL {
  const literals = sets.map((set) => sql.raw(`'${set.join(",")}'`));
  return sql`u.factor_kinds in (${sql.join(literals, sql`, `)})`;
}

const isExempt = (workspaceId: string): SQL => sql`u.id in (
  select e.user_id from exemptions e where e.workspace_id = ${workspaceId} and e.ends_at > now()
    and e.starts_at <= now() and (e.revoked_at is null or e.revoked_at > now()))`;

/** Who belongs to one of the classes. */
function isOneOf(workspaceId: string, classes: readonly ShieldClass[]): SQL {
  const sides = [false, true].flatMap((isExcused) => {
    const those = classes.filter((one) => one.isExempt === isExcused);
    if (those.length === 0) return [];
    const excused = isExempt(workspaceId);
    return [sql`(${isExcused ? excused : sql`not (${excused})`} and (${anyOf(those)}))`];
  });
  return sides.length === 0 ? sql`false` : sql`(${sql.join(sides, sql` or `)})`;
}

const SPOT = spotOf(sql`u.workspace_id`, sql`u.id`);
/** The hash is worked out only where rings tell people apart. */
const isAt = ([from, below]: Spots): SQL =>
  from === 0 && below === 100 ? sql`true` : sql`(${SPOT} >= ${from} and ${SPOT} < ${below})`;

/** Classes that differ in their factors alone are asked for together. */
function anyOf(classes: readonly ShieldClass[]): SQL {
  const alike = new Map<string, ShieldClass[]>();
  for (const one of classes) {
    const key = `${one.isOn} ${one.isBoxed} ${one.policyId} ${one.spots}`;
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const parts = [...alike.values()].map((group) => {
    const { policyId, isOn, isBoxed, spots } = group[0] as ShieldClass;
    return sql`(${isAt(spots)} and u.policy_id = ${policyId} and u.two_factor_on = ${isOn}
      and u.required_since is ${isBoxed ? sql`not null` : sql`null`}
      and ${holdsOneOf(group.map(({ kinds }) => kinds))})`;
  });
  return sql.join(parts, sql` or `);
}

/** Above every text that begins with what stands before it, byte by byte. */
const ABOVE_ALL = "\u{10ffff}";

function hasText(text: string): SQL {
  if (isId("user", text)) return sql`u.id = ${text}`;
  const lower = text.toLowerCase();
  if (isBeginning(text)) {
    const upTo = lower + ABOVE_ALL;
    return sql`((lower(u.name) collate "C" >= ${lower} and lower(u.name) collate "C" < ${upTo})
      or (u.email collate "C" >= ${lower} and u.email collate "C" < ${upTo}))`;
  }
  const pattern = `%${lower.replace(/[\\%_]/g, "\\$&")}%`;
  return sql`lower(u.name || E'\n' || u.email) like ${pattern}`;
}

/** Who has the status that a filter names, as classes; null: it names none. */
export type OfStatus = readonly ShieldClass[] | null;

/** All that a filter asks of a user `u`. */
export function conditionsOf(workspaceId: string, filter: UserFilter, ofStatus: OfStatus): SQL[] {
  const { text, role, policyId, factor, signedIn } = filter;
  return [
    text === "" ? null : hasText(text),
    role === null ? null : sql`u.role = ${role}`,
    policyId === null ? null : sql`u.policy_id = ${policyId}`,
    factor === null ? null : holdsFactor(factor),
    signedIn === null ? null : SIGNED_IN_IS[signedIn],
    ofStatus && isOneOf(workspaceId, ofStatus),
  ].filter((condition) => condition !== null);
}

type FoundUser = { id: string; key: string };

/**
 * One page of a workspace's users, as ids in the list's order with what orders them. What is common is found on the way
 * along the list; what is rare, and would be waited for there, by the index that knows it.
 */
export async function listPage(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  ofStatus: OfStatus,
  { sort, after, limit }: { sort: UserSort; after: Place | null; limit: number },
): Promise<FoundUser[]> {
  const order = orderOf(sort);
  const range = order.from(workspaceId, after);
  const conditions = conditionsOf(workspaceId, filter, ofStatus);
  const isUnfiltered = conditions.length === 0;
  const fits = isUnfiltered ? sql`true` : sql.join(conditions, sql` and `);
  const onTheWay = await db.execute<FoundUser>(sql`
    select u.id, u.key::text as key
    from (
      select u.*, ${order.key} as key from users u
      where ${range} order by ${order.by} limit ${isUnfiltered ? limit : STRETCH}
    ) u
    where u.workspace_id = ${workspaceId} and ${fits} order by ${order.byKey} limit ${limit}`);
  if (isUnfiltered || onTheWay.length === limit) return [...onTheWay];
  return db.execute<FoundUser>(sql`
    with found as materialized (select u.id, ${order.key} as key from users u where ${range} and ${fits})
    select u.id, u.key::text as key from found u order by ${order.byKey} limit ${limit}`);
}

/** Ids of users who fit, by id from one on: a walk through all of them that others may join and leave meanwhile. */
export async function listFittingIds(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  ofStatus: OfStatus,
  { after, limit }: { after: string; limit: number },
): Promise<string[]> {
  const range = sql`u.workspace_id = ${workspaceId} and u.id > ${after}`;
  const rows = await db.execute<{ id: string }>(sql`
    select u.id from users u
    where ${sql.join([range, ...conditionsOf(workspaceId, filter, ofStatus)], sql` and `)}
    order by u.id limit ${limit}`);
  return rows.map(({ id }) => id);
}

/** How many users fit. */
export async function countFitting(
  db: Db,
  workspaceId: string,
  filter: UserFilter,
  ofStatus: OfStatus,
): Promise<number> {
  const conditions = [sql`u.workspace_id = ${workspaceId}`, ...conditionsOf(workspaceId, filter, ofStatus)];
  const [row] = await db.execute<{ count: number }>(
    sql`select count(*)::int as count from users u where ${sql.join(conditions, sql` and `)}`,
  );
  return row?.count ?? 0;
}

export type ClassCount = ShieldClass & { count: number };
type CountRow = Omit<ClassCount, "kinds" | "isExempt" | "spots"> & {
  kinds: string;
  side: number;
  exemptCount: number;
};

/**
 * How many users there are of each class: an index is read for all, and the few who are exempt are told apart from them.
 * `sides`: which spots the rings tell apart.
 */
export async function countByClass(
  db: Db,
  workspaceId: string,
  sides: readonly Spots[],
): Promise<ClassCount[]> {
  const side = sides.length === 1 ? sql`0` : sql`case when ${isAt(sides[0] ?? [0, 100])} then 0 else 1 end`;
  const columns = sql`u.policy_id as "policyId", u.two_factor_on as "isOn", u.factor_kinds as kinds,
    u.required_since is not null as "isBoxed", ${side} as side, count(*)::int as count`;
  const counts = await db.execute<CountRow>(sql`
    select everybody.*, coalesce(exempt.count, 0) as "exemptCount"
    from (select ${columns} from users u where u.workspace_id = ${workspaceId} group by 1, 2, 3, 4, 5) everybody
    left join (
      select ${columns} from users u where u.workspace_id = ${workspaceId} and ${isExempt(workspaceId)}
      group by 1, 2, 3, 4, 5
    ) exempt using ("policyId", "isOn", kinds, "isBoxed", side)`);
  return counts.flatMap(({ exemptCount, count, kinds, side, ...rest }) => {
    const held = FACTOR_KINDS.toSorted().filter((kind) => kinds.split(",").includes(kind));
    const one = { ...rest, kinds: held, spots: sides[side] ?? [0, 100] };
    return [
      { ...one, isExempt: true, count: exemptCount },
      { ...one, isExempt: false, count: count - exemptCount },
    ];
  });
}

/** How many users there are of each role. */
export async function countByRole(db: Db, workspaceId: string): Promise<{ role: string; count: number }[]> {
  return db.execute<{ role: string; count: number }>(sql`
    select u.role, count(*)::int as count from users u
    where u.workspace_id = ${workspaceId} and u.role <> 'member' group by 1`);
}
