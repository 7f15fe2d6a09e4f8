import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, withFault } from "../db/testing-faults";
import { availableKinds } from "../factors/registry";
import {
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  setWorkspace,
  signedIn,
} from "../identity/testing";
import { newNumber, OPEN, useSms } from "./testing-sms";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db, connect } = database;
const { sql, makePlace, makeActor, beginAt, finishSetUp, ask, answer, codesTo, lastCode, makeOwner } =
  useSms(database);

test("A36 text messages are offered only where the workspace has them on, names a country and somebody sends them", async () => {
  const offered = async (set: object) => {
    const actor = await signedIn(db, await makeUser(db, await makePlace(set)));
    const has = actor.subject.facts.user.enrollable.includes("sms");
    return { has, refusal: await codeOf(beginAt(actor, newNumber())) };
  };
  expect(await offered({})).toEqual({ has: true, refusal: null });
  expect(await offered({ smsCountries: [] })).toEqual({ has: false, refusal: "method_not_available" });
  expect(await offered({ methods: ["totp"] })).toEqual({ has: false, refusal: "method_not_available" });
  const { findSessionSubject } = await import("../policy/facts");
  const key = await openSession(db, await makeUser(db, await makePlace()));
  const without = await findSessionSubject(
    db,
    key,
    availableKinds().filter((kind) => kind !== "sms"),
  );
  expect(without?.facts.user.enrollable).not.toContain("sms");
  expect((await findSubjectOf(db, key))?.facts.user.enrollable).toContain("sms");
});

test("A36 a new workspace sends to no country until somebody chooses one", async () => {
  const { workspaceId } = await makeWorkspace(db, { methods: OPEN.methods });
  const [row] = await sql`select sms_countries as c from workspaces where workspace_id = ${workspaceId}`;
  expect(row?.c).toEqual([]);
});

test("A37 a fault while a code is begun sends nothing, counts nothing and locks nobody", async () => {
  const number = newNumber();
  const actor = await makeActor();
  await withFault(sql, { table: "messages" }, async () => {
    expect(await codeOf(beginAt(actor, number))).toBe("internal");
  });
  const { flowId } = await beginAt(actor, number);
  expect(await codesTo(number)).toHaveLength(1);
  expect(await finishSetUp(actor, flowId, await lastCode(number))).toBeNull();
});

test("A37 two begins at once, over two processes, are one flow and one message", async () => {
  const number = newNumber();
  const actor = await makeActor();
  const both = await Promise.all([beginAt(actor, number), beginAt(actor, number, connect())]);
  expect(new Set(both.map(({ flowId }) => flowId)).size).toBe(1);
  expect(await codesTo(number)).toHaveLength(1);
});

test("a workspace that switches text messages off keeps whoever has one able to prove it", async () => {
  const { number, actor } = await makeOwner();
  await setWorkspace(db, actor.subject.workspace.id, { methods: ["passkey", "totp"] });
  const { flowId } = await ask(actor);
  expect(await answer(actor, flowId, await lastCode(number))).toBeNull();
});
