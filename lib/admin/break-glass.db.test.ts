import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, addRecoveryCodes, answerCode, codeFor } from "../factors/testing";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  signedIn,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import { breakGlass } from "./break-glass";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

test("A70 the operator's way in removes every factor and session, keeps the requirement, is audited and mailed", async () => {
  const user = await makeUser(db, await makeWorkspace(db), REQUIRED);
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  await addRecoveryCodes(db, await actorOf(db, await answerCode(db, half, codeFor(app.secret, half))));
  expect(await breakGlass(db, user.email)).toEqual({ removed: 1 });
  expect(await sql`select 1 from credentials where user_id = ${user.id}`).toHaveLength(0);
  expect(await sql`select 1 from recovery_codes where user_id = ${user.id}`).toHaveLength(0);
  expect(await sql`select 1 from sessions where user_id = ${user.id} and ended_at is null`).toHaveLength(0);
  expect(
    await sql`select 1 from audit_events where target_id = ${user.id} and action = 'two_factor.reset'`,
  ).toHaveLength(1);
  expect(
    await sql`select 1 from messages where recipient = ${user.email} and body like '%operator%'`,
  ).toHaveLength(1);
  const subject = await findSubjectOf(db, await openSession(db, user));
  expect(subject && standingFor(subject)).toBe("setup_pending");
});

test("A70 for an address that nobody has it changes nothing", async () => {
  expect(await codeOf(breakGlass(db, "nobody@nowhere.example"))).toBe("not_found");
});
