import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { makeUser, makeWorkspace, type Place } from "../identity/testing";
import { HANDLERS } from "./handlers";
import type { JobName } from "./queue/names";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

let place: Place;
beforeAll(async () => {
  place = await makeWorkspace(db);
});

const makeOwner = async (isConfirmed = true): Promise<string> => {
  const { id } = await makeUser(db, place, {});
  await sql`update users set email_verified_at = case when ${isConfirmed} then now() end where id = ${id}`;
  return id;
};
const clear = (name: JobName) => HANDLERS[name](db);
const idsIn = async (table: string, userId: string): Promise<string[]> =>
  (await sql`select id from ${sql(table)} where user_id = ${userId} order by id`).map(({ id }) => id);

const proofs = (count: number) => JSON.stringify(Array.from({ length: count }, () => ({ factor: "totp" })));
const session = (userId: string, id: string, days: number, proved = 1) => sql`
  insert into sessions (workspace_id, id, user_id, token_hash, proofs, ip, user_agent, created_at, ended_at)
  values (${place.workspaceId}, ${id}, ${userId}, ${id}, ${proofs(proved)}::text::jsonb, '', '',
    now() - make_interval(days => ${days}), now() - make_interval(days => ${days}))`;

test("sessions go 90 days after they began", async () => {
  const userId = await makeOwner();
  await session(userId, "ses_old", 91);
  await session(userId, "ses_young", 89);
  expect(await clear("clear-expired-sessions")).toBe(false);
  expect(await idsIn("sessions", userId)).toEqual(["ses_young"]);
});

test("the last session in which more than the password was proved stays, however old", async () => {
  const userId = await makeOwner();
  await session(userId, "ses_a", 300, 2);
  await session(userId, "ses_b", 200, 2);
  await session(userId, "ses_c", 100);
  await clear("clear-expired-sessions");
  expect(await idsIn("sessions", userId)).toEqual(["ses_b"]);
});

test("a session that an application still holds something of stays", async () => {
  const userId = await makeOwner();
  await session(userId, "ses_held", 100);
  await sql`insert into artifacts (kind, id, workspace_id, user_id, session_id, payload)
    values ('RefreshToken', 'held', ${place.workspaceId}, ${userId}, 'ses_held', '{}')`;
  await clear("clear-expired-sessions");
  expect(await idsIn("sessions", userId)).toEqual(["ses_held"]);
});

test("flows go a day after they ran out, used or not", async () => {
  const userId = await makeOwner();
  const flow = (id: string, hours: number, isUsed: boolean) => sql`
    insert into flows (workspace_id, id, session_id, user_id, kind, factor, purpose, state, expires_at, consumed_at)
    values (${place.workspaceId}, ${id}, ${id}, ${userId}, 'challenge', 'totp', 'sign_in', '',
      now() - make_interval(hours => ${hours}), case when ${isUsed} then now() end)`;
  await flow("flw_old", 25, false);
  await flow("flw_used", 25, true);
  await flow("flw_young", 23, false);
  await clear("clear-expired-flows");
  expect(await idsIn("flows", userId)).toEqual(["flw_young"]);
});

const token = (userId: string, id: string, days: number) => sql`
  insert into tokens (workspace_id, id, user_id, kind, token_hash, expires_at)
  values (${place.workspaceId}, ${id}, ${userId}, 'invitation', ${id}, now() - make_interval(days => ${days}))`;

test("links go 30 days after they ran out", async () => {
  const userId = await makeOwner();
  await token(userId, "tok_old", 31);
  await token(userId, "tok_young", 29);
  await clear("clear-expired-tokens");
  expect(await idsIn("tokens", userId)).toEqual(["tok_young"]);
});

test("the links of an address that nobody confirmed stay until the address is given back", async () => {
  const userId = await makeOwner(false);
  await token(userId, "tok_lapsed", 31);
  await sql`update users set created_at = now() - interval '40 days' where id = ${userId}`;
  await clear("clear-expired-tokens");
  expect(await idsIn("tokens", userId)).toEqual(["tok_lapsed"]);
  await clear("unconfirmed-addresses");
  expect(await sql`select 1 from users where id = ${userId}`).toEqual([]);
});

test("challenges of passkey sign-ins go once they have run out", async () => {
  const challenge = (id: string, seconds: number) => sql`
    insert into passkey_challenges (id, challenge, expires_at)
    values (${id}, ${id}, now() + make_interval(secs => ${seconds}))`;
  await challenge("flw_over", -1);
  await challenge("flw_open", 60);
  await clear("clear-expired-challenges");
  expect((await sql`select id from passkey_challenges`).map(({ id }) => id)).toEqual(["flw_open"]);
});
