import { beforeEach, expect, test } from "vitest";
import { useTestDatabase } from "../../../db/testing";
import { useRaw } from "../../../db/testing-faults";
import { JOB_NAMES } from "../../../jobs/queue/names";
import { layRun } from "../../../jobs/queue/testing";
import { callerOf, sender } from "../testing";
import { give } from "../testing-samples";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

beforeEach(async () => {
  await sql`delete from rate_windows`;
  await sql`delete from pgboss.job`;
});

type Run = { id: string; state: string; started_by: string | null };
type Job = {
  name: string;
  schedule: string | null;
  next_run_at: string | null;
  current: Run | null;
  last: Run | null;
};

const NO_JOB = "/jobs/mine-bitcoin";

test.each([
  ["GET", NO_JOB],
  ["GET", `${NO_JOB}/logs`],
  ["POST", `${NO_JOB}/run`],
  ["GET", "/jobs/toString"],
])("%s %s: there is no such job", async (method, path) => {
  const send = sender(db, callerOf((await give(db)).place));
  expect(await send(`${method} ${path}`)).toMatchObject({ status: 404, body: { code: "not_found" } });
});

test("every job is listed with what it does and when it runs next", async () => {
  const send = sender(db, callerOf((await give(db)).place));
  const { body } = await send("GET /jobs");
  const jobs = body as unknown as Job[];
  expect(jobs.map(({ name }) => name)).toEqual(JOB_NAMES);
  const byName = (name: string) => jobs.find((job) => job.name === name);
  expect(byName("mail-and-messages")).toMatchObject({ schedule: null, next_run_at: null });
  const next = new Date(byName("figures-of-the-day")?.next_run_at ?? 0);
  expect(next.getUTCMinutes()).toBe(7);
  expect(next.getTime() - Date.now()).toBeLessThan(3_600_000);
});

test("a run that was started is in the log under whoever started it, and for another workspace under nobody", async () => {
  const [own, other] = [await give(db), await give(db)];
  const caller = callerOf(own.place);
  const { status, body } = await sender(db, caller)("POST /jobs/reminders/run");
  expect({ status, body }).toMatchObject({
    status: 202,
    body: { state: "waiting", started_by: caller.clientId },
  });
  const seen = async (send: ReturnType<typeof sender>) => {
    const logs = (await send("GET /jobs/reminders/logs")).body as unknown as Run[];
    return logs[0];
  };
  expect((await seen(sender(db, caller)))?.started_by).toBe(caller.clientId);
  const elsewhere = await seen(sender(db, callerOf(other.place)));
  expect(elsewhere).toMatchObject({ state: "waiting", started_by: null });
  expect(JSON.stringify(elsewhere)).not.toContain(caller.clientId);
  const [event] =
    await sql`select workspace_id, actor_id, target_id from audit_events where action = 'job.triggered'`;
  expect(event).toEqual({
    workspace_id: own.place.workspaceId,
    actor_id: caller.clientId,
    target_id: "reminders",
  });
});

test("a job that waits already is not started twice, and nothing is recorded of it", async () => {
  const send = sender(db, callerOf((await give(db)).place));
  await send("POST /jobs/clear-old-results/run");
  const events = await sql`select 1 from audit_events where action = 'job.triggered'`;
  expect(await send("POST /jobs/clear-old-results/run")).toMatchObject({
    status: 409,
    body: { code: "already_done" },
  });
  expect(await sql`select 1 from audit_events where action = 'job.triggered'`).toHaveLength(events.length);
});

test("a job is started five times a minute at most, by each workspace for itself", async () => {
  const [own, other] = [await give(db), await give(db)];
  const start = async (place: typeof own.place) => {
    await sql`delete from pgboss.job where name = 'reminders'`;
    return sender(db, callerOf(place))("POST /jobs/reminders/run");
  };
  for (let n = 0; n < 5; n++) expect((await start(own.place)).status).toBe(202);
  const refused = await start(own.place);
  expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited" } });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await start(other.place)).status).toBe(202);
});

test("the log shows failures alone where only they are asked for, by their kind", async () => {
  const send = sender(db, callerOf((await give(db)).place));
  await layRun(db, "reminders", "completed", null);
  await layRun(db, "reminders", "failed", null);
  expect((await send("GET /jobs/reminders/logs?limit=10")).body).toHaveLength(2);
  const failures = await send("GET /jobs/reminders/logs?only_failures=true");
  expect(failures.body).toMatchObject([{ state: "failed", failure: "internal" }]);
  expect(JSON.stringify(failures.body)).not.toContain("turns");
  expect(await send("GET /jobs/reminders/logs?limit=1000")).toMatchObject({ status: 400 });
});

test("a failed run is tried again, one that succeeded is not, and both are the installation's", async () => {
  const send = sender(db, callerOf((await give(db)).place));
  const [done, failed] = [
    await layRun(db, "reminders", "completed", null),
    await layRun(db, "reminders", "failed", null),
  ];
  const again = (id: string) => send(`POST /jobs/reminders/runs/${id}/retry`);
  expect(await again(done)).toMatchObject({ status: 409, body: { code: "already_done" } });
  expect(await again(failed)).toMatchObject({ status: 202, body: { id: failed, state: "retrying" } });
  expect(await send(`POST /jobs/reminders/runs/${crypto.randomUUID()}/retry`)).toMatchObject({ status: 404 });
  expect(await send("POST /jobs/reminders/runs/1/retry")).toMatchObject({ status: 400 });
});

test("only what the workspace itself started can be cancelled: the others serve everybody", async () => {
  const { place, user } = await give(db);
  const send = sender(db, callerOf(place));
  const cancel = async (by: { workspaceId: string; actorId: string } | null) => {
    const id = await layRun(db, "reminders", "created", by);
    const { status } = await send(`POST /jobs/reminders/runs/${id}/cancel`);
    const [row] = await sql`select state from pgboss.job where id = ${id}`;
    return { status, state: row?.state };
  };
  expect(await cancel(null)).toEqual({ status: 404, state: "created" });
  expect(await cancel({ workspaceId: "wsp_other", actorId: user.id })).toEqual({
    status: 404,
    state: "created",
  });
  expect(await cancel({ workspaceId: place.workspaceId, actorId: user.id })).toEqual({
    status: 204,
    state: "cancelled",
  });
});
