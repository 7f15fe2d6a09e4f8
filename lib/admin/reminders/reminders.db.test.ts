import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { ADMIN, daysFromNow, makeUser, makeWorkspace, type Place } from "../../identity/testing";
import { advanceReminders, remindWorkspace } from "./service";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const makePlace = (policy = {}) => makeWorkspace(db, {}, { mode: "required", graceDays: 10, ...policy });
const prompted = (days: number) => ({ firstPromptedAt: daysFromNow(-days) });
/** Everybody of a workspace who was reminded, as `days left`, by address. */
async function reminders({ workspaceId }: Place, email?: string): Promise<string[]> {
  const rows = await sql`select recipient, body from messages
    where workspace_id = ${workspaceId} and event_key like 'set-up due %' order by id`;
  return rows
    .filter(({ recipient }) => email === undefined || recipient === email)
    .map(({ body }) => /(\d+|One|last) day/.exec(String(body))?.[1] ?? "?");
}

test("each is reminded at 14, 7, 3, 1 and 0 days, once each, as the clock goes on", async () => {
  const place = await makePlace({ graceDays: 15 });
  const user = await makeUser(db, place, prompted(0));
  for (let day = 0; day <= 16; day++) {
    for (let round = 0; round < 2; round++) await remindWorkspace(db, place.workspaceId);
    await sql`update users set first_prompted_at = first_prompted_at - interval '1 day' where id = ${user.id}`;
    // The deadline is another fact of this test's clock: what was sent stays as it is, under the moved one
    await sql`update messages set event_key = regexp_replace(event_key, '(\\d{4}-\\d\\d-\\d\\d)(T[^ ]+)',
      to_char(substring(event_key from '\\d{4}-\\d\\d-\\d\\d')::date - 1, 'YYYY-MM-DD') || '\\2')
      where workspace_id = ${place.workspaceId}`;
  }
  expect(await reminders(place)).toEqual(["14", "7", "3", "One", "last"]);
});

test("nobody gets two, however many workers go through a workspace at once", async () => {
  const place = await makePlace();
  for (let i = 0; i < 12; i++) await makeUser(db, place, prompted(i % 4));
  await makeUser(db, place, ADMIN);
  const pools = [db, connect(), connect()];
  await Promise.all(pools.map((pool) => remindWorkspace(pool, place.workspaceId)));
  await Promise.all(pools.map((pool) => remindWorkspace(pool, place.workspaceId)));
  const sent = await sql`select recipient, event_key from messages where workspace_id = ${place.workspaceId}`;
  expect(sent.filter(({ event_key }) => event_key.startsWith("set-up due"))).toHaveLength(12);
  expect(sent.filter(({ event_key }) => event_key.startsWith("deadlines"))).toHaveLength(1);
});

test("whoever has set up, is blocked, invited or late is not reminded, and no other workspace is touched", async () => {
  const place = await makePlace();
  const stranger = await makePlace();
  await makeUser(db, stranger, prompted(8));
  const due = await makeUser(db, place, { ...prompted(8), locale: "de" });
  await addApp(db, await makeUser(db, place, prompted(8)));
  await makeUser(db, place, { ...prompted(8), blockedAt: new Date() });
  await makeUser(db, place, { ...prompted(8), passwordHash: null });
  await makeUser(db, place, { ...prompted(8), emailVerifiedAt: null });
  await makeUser(db, place, prompted(11));
  await remindWorkspace(db, place.workspaceId);
  const mails = await sql`select recipient, subject from messages
    where event_key like 'set-up due %' and workspace_id in (${place.workspaceId}, ${stranger.workspaceId})`;
  expect(mails).toMatchObject([
    {
      recipient: due.email,
      subject: expect.stringMatching(/^Richten Sie die Zwei-Faktor-Authentifizierung bis/),
    },
  ]);
});

test("administrators are told once a week how many have still to set up, and not where nobody has", async () => {
  const place = await makePlace();
  const admin = await makeUser(db, place, { ...ADMIN, twoFactorOn: true });
  await addApp(db, admin);
  await makeUser(db, place, prompted(0));
  await makeUser(db, place, prompted(5));
  await makeUser(db, place, prompted(11));
  const quiet = await makeWorkspace(db);
  await makeUser(db, quiet, ADMIN);
  for (const { workspaceId } of [place, place, quiet]) await remindWorkspace(db, workspaceId);
  const mails = await sql`select recipient, body from messages where event_key like 'deadlines %'
    and workspace_id in (${place.workspaceId}, ${quiet.workspaceId})`;
  expect(mails).toHaveLength(1);
  expect(mails[0]?.recipient).toBe(admin.email);
  expect(mails[0]?.body).toContain("2 people still have time");
  expect(mails[0]?.body).toContain("for 1 of them it ends within a week");
  expect(mails[0]?.body).toContain("1 person is late");
  await sql`update messages set event_key = replace(event_key, 'deadlines ', 'last week ')`;
  await remindWorkspace(db, place.workspaceId);
  const again = await sql`select 1 from messages where workspace_id = ${place.workspaceId}
    and subject like 'Who has still to set up%'`;
  expect(again).toHaveLength(2);
});

test("every workspace has its turn, two workers share them, and the next round comes an hour later", async () => {
  await sql`delete from sweeps`;
  const places = await Promise.all([makePlace(), makePlace(), makePlace()]);
  for (const place of places) await makeUser(db, place, prompted(8));
  const other = connect();
  const turns = async (pool: typeof db) => {
    let taken = 0;
    while (await advanceReminders(pool)) taken++;
    return taken;
  };
  expect(await turns(db)).toBe(0);
  await sql`update sweeps set next_turn_at = now()`;
  const taken = await Promise.all([turns(db), turns(other)]);
  const [count] = await sql`select count(*)::int as n from workspaces`;
  expect(taken[0] + taken[1]).toBe(count?.n);
  for (const place of places) expect(await reminders(place)).toHaveLength(1);
  expect(await advanceReminders(db)).toBe(false);
  const [next] = await sql`select min(next_turn_at) > now() + interval '50 minutes' as later from sweeps`;
  expect(next?.later).toBe(true);
});
