import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import {
  ADMIN,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  type Place,
  signedIn,
  storedProof,
} from "../identity/testing";
import { endUserSessions } from "./end-sessions";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function makeAdmin(place: Place, set = {}, provedAgo = 1) {
  const user = await makeUser(db, place, { ...ADMIN, ...set });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 400), storedProof("totp", provedAgo)] });
}

test("A8 an administrator ends every session of a user at once: audited, mailed, and nothing else changes", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const user = await makeUser(db, place);
  await addApp(db, user);
  const keys = [await openSession(db, user), await openSession(db, user)];
  await sql`insert into browsers (workspace_id, user_id, id, token_hash, remembered_at, ip, user_agent)
    values (${place.workspaceId}, ${user.id}, 'brw_one', 'x', now(), '203.0.113.7', '')`;
  expect(await endUserSessions(db, admin, user.id)).toBe(2);
  for (const key of keys) expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
  const [browser] = await sql`select remembered_at from browsers where user_id = ${user.id}`;
  expect(browser?.remembered_at).toBeNull();
  expect(await sql`select 1 from credentials where user_id = ${user.id}`).toHaveLength(1);
  const [entry] = await sql`select actor_id, data from audit_events where target_id = ${user.id}
    and action = 'session.ended'`;
  expect(entry).toMatchObject({ actor_id: admin.subject.user.id, data: { all: 2 } });
  const [mail] = await sql`select body from messages where recipient = ${user.email}`;
  expect(mail?.body).toContain(`${admin.subject.user.name} ended them. All sessions were ended`);
});

test("not for oneself, not for somebody above, not without the right, not by an old proof, not elsewhere", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(place);
  const owner = await makeUser(db, place, { role: "owner" });
  const user = await makeUser(db, place);
  const elsewhere = await makeUser(db, await makeWorkspace(db));
  const end = (actor: typeof admin, { id }: { id: string }) => codeOf(endUserSessions(db, actor, id));
  expect(await end(admin, { id: admin.subject.user.id })).toBe("own_requirement");
  expect(await end(admin, owner)).toBe("missing_right");
  expect(await end(await makeAdmin(place, { rights: [] }), user)).toBe("missing_right");
  expect(await end(await makeAdmin(place, {}, 400), user)).toBe("step_up_required");
  expect(await end(admin, elsewhere)).toBe("not_found");
});
