import { expect, test } from "vitest";
import { blockUser } from "../admin/rights/members";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { beginPasskeySignIn, finishPasskeySignIn } from "../entry/sign-in";
import { addApp, answerCode, codeFor, enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import type { Actor } from "../flows/context";
import { ADMIN, actorOf, CLIENT, makeUser, makeWorkspace, type Place, signedIn } from "../identity/testing";
import { confirmOwnRecovery, startOwnRecovery } from "./own";
import { advanceDelayedResets, resetTwoFactor } from "./reset";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const OWNER = { role: "owner", rights: [] };

/** Somebody who has just proved an app. */
async function strong(place: Place, set: Parameters<typeof makeUser>[2] = ADMIN): Promise<Actor> {
  const row = await makeUser(db, place, set);
  const app = await addApp(db, row);
  const half = await signedIn(db, row);
  return actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
}

const idOf = ({ subject }: Actor): string => subject.user.id;
const reset = (by: Actor, on: Actor) => resetTwoFactor(db, by, { userId: idOf(on), reason: "A test" });
const factorsOf = async (one: Actor) =>
  (await sql`select 1 from credentials where user_id = ${idOf(one)}`).length;

async function comeDue(one: Actor): Promise<void> {
  await sql`update delayed_resets set due_at = now() where user_id = ${idOf(one)}`;
  while (await advanceDelayedResets(db));
}

async function people() {
  const place = await makeWorkspace(db);
  const [owner, thief, victim] = [await strong(place, OWNER), await strong(place), await strong(place)];
  expect((await reset(thief, victim)).state).toBe("waiting");
  return { place, owner, thief, victim };
}

type People = Awaited<ReturnType<typeof people>>;

test.each<[string, (all: People) => Promise<unknown>]>([
  ["was blocked meanwhile", ({ owner, thief }) => blockUser(db, owner, idOf(thief))],
  ["lost the right meanwhile", ({ thief }) => sql`update users set rights = '{}' where id = ${idOf(thief)}`],
  ["is gone", ({ thief }) => sql`delete from users where id = ${idOf(thief)}`],
  [
    "stands below the user meanwhile (A72)",
    ({ victim }) => sql`update users set role = 'owner' where id = ${idOf(victim)}`,
  ],
])("a waiting reset is called off, on record, where whoever asked for it %s", async (_what, change) => {
  const all = await people();
  await change(all);
  await comeDue(all.victim);
  expect(await factorsOf(all.victim)).toBe(1);
  const events = await sql`select data from audit_events
    where target_id = ${idOf(all.victim)} and action = 'reset.cancelled'`;
  expect(events.map(({ data }) => data.because)).toEqual(["not_permitted"]);
});

test("an administrator whom the first one has invited since is no second one: the reset goes on waiting", async () => {
  const { place, thief, victim } = await people();
  const puppet = await strong(place, { ...ADMIN, createdBy: idOf(thief), createdAt: new Date() });
  expect((await reset(puppet, victim)).state).toBe("waiting");
  expect(await factorsOf(victim)).toBe(1);
});

test("a reset that was done meanwhile is not done again to what the user set up since", async () => {
  const { owner, victim } = await people();
  await sql`update users set role = 'member', rights = '{}' where id = ${idOf(victim)}`;
  expect((await reset(owner, victim)).state).toBe("done");
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    values (${victim.subject.workspace.id}, ${idOf(victim)}, 'crd_new', 'passkey', '', '{}')`;
  await comeDue(victim);
  expect(await factorsOf(victim)).toBe(1);
});

test("A55 an owner who proves a factor calls off the recovery that waits in their name, on record and told: whoever asked for it had only said that all are lost", async () => {
  const place = await makeWorkspace(db);
  const row = await makeUser(db, place, OWNER);
  const app = await addApp(db, row);
  const asked = async () => {
    await startOwnRecovery(db, await signedIn(db, row));
    const [mail] = await sql`select body from messages where recipient = ${row.email}
      and subject like 'Get back into%' order by created_at desc, id desc limit 1`;
    return /\/recovery\/(\S+)/.exec(String(mail?.body))?.[1] ?? "";
  };
  await confirmOwnRecovery(db, await asked(), CLIENT);
  const half = await signedIn(db, row);
  const owner = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  await comeDue(owner);
  expect(await factorsOf(owner)).toBe(1);
  const events =
    await sql`select data from audit_events where target_id = ${row.id} and action = 'reset.cancelled'`;
  expect(events).toMatchObject([{ data: { because: "factor_proved" } }]);
  const mails =
    await sql`select 1 from messages where recipient = ${row.email} and subject like 'The reset was cancelled%'`;
  expect(mails).toHaveLength(1);
});

test("A55 a passkey sign-in calls it off as well", async () => {
  const place = await makeWorkspace(db);
  const row = await makeUser(db, place, OWNER);
  const device = makeDevice();
  await enrollPasskey(db, await signedIn(db, row), device.create);
  await sql`insert into delayed_resets (workspace_id, id, user_id, reason, due_at)
    values (${place.workspaceId}, 'rst_own', ${row.id}, 'Lost', now() + interval '1 hour')`;
  const { challengeId, options } = await beginPasskeySignIn(db);
  await finishPasskeySignIn(db, { challengeId, response: device.get(options) }, CLIENT);
  const open = await sql`select 1 from delayed_resets where user_id = ${row.id} and cancelled_at is null`;
  expect(open).toEqual([]);
});
