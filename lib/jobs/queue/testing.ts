import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Db } from "../../db/client";
import { withBoss } from "./boss";
import type { JobName } from "./names";
import type { AskedBy, RunRow } from "./service";

/** A run as it might lie in the queue, with room for any number beside it; one that waits does so for `seconds`. Answers its id. */
export async function layRun(
  db: Db,
  name: JobName,
  state: RunRow["state"],
  by: AskedBy | null,
  seconds = 0,
): Promise<string> {
  await withBoss(db, async () => undefined);
  const id = randomUUID();
  await db.execute(sql`insert into pgboss.job_common (id, name, state, data, started_on, start_after, output)
    values (${id}::uuid, ${name}, ${state}, ${JSON.stringify(by ? { by } : {})}::jsonb,
      case when ${state} = 'created' then null else now() end, now() + make_interval(secs => ${seconds}::int),
      case when ${state} = 'failed' then '{"failure":"internal","turns":2}'::jsonb end)`);
  return id;
}
