import type postgres from "postgres";
import { sealDue } from "../../lib/audit/chain/seal";
import { newId } from "../../lib/core/ids";
import type { Db } from "../../lib/db/client";
import { policies } from "../../lib/db/schema/policies";
import { hashPassword } from "../../lib/identity/passwords/hash";
import { createDefaultPolicy } from "../../lib/policy/policies";
import { createWorkspace } from "../../lib/workspaces/service";
import { makeChance } from "./chance";
import { copyRows, type Row, withoutTriggers } from "./copy";
import { EVENT_COLUMNS, makeEvents } from "./events";
import { CREDENTIAL_COLUMNS, credentialsOf, EXEMPTION_COLUMNS, exemptionOf, kindsOf } from "./holdings";
import { makePerson, type Person, USER_COLUMNS } from "./people";

/** Whose workspace it is: by this address it is found again. */
export const OWNER = "owner@sample.example";

const USERS_AT_ONCE = 20_000;
const EVENTS_AT_ONCE = 20_000;
const MONTHS = 13;

type Tools = { db: Db; sql: postgres.Sql; say: (line: string) => void };

/** Fills a new workspace; answers its id and the users' ids, the owner's first. */
export async function fillUsers(
  { db, sql, say }: Tools,
  { users, password }: { users: number; password: string },
): Promise<{ workspaceId: string; userIds: string[] }> {
  const now = Date.now();
  const chance = makeChance(7_255);
  const workspaceId = await createWorkspace(db, { name: "Sample" });
  const setting = {
    workspaceId,
    now,
    passwordHash: await hashPassword(password),
    policies: await makePolicies(db, workspaceId, now),
  };
  const userIds: string[] = [];
  for (let first = 1; first <= users; first += USERS_AT_ONCE) {
    const made = Array.from({ length: Math.min(USERS_AT_ONCE, users - first + 1) }, (_, at) =>
      makePerson(chance, setting, first + at),
    );
    const people = made.map(({ person }) => person);
    const held = people.map((one) => credentialsOf(chance, workspaceId, one, now));
    const rows = made.map(({ row }, at) => [...row, kindsOf(held[at] ?? [])]);
    const homes: Row[] = people.map(({ email, id }) => [email, workspaceId, id]);
    const exempt = people.filter(({ isExempt }) => isExempt);
    const exemptions = exempt.map((one) => exemptionOf(chance, workspaceId, one, now));
    await withoutTriggers(sql, async (tx) => {
      await copyRows(tx, "users", USER_COLUMNS, rows);
      await copyRows(tx, "addresses", ["email", "workspace_id", "user_id"], homes);
      await copyRows(tx, "credentials", CREDENTIAL_COLUMNS, held.flat());
      await copyRows(tx, "exemptions", EXEMPTION_COLUMNS, exemptions);
    });
    userIds.push(...people.map(({ id }: Person) => id));
    say(`${userIds.length.toLocaleString("en")} users`);
  }
  return { workspaceId, userIds };
}

/** By share of the users: an optional default, one with grace, one for keys alone, one that is only tried out. */
async function makePolicies(db: Db, workspaceId: string, now: number) {
  const since = new Date(now - 200 * 86_400_000);
  const made = [
    { name: "Staff", mode: "required", graceDays: 14, graceSkips: 5, since },
    { name: "Privileged", mode: "required", methods: ["passkey"], phishingResistant: true, since },
    { name: "Contractors", mode: "try_out", since },
  ].map((policy) => ({ workspaceId, id: newId("policy"), ...policy }));
  const first = await createDefaultPolicy(db, workspaceId);
  await db.insert(policies).values(made);
  const shares = [0.3, 0.02, 0.1];
  return [[first, 0.58] as const, ...made.map(({ id }, at) => [id, shares[at] ?? 0] as const)];
}

/**
 * Adds events of the last year, month by month; a month that has no partition yet is filled first and attached then. Sealing
 * rests meanwhile and is done afterwards.
 */
export async function fillEvents(
  { db, sql, say }: Tools,
  { workspaceId, userIds, events }: { workspaceId: string; userIds: string[]; events: number },
): Promise<void> {
  const chance = makeChance(events);
  const now = Date.now();
  await sql.begin(async (guard) => {
    await guard`select 1 from audit_frontier for update`;
    for (const [at, { from, to }] of monthsBefore(now).entries()) {
      // Every month has more than the one before
      const count = Math.round((events * (at + 4)) / ((MONTHS * (MONTHS + 7)) / 2));
      const table = await openMonth(sql, from);
      for (let done = 0; done < count; done += EVENTS_AT_ONCE) {
        const [begin, end] = [done, Math.min(count, done + EVENTS_AT_ONCE)].map(
          (n) => from + ((to - from) * n) / count,
        );
        const part = {
          workspaceId,
          userIds,
          count: Math.min(EVENTS_AT_ONCE, count - done),
          from: begin ?? from,
          to: end ?? to,
        };
        await copyRows(sql, table.name, EVENT_COLUMNS, makeEvents(chance, part));
      }
      await table.close();
      say(`${count.toLocaleString("en")} events of ${new Date(from).toISOString().slice(0, 7)}`);
    }
  });
  while (await sealDue(db));
  say("sealed");
}

function monthsBefore(now: number): { from: number; to: number }[] {
  const date = new Date(now);
  const monthOf = (back: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back, 1);
  return Array.from({ length: MONTHS }, (_, at) => MONTHS - 1 - at).map((back) => ({
    from: monthOf(back),
    to: Math.min(now, monthOf(back - 1)),
  }));
}

/** Filled under another name, which a run that was cut short leaves behind and the next one takes away. */
async function openMonth(
  sql: postgres.Sql,
  from: number,
): Promise<{ name: string; close: () => Promise<void> }> {
  const day = new Date(from);
  const name = `events_${day.toISOString().slice(0, 7).replace("-", "_")}`;
  const [row] = await sql`select to_regclass(${`audit.${name}`}) is not null as is_there`;
  if (row?.is_there) return { name: "audit_events", close: async () => undefined };
  const next = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1));
  await sql.unsafe("drop table if exists audit.filling");
  await sql.unsafe("create table audit.filling (like public.audit_events including defaults)");
  const close = async () => {
    await sql.begin(async (tx) => {
      await tx.unsafe(`alter table audit.filling rename to ${name}`);
      await tx.unsafe(`alter table public.audit_events attach partition audit.${name}
        for values from ('${day.toISOString()}') to ('${next.toISOString()}')`);
    });
  };
  return { name: "audit.filling", close };
}
