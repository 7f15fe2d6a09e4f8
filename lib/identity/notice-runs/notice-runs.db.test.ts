import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { makeUser, makeWorkspace } from "../testing";
import { advanceNoticeRuns, startNoticeRun } from "./service";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const start = (workspaceId: string) =>
  startNoticeRun(db, { workspaceId, kind: "requirement_set", by: "Ada", createdBy: null });

async function finish(): Promise<number> {
  const pools = [db, connect()];
  let turns = 0;
  while ((await Promise.all(pools.map((pool) => advanceNoticeRuns(pool)))).some(Boolean)) {
    turns += 1;
    await sql`update notice_runs set next_turn_at = now()`;
  }
  return turns;
}

test("a thousand people are told once each, in five turns, by two workers at the same time", async () => {
  const { workspaceId, policyId } = await makeWorkspace(db);
  await sql`insert into users (workspace_id, id, email, name, policy_id, webauthn_handle, email_verified_at, locale)
    select ${workspaceId}, 'usr_' || lpad(n::text, 26, '0'), 'many' || n || '@many.example', 'Many ' || n, ${policyId},
      'handle' || n, now(), case when n % 2 = 0 then 'de' else 'en' end from generate_series(1, 1000) n`;
  await start(workspaceId);
  expect(await finish()).toBeLessThanOrEqual(6);
  const [mails] = await sql`select count(*)::int n, count(distinct recipient)::int people,
    count(*) filter (where subject like 'Die Zwei-Faktor%')::int german from messages where workspace_id = ${workspaceId}`;
  expect(mails).toEqual({ n: 1_000, people: 1_000, german: 500 });
});

test("a run that is cut short in the middle of a turn goes on where it was, and tells nobody twice", async () => {
  const place = await makeWorkspace(db);
  for (let n = 0; n < 3; n++) await makeUser(db, place);
  await start(place.workspaceId);
  await sql.unsafe(
    `create function fail_run() returns trigger language plpgsql as $$ begin raise exception 'cut'; end $$`,
  );
  await sql.unsafe(
    `create trigger fail_run before update on notice_runs for each row when (new.finished_at is not null) execute function fail_run()`,
  );
  await expect(advanceNoticeRuns(db)).rejects.toThrow();
  const count = async () =>
    Number((await sql`select count(*) n from messages where workspace_id = ${place.workspaceId}`)[0]?.n);
  expect(await count()).toBe(0);
  await sql.unsafe("drop trigger fail_run on notice_runs");
  expect(await advanceNoticeRuns(db)).toBe(false);
  await sql`update notice_runs set next_turn_at = now()`;
  await finish();
  expect(await count()).toBe(3);
});

test("who is blocked, or has not confirmed the address, is not told", async () => {
  const place = await makeWorkspace(db);
  const told = await makeUser(db, place);
  await makeUser(db, place, { blockedAt: new Date() });
  await makeUser(db, place, { emailVerifiedAt: null });
  await start(place.workspaceId);
  await finish();
  const mails = await sql`select recipient from messages where workspace_id = ${place.workspaceId}`;
  expect(mails.map(({ recipient }) => recipient)).toEqual([told.email]);
});

test("a run keeps its pace whoever takes its turns, and lets another one have theirs", async () => {
  const places = [await makeWorkspace(db), await makeWorkspace(db)];
  for (const place of places) {
    await makeUser(db, place);
    await start(place.workspaceId);
  }
  await sql`update notice_runs set next_turn_at = now() + interval '1 minute'
    where workspace_id = ${places[0]?.workspaceId ?? ""}`;
  expect(await advanceNoticeRuns(db)).toBe(true);
  expect(await advanceNoticeRuns(connect())).toBe(false);
  const told =
    await sql`select workspace_id from messages where workspace_id in ${sql(places.map(({ workspaceId }) => workspaceId))}`;
  expect(told.map(({ workspace_id }) => workspace_id)).toEqual([places[1]?.workspaceId]);
});
