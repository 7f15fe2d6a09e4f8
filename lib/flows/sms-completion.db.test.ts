import { expect, test, vi } from "vitest";
import { keyedHash } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { ADMIN, makeUser, signedIn } from "../identity/testing";
import { newNumber, useSms } from "./testing-sms";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db } = database;
const { sql, makePlace, windowKey, beginAt, finishSetUp, lastCode, codesTo, spend, ...sms } =
  useSms(database);
const { makeOwner, ask, answer, wrong } = sms;

type Place = Awaited<ReturnType<typeof makePlace>>;

/** As if so many messages had left for Germany earlier today, and so many of their codes had come back. */
async function tallied({ workspaceId }: Place, sent: number, completed: number): Promise<void> {
  for (const [name, count] of Object.entries({ sent, completed })) {
    await sql`insert into rate_windows (key, window_start, count)
      values (${windowKey(name, `${workspaceId}\nDE`)}, now() - interval '5 hours', ${count})`;
  }
}
const makeActor = async (place: Place) => signedIn(db, await makeUser(db, place));
const alarms = ({ workspaceId }: Place) =>
  sql`select recipient, body from messages where workspace_id = ${workspaceId} and subject like 'Text messages were stopped%'`;
const entries = ({ workspaceId }: Place) =>
  sql`select result, data from audit_events where workspace_id = ${workspaceId} and action = 'sms.limit_reached' order by id`;
/** The hour of a stop is over. */
const endStop = ({ workspaceId }: Place) =>
  sql`update throttles set blocked_until = now()
    where key = ${keyedHash("hold", `completion\n${workspaceId}\nDE`)}`;

const SHARES: [sent: number, completed: number, isStopped: boolean][] = [
  [18, 0, false],
  [19, 0, true],
  [19, 3, true],
  [19, 4, false],
  [99, 20, false],
  [99, 19, true],
];
test.each(SHARES)(
  "A35 %i sent before and %i typed in: the next message leaves, and whether it is the last is %s",
  async (sent, completed, isStopped) => {
    const place = await makePlace();
    await tallied(place, sent, completed);
    const number = newNumber();
    await beginAt(await makeActor(place), number);
    expect(await codesTo(number)).toHaveLength(1);
    const after = await codeOf(beginAt(await makeActor(place), newNumber()));
    expect(after).toBe(isStopped ? "sms_limit" : null);
  },
);

test("A35 a stop is audited and mailed to the administrators once, holds for an hour, and then lets one message try", async () => {
  const place = await makePlace();
  const admin = await makeUser(db, place, ADMIN);
  await tallied(place, 30, 1);
  await beginAt(await makeActor(place), newNumber());
  for (let n = 0; n < 3; n++)
    expect(await codeOf(beginAt(await makeActor(place), newNumber()))).toBe("sms_limit");
  const found = await alarms(place);
  expect(found.map(({ recipient }) => recipient)).toEqual([admin.email]);
  expect(found[0]?.body).toContain("Country: DE");
  const kept = await entries(place);
  expect(kept.map(({ result }) => result)).toEqual(["ok", "refused", "refused", "refused"]);
  expect(kept[0]?.data).toMatchObject({ limit: "completion", country: "DE", sent: 31, completed: 1 });
  const [stop] =
    await sql`select max(extract(epoch from blocked_until - last_failed_at))::int as s from throttles`;
  expect(stop?.s).toBe(3_600);

  await endStop(place);
  expect(await codeOf(beginAt(await makeActor(place), newNumber()))).toBeNull();
  expect(await codeOf(beginAt(await makeActor(place), newNumber()))).toBe("sms_limit");
  expect(await alarms(place)).toHaveLength(2);
});

test("A35 one workspace's stop, or one country's, is nobody else's", async () => {
  const place = await makePlace();
  await tallied(place, 30, 0);
  await beginAt(await makeActor(place), newNumber());
  expect(await codeOf(beginAt(await makeActor(place), newNumber()))).toBe("sms_limit");
  expect(await codeOf(beginAt(await makeActor(place), "+447400123456"))).toBeNull();
  expect(await codeOf(beginAt(await makeActor(await makePlace()), newNumber()))).toBeNull();
});

test("A35 a code that is typed in counts with what it proves, and a wrong one does not", async () => {
  const place = await makePlace();
  const number = newNumber();
  const actor = await makeActor(place);
  const { flowId } = await beginAt(actor, number);
  const code = await lastCode(number);
  const completed = async () =>
    (
      await sql`select count from rate_windows where key = ${windowKey("completed", `${place.workspaceId}\nDE`)}`
    )[0]?.count;
  expect(await finishSetUp(actor, flowId, code === "111111" ? "222222" : "111111")).toBe("wrong_code");
  expect(await completed()).toBeUndefined();
  expect(await finishSetUp(actor, flowId, code)).toBeNull();
  expect(await completed()).toBe(1);
});

test("A35 a code that is typed in at sign-in counts as completed like one of a set-up", async () => {
  const { number, actor } = await makeOwner();
  const completed = async () =>
    Number(
      (
        await sql`select sum(count) n from rate_windows
          where key = ${windowKey("completed", `${actor.subject.workspace.id}\nDE`)}`
      )[0]?.n,
    );
  const before = await completed();
  const { flowId } = await ask(actor);
  const code = await lastCode(number);
  expect(await answer(actor, flowId, wrong(code))).toBe("wrong_code");
  expect(await completed()).toBe(before);
  expect(await answer(actor, flowId, code)).toBeNull();
  expect(await completed()).toBe(before + 1);
});

test("A35 a second block of numbers within the hour is audited, and mailed to nobody again", async () => {
  const place = await makePlace();
  const admin = await makeUser(db, place, ADMIN);
  const blocks = ["+4915111000000", "+4915222000000"];
  for (const number of blocks) await spend("prefix", number.slice(0, 8), 50, 3_600);
  for (const number of blocks)
    expect(await codeOf(beginAt(await makeActor(place), number))).toBe("sms_limit");
  expect((await alarms(place)).map(({ recipient }) => recipient)).toEqual([admin.email]);
  expect((await entries(place)).map(({ data }) => data.limit)).toEqual(["prefix", "prefix"]);
});

test.each([
  ["prefix", 50, 3_600],
  ["workspace", 3, 86_400],
  ["user", 10, 3_600],
] as const)("A35 the alarm of the limit per %s", async (name, max, seconds) => {
  const place = await makePlace({ smsDailyCap: 3 });
  const admin = await makeUser(db, place, ADMIN);
  const actor = await makeActor(place);
  const number = newNumber();
  const subject = {
    prefix: number.slice(0, 8),
    workspace: place.workspaceId,
    user: `${place.workspaceId}\n${actor.subject.user.id}`,
  }[name];
  await spend(name, subject, max, seconds);
  for (let n = 0; n < 3; n++) expect(await codeOf(beginAt(actor, number))).toBe("sms_limit");
  const told = (await alarms(place)).map(({ recipient }) => recipient);
  expect(told, "mailed once per window").toEqual(name === "user" ? [] : [admin.email]);
  expect(await entries(place)).toHaveLength(3);
});
