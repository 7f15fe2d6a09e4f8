import { setTimeout as wait } from "node:timers/promises";
import { connect } from "../db/client";
import type { JobName } from "./queue/names";
import { runJobs } from "./workers";

/**
 * A worker process for tests: `<url> <job> <table> [hangs]`. Each turn of the job writes down its process, then takes five minutes where
 * `hangs` is said. Says `working` once a turn has begun.
 */
const [url = "", name = "", table = "", hangs] = process.argv.slice(2);
const { db } = connect(url, 4);
const { sql } = await import("drizzle-orm");

runJobs(db, {
  [name as JobName]: async () => {
    await db.execute(sql`insert into ${sql.identifier(table)} (worker) values (${String(process.pid)})`);
    process.stdout.write("working\n");
    if (hangs) await wait(300_000);
    return false;
  },
});
process.stdout.write("ready\n");
