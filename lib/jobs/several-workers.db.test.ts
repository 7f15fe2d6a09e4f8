import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { scriptArguments } from "../../scripts/host/run-program.mjs";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { BEAT_SECONDS, HEARTBEAT_SECONDS, openBoss, withBoss } from "./queue/boss";
import { JOB_NAMES, type JobName, planOf } from "./queue/names";
import { getRun, sendJob } from "./queue/service";
import { patiently, runsOf, useWorkers } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const start = useWorkers();

/** What is promised in README: how long after its worker was killed a run is under way again. */
const TAKEN_OVER_SECONDS = 20;

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
});

/** A worker process of its own; answered once it says `word`. */
async function startProcess(name: JobName, table: string, word: string, hangs: boolean) {
  const told = [database.url, name, table, ...(hangs ? ["hangs"] : [])];
  const args = scriptArguments("lib/jobs/testing-worker.ts", told);
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  let said = "";
  child.stdout.on("data", (text) => {
    said += text;
  });
  await patiently(() => expect(said).toContain(word), 25);
  return child;
}

async function makeTable(name: string): Promise<void> {
  await sql.unsafe(`create table ${name} (worker text); grant all on ${name} to sallyport_app`);
}

test("a killed worker's run is taken over by another, with the turn it was at", {
  timeout: 60_000,
}, async () => {
  await makeTable("killed");
  await withBoss(db, async () => undefined);
  const id = (await sendJob(db, "delayed-resets", null)) ?? "";
  const child = await startProcess("delayed-resets", "killed", "working", true);
  const beganAt = Date.now();
  child.kill("SIGKILL");
  await once(child, "exit");
  start(db, {
    "delayed-resets": async () => {
      await sql`insert into killed values ('the other')`;
      return false;
    },
  });
  await patiently(async () => {
    expect(await getRun(db, "delayed-resets", id)).toMatchObject({ state: "completed", tries: 2 });
  }, TAKEN_OVER_SECONDS + 5);
  expect(Date.now() - beganAt).toBeLessThan(TAKEN_OVER_SECONDS * 1_000);
  expect(await sql`select worker from killed order by 1`).toEqual([
    { worker: String(child.pid) },
    { worker: "the other" },
  ]);
  expect(BEAT_SECONDS * 2).toBeLessThan(HEARTBEAT_SECONDS);
});

test("a killed worker holds up none of the others where runs go side by side", {
  timeout: 60_000,
}, async () => {
  await makeTable("beside");
  await withBoss(db, async () => undefined);
  const first = (await sendJob(db, "mail-and-messages", null)) ?? "";
  const child = await startProcess("mail-and-messages", "beside", "working", true);
  child.kill("SIGKILL");
  await once(child, "exit");
  const next = (await sendJob(db, "mail-and-messages", null)) ?? "";
  start(db, { "mail-and-messages": async () => false });
  await patiently(async () => expect((await getRun(db, "mail-and-messages", next)).state).toBe("completed"));
  expect((await getRun(db, "mail-and-messages", first)).state).toBe("active");
});

test("two worker processes and one in this process never do one run twice", { timeout: 60_000 }, async () => {
  const RUNS = 12;
  await makeTable("deeds");
  // Nothing of this job is due here and no schedule sends it, so that there are no runs but those of the test
  const job = "delayed-resets";
  await withBoss(db, async () => undefined);
  await sql`delete from pgboss.job`;
  await startProcess(job, "deeds", "ready", false);
  await startProcess(job, "deeds", "ready", false);
  start(db, {
    [job]: async () => {
      await sql`insert into deeds values ('here')`;
      return false;
    },
  });
  await sendJob(db, job, null);
  await patiently(async () => expect((await runsOf(db, job))[0]?.state).toBe("completed"));
  // Any number may wait at once only where the queue is told so: here it is the workers that are tried
  await sql`alter table pgboss.job_common disable trigger all`;
  await sql`delete from pgboss.job`;
  await sql`delete from deeds`;
  await sql`insert into pgboss.job (name, policy, heartbeat_seconds)
    select ${job}, 'standard', 10 from generate_series(1, ${RUNS}::int)`;
  await patiently(async () => {
    const runs = await runsOf(db, job);
    expect(runs.filter(({ state }) => state === "completed")).toHaveLength(RUNS);
  }, 45);
  const [deeds] = await sql`select count(*)::int as n, count(distinct worker)::int as workers from deeds`;
  expect(deeds).toEqual({ n: RUNS, workers: 3 });
  expect(await runsOf(db, job)).toHaveLength(RUNS);
});

test("any number of processes that start at once make one queue and one schedule of each job", async () => {
  const bosses = await Promise.all(
    Array.from({ length: 4 }, () => openBoss(database.connect(), { works: true })),
  );
  await Promise.all(bosses.map((boss) => boss.stop({ close: false, graceful: false })));
  const queues = await sql`select name from pgboss.queue where name not like '\\_\\_%' order by 1`;
  expect(queues.map(({ name }) => name)).toEqual([...JOB_NAMES].sort());
  const crons = await sql`select name, cron, timezone from pgboss.schedule order by 1`;
  const planned = [...JOB_NAMES].sort().flatMap((name) => {
    const plan = planOf(name);
    return plan.when === "cron" ? [{ name, cron: plan.cron, timezone: "UTC" }] : [];
  });
  expect([...crons]).toEqual(planned);
});
