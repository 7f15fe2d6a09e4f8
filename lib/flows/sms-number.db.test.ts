import { expect, test, vi } from "vitest";
import { getUserDetail } from "../admin/users";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { ADMIN, makeUser, REQUIRED, signedIn } from "../identity/testing";
import { getTwoFactorOverview } from "./overview";
import { newNumber, useSms } from "./testing-sms";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db } = database;
const {
  sql,
  makePlace,
  makeActor,
  sessionOf,
  beginAt,
  finishSetUp,
  ask,
  codesTo,
  lastCode,
  wrong,
  later,
  makeOwner,
  credentialsOf,
} = useSms(database);

test("A31 a number counts from the code that came to it on, and one that was never proved counts for nothing", async () => {
  const number = newNumber();
  const actor = await makeActor();
  const { flowId } = await beginAt(actor, number);
  expect(await finishSetUp(actor, flowId, wrong(await lastCode(number)))).toBe("wrong_code");
  expect(await credentialsOf(actor)).toHaveLength(0);
  expect(await finishSetUp(actor, flowId, await lastCode(number))).toBeNull();
  expect(await credentialsOf(actor)).toHaveLength(1);
});

test("A31 changing the number proves the new one first: until then the old one stays, then it is gone", async () => {
  const { number, begun } = await makeOwner();
  const actor = await sessionOf(begun);
  const [old] = await credentialsOf(actor);
  const other = newNumber();
  const { flowId } = await beginAt(actor, other);
  expect(await finishSetUp(actor, flowId, wrong(await lastCode(other)), old?.id)).toBe("wrong_code");
  expect((await credentialsOf(actor)).map(({ id }) => id)).toEqual([old?.id]);
  expect(await finishSetUp(actor, flowId, await lastCode(other), old?.id)).toBeNull();
  const [now, ...rest] = await credentialsOf(actor);
  expect(rest).toEqual([]);
  expect(now?.id).not.toBe(old?.id);
  const count = (await codesTo(number)).length;
  await ask(await later(await sessionOf(actor), other));
  expect([(await codesTo(number)).length, (await codesTo(other)).length]).toEqual([count, 2]);
});

test("A31 a typed number that is none never falls back on the one that is under way", async () => {
  const actor = await makeActor();
  await beginAt(actor, newNumber());
  for (const phone of ["12", "030 901820", "", "x".repeat(60)])
    expect(await codeOf(beginAt(actor, phone))).toBe("phone_invalid");
});

test("the number is masked wherever it is shown: overview, panel, audit, mails", async () => {
  const place = await makePlace();
  const user = await makeUser(db, place, REQUIRED);
  const admin = await signedIn(db, await makeUser(db, place, ADMIN));
  const number = newNumber();
  const actor = await signedIn(db, user);
  const { flowId, present } = await beginAt(actor, number);
  const shown = `+49 ••• ••• ${number.slice(-2)}`;
  expect(present.to).toBe(shown);
  expect(await finishSetUp(actor, flowId, await lastCode(number))).toBeNull();
  const overview = await getTwoFactorOverview(db, (await sessionOf(actor)).subject);
  expect(overview.factors.map(({ label }) => label)).toEqual([shown]);
  const panel = await getUserDetail(db, admin.subject, user.id);
  const audit = await sql`select * from audit_events where workspace_id = ${place.workspaceId}`;
  const mails = await sql`select subject, body from messages where recipient = ${user.email}`;
  expect(mails.length).toBeGreaterThan(0);
  for (const text of [overview, panel, audit, mails].map((part) => JSON.stringify(part)))
    expect(text).not.toContain(number.slice(3, -2));
});
