import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useCounted, useRaw, withFault } from "../db/testing-faults";
import { HANDLERS } from "./handlers";
import { withBoss } from "./queue/boss";
import { JOB_NAMES, planOf } from "./queue/names";
import { cancelJob, getRun, listRunRows, retryJob, sendJob } from "./queue/service";
import { look } from "./store";
import { patiently, runsOf, useWorkers } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);
const start = useWorkers();

beforeEach(async () => {
  await withBoss(db, async () => undefined);
  await sql`delete from pgboss.job`;
});

test("a job takes turns until nothing is left, and the queue keeps how many", async () => {
  let left = 3;
  expect(await sendJob(db, "reminders", null)).toMatch(/^[0-9a-f-]{36}$/);
  expect(await sendJob(db, "reminders", null), "one waits already").toBeNull();
  start(db, { reminders: async () => --left > 0 });
  await patiently(async () => {
    const [run] = await runsOf(db, "reminders");
    expect(run).toMatchObject({ state: "completed", turns: 3, tries: 1, failure: null });
  });
});

test("where nothing is due a look finds nothing, and no run is written down", async () => {
  await patiently(async () => {
    while (await HANDLERS["audit-log-seals"](db));
    expect(await look(db)).toEqual([]);
  });
  const due = JOB_NAMES.filter((name) => planOf(name).when === "due");
  start(counted.db, Object.fromEntries(due.map((name) => [name, HANDLERS[name]])));
  await patiently(() =>
    expect(counted.statements.filter((text) => text.includes("with due as")).length).toBeGreaterThan(3),
  );
  expect(await sql`select name from pgboss.job`).toEqual([]);
});

test("runs that are none of these jobs are let be, the queue's own and another version's", async () => {
  await sql`insert into pgboss.queue
    select 'of-tomorrow', policy, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds,
      retention_seconds, deletion_seconds, dead_letter, partition, table_name
    from pgboss.queue where name = 'reminders'`;
  await sql`insert into pgboss.job (name) values ('of-tomorrow')`;
  expect((await look(db)).filter(({ name }) => String(name) === "of-tomorrow")).toEqual([]);
  start(db, { reminders: async () => false });
  await patiently(async () => expect((await runsOf(db, "reminders"))[0]?.state).toBe("completed"));
  expect(await sql`select state from pgboss.job where name = 'of-tomorrow'`).toEqual([{ state: "created" }]);
});

test("what is due is begun by the next look, without anybody sending a run", async () => {
  const workspaceId = `wsp_${randomUUID()}`;
  await sql`insert into workspaces (workspace_id, name) values (${workspaceId}, 'Due')`;
  await sql`insert into messages (workspace_id, id, event_key, channel, recipient, body)
    values (${workspaceId}, 'msg_1', 'due', 'email', 'ada@example.org', 'Hello')`;
  expect(await look(db)).toContainEqual(expect.objectContaining({ name: "mail-and-messages", isDue: true }));
  start(db, { "mail-and-messages": HANDLERS["mail-and-messages"] });
  await patiently(async () => {
    const [message] = await sql`select attempts from messages where id = 'msg_1'`;
    expect(message?.attempts).toBe(1);
  });
});

test("a failed run is tried again after a while, and the record says what kind of failure it was, not in which words", async () => {
  let tries = 0;
  const fail = async () => {
    if (++tries === 1) throw new Error("the password of ada@example.org is swordfish");
    return false;
  };
  await sendJob(db, "reminders", null);
  start(db, { reminders: fail });
  await patiently(async () => {
    const [run] = await listRunRows(db, "reminders", { limit: 10, onlyFailures: true });
    expect(run).toMatchObject({ state: "retry", tries: 1, failure: "internal", turns: 0 });
    expect(Date.parse(run?.startAfter ?? "")).toBeGreaterThan(Date.parse(run?.startedOn ?? ""));
    expect(JSON.stringify(await sql`select to_jsonb(j) from pgboss.job j`)).not.toContain("swordfish");
  });
  await patiently(async () => {
    const [run] = await runsOf(db, "reminders");
    expect(run).toMatchObject({ state: "completed", tries: 2, failure: null, turns: 1 });
  });
});

test("a run that failed for good stays failed until somebody has it tried again", async () => {
  await sendJob(db, "reminders", null);
  await sql`update pgboss.job set retry_limit = 0`;
  let isBroken = true;
  start(db, {
    reminders: async () => {
      if (isBroken) throw new Error("no");
      return false;
    },
  });
  const [failed] = await patiently(async () => {
    const runs = await runsOf(db, "reminders");
    expect(runs[0]?.state).toBe("failed");
    return runs;
  });
  isBroken = false;
  await retryJob(db, "reminders", failed?.id ?? "");
  await expect(retryJob(db, "reminders", failed?.id ?? "")).rejects.toMatchObject({
    code: "already_done",
  });
  await patiently(async () => expect((await runsOf(db, "reminders"))[0]?.state).toBe("completed"));
});

test("a cancelled run ends after the turn it is at, and its worker is free for the next", async () => {
  const turn = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return true;
  };
  const { stop } = start(db, { reminders: turn });
  const [run] = await patiently(async () => {
    const runs = await runsOf(db, "reminders");
    expect(runs[0]?.state).toBe("active");
    return runs;
  });
  const id = run?.id ?? "";
  await cancelJob(db, "reminders", id);
  await expect(cancelJob(db, "reminders", id)).rejects.toMatchObject({ code: "already_done" });
  const next = await sendJob(db, "reminders", null);
  await patiently(async () => expect((await getRun(db, "reminders", next ?? "")).state).toBe("active"));
  await stop();
  expect((await getRun(db, "reminders", id)).state).toBe("cancelled");
});

test("a worker that is stopped gives back what it has not finished", async () => {
  const { stop } = start(db, {
    "clear-old-results": async () => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return true;
    },
  });
  await patiently(async () => expect((await runsOf(db, "clear-old-results"))[0]?.state).toBe("active"));
  await stop();
  const [run] = await runsOf(db, "clear-old-results");
  expect(run).toMatchObject({ state: "retry", failure: "given_back" });
});

test("a database that refuses for a moment ends no worker", async () => {
  let ran = 0;
  const fault = { table: "pgboss.job_common", times: 1 };
  const refused = await withFault(sql, fault, async () => {
    start(db, { reminders: async () => ++ran < 0 });
    await patiently(() => expect(ran).toBe(1));
  });
  expect(refused).toBe(1);
});
