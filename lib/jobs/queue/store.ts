import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import type { JobName } from "./names";

/** What the queue builds its own statements with. */
export const sqlTag = sql;

/** What is open, to be read by the statement that looks for what is due: whether it waits for a worker, and whether its worker is silent. */
export const openJobs = sql`
  select name, state in ('created', 'retry') and start_after <= now() as is_ready,
    state = 'active' as is_active,
    coalesce(state = 'active' and heartbeat_on + heartbeat_seconds * interval '1 second' < now(), false) as is_lost
  from pgboss.job_common where state <= 'active'`;

/** Names that never ran. */
export async function listNeverRun(db: Db, names: readonly string[]): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(sql`
    select q.name from pgboss.queue q where q.name in ${[...names]}
      and not exists (select from pgboss.job_common j where j.name = q.name)`);
  return rows.map(({ name }) => name);
}

/** A run that failed is kept as long as a rare one. */
export const keepLonger = (db: Db, name: JobName, id: string, seconds: number): Promise<unknown> =>
  db.execute(sql`update pgboss.job_common set deletion_seconds = greatest(deletion_seconds, ${seconds}::int)
    where name = ${name} and id = ${id}::uuid`);

export type RunRow = {
  id: string;
  name: string;
  state: "created" | "retry" | "active" | "completed" | "cancelled" | "failed";
  tries: number;
  createdOn: string;
  startedOn: string | null;
  completedOn: string | null;
  startAfter: string;
  by: { workspaceId: string; actorId: string } | null;
  turns: number | null;
  failure: string | null;
};

/** What the queue itself notes of a try that its worker could not end. */
const NOTED = sql`case output -> 'value' ->> 'message'
  when 'job heartbeat timeout' then 'worker_lost' when 'job timed out' then 'timed_out' end`;
const RUN = sql`id, name, state, retry_count + case when started_on is null then 0 else 1 end as tries,
  to_json(created_on) #>> '{}' as "createdOn", to_json(started_on) #>> '{}' as "startedOn",
  to_json(completed_on) #>> '{}' as "completedOn", to_json(start_after) #>> '{}' as "startAfter",
  data -> 'by' as by, (output ->> 'turns')::int as turns,
  case when state in ('retry', 'failed') then coalesce(output ->> 'failure', ${NOTED},
    case when jsonb_typeof(output -> 'value') = 'string' then 'given_back' else 'internal' end) end as failure`;

/** The newest runs of a job, or those of them that failed. */
export const listRunRows = (
  db: Db,
  name: JobName,
  { limit, onlyFailures }: { limit: number; onlyFailures: boolean },
): Promise<RunRow[]> =>
  db.execute<RunRow>(sql`select ${RUN} from pgboss.job_common
    where name = ${name} and (${!onlyFailures} or state in ('retry', 'failed'))
    order by coalesce(started_on, created_on) desc, id desc limit ${limit}`);

/** The newest run of each job, and what is open of it. */
export const listLatestRows = (db: Db): Promise<RunRow[]> =>
  db.execute<RunRow>(sql`select distinct on (name, state <= 'active') ${RUN} from pgboss.job_common
    order by name, state <= 'active', coalesce(started_on, created_on) desc`);

export async function findRunRow(db: Db, name: JobName, id: string): Promise<RunRow | null> {
  const [row] = await db.execute<RunRow>(
    sql`select ${RUN} from pgboss.job_common where name = ${name} and id = ${id}::uuid`,
  );
  return row ?? null;
}
