import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { after, CLIENT, makeUser, signedIn } from "../identity/testing";
import type { Actor } from "./context";
import { newNumber, useSms } from "./testing-sms";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db } = database;
const { sql, makePlace, sessionOf, beginAt, ask, codesTo, personOf, later, spend, makeOwner } =
  useSms(database);

test("A35 within a minute there is no second message: the same flow in this session, a wait in any other", async () => {
  const { number, actor } = await makeOwner();
  const first = await ask(actor);
  const sent = (await codesTo(number)).length;
  expect((await ask(after(actor, 59))).flowId).toBe(first.flowId);
  expect(await codeOf(ask(await sessionOf(actor)))).toBe("too_many_attempts");
  expect(await codeOf(ask(actor, "step_up"))).toBe("too_many_attempts");
  expect(await codesTo(number)).toHaveLength(sent);
  expect((await ask(await later(actor, number))).flowId).not.toBe(first.flowId);
  expect(await codesTo(number)).toHaveLength(sent + 1);
});

test.each([
  ["user", (actor: Actor) => personOf(actor), 10, 3_600],
  ["number", (_: Actor, number: string) => number, 10, 3_600],
  ["prefix", (_: Actor, number: string) => number.slice(0, 8), 50, 3_600],
  ["address", (actor: Actor) => actor.client.ip, 60, 3_600],
  ["workspace", (actor: Actor) => actor.subject.workspace.id, 3, 86_400],
] as const)(
  "A35 the limit per %s holds, and its alarm is kept though the rest is rolled back",
  async (name, of, max, seconds) => {
    const number = newNumber();
    const user = await makeUser(db, await makePlace({ smsDailyCap: 3 }));
    const client = { ...CLIENT, ip: `203.0.113.${Number(number.slice(-2))}` };
    const actor = { ...(await signedIn(db, user)), client };
    await spend(name, of(actor, number), max, seconds, 1);
    await beginAt(actor, number);
    const entries = () =>
      sql`select action, result, data from audit_events where actor_id = ${user.id} and action = 'sms.limit_reached'`;
    expect(await entries()).toHaveLength(0);
    const flows = await sql`select id from flows where user_id = ${user.id}`;
    const then = await later(actor, number);
    expect(await codeOf(beginAt(then, number))).toBe("sms_limit");
    expect(await codesTo(number)).toHaveLength(1);
    expect(await entries()).toMatchObject([{ result: "refused", data: { limit: name, country: "DE" } }]);
    // the code that is on its way stays good
    expect(await sql`select id from flows where user_id = ${user.id}`).toEqual(flows);
  },
);

test("A35 somebody who is refused uses up nobody else's share", async () => {
  const place = await makePlace({ smsDailyCap: 2 });
  const greedy = await signedIn(db, await makeUser(db, place));
  await spend("user", personOf(greedy), 10, 3_600);
  for (let n = 0; n < 4; n++) expect(await codeOf(beginAt(greedy, newNumber()))).toBe("sms_limit");
  const number = newNumber();
  await beginAt(await signedIn(db, await makeUser(db, place)), number);
  expect(await codesTo(number)).toHaveLength(1);
});

test("A35 twenty begin at once on a small pool, and none waits for another's connection", async () => {
  const place = await makePlace();
  const actors = await Promise.all(
    Array.from({ length: 20 }, async () => signedIn(db, await makeUser(db, place))),
  );
  const codes = await Promise.all(
    actors.map((actor, n) =>
      codeOf(beginAt({ ...actor, client: { ...CLIENT, ip: `198.51.100.${n}` } }, newNumber())),
    ),
  );
  expect(codes).toEqual(actors.map(() => null));
});

test("A35 only countries that the workspace allows are written to", async () => {
  const actor = await signedIn(db, await makeUser(db, await makePlace({ smsCountries: ["DE"] })));
  expect(await codeOf(beginAt(actor, "+447400123456"))).toBe("country_not_allowed");
  expect(await codesTo("+447400123456")).toEqual([]);
  expect(await codeOf(beginAt(actor, newNumber()))).toBeNull();
});
