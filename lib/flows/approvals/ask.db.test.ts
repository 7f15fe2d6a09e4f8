import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf } from "../../db/testing-faults";
import { makeUser, signedIn } from "../../identity/testing";
import { beginChallenge } from "../challenge";
import { disableTwoFactor, removeOwnCredential } from "../manage";
import { removeEveryFactor } from "../reset";
import { numberOf, useDevices } from "./testing-devices";

const database = useTestDatabase();
const { db, connect } = database;
const {
  sql,
  makePlace,
  makePerson,
  makeOwner,
  addDevice,
  begin,
  ask,
  finish,
  questions,
  say,
  wrong,
  age,
  eventsOf,
} = useDevices(database);

const openOf = async (userId: string) =>
  (await sql`select 1 from push_approvals where user_id = ${userId} and answered_at is null`).length;

test("the number has two digits, is shown on the asking screen, and never leaves with a message", async () => {
  const { actor } = await makeOwner();
  for (let i = 0; i < 3; i++) {
    const asked = await ask(actor);
    expect(numberOf(asked)).toMatch(/^[1-9]\d$/);
    await sql`delete from flows where id = ${asked.flowId}`;
    const messages = await sql`select body, subject from messages where channel = 'push'`;
    expect(JSON.stringify(messages)).not.toMatch(new RegExp(`\\b${numberOf(asked)}\\b`));
  }
});

test("a device is told whose sign-in it is: the application's, kept while the question is open, or Sallyport's own", async () => {
  const { user, actor, device } = await makeOwner();
  const asking = { kind: "push", purpose: "sign_in" } as const;
  await beginChallenge(db, actor, { ...asking, application: "Orders" });
  expect(await questions(device)).toMatchObject([{ application: "Orders" }]);
  await beginChallenge(db, actor, { ...asking, application: "Another" });
  expect(await questions(device)).toMatchObject([{ application: "Orders" }]);
  await ask(await signedIn(db, user));
  expect((await questions(device)).map(({ application }) => application)).toEqual(["Orders", null]);
  expect(await eventsOf(user, "push.asked")).toMatchObject([
    { data: { application: "Orders" } },
    { data: { devices: 1 } },
  ]);
});

test("a question that is open goes on as it is: a reload asks nobody again", async () => {
  const { user, actor } = await makeOwner();
  const first = await ask(actor);
  const again = await ask(actor);
  expect(again.flowId).toBe(first.flowId);
  expect(numberOf(again)).toBe(numberOf(first));
  expect(await openOf(user.id)).toBe(1);
});

test("flooded: of five sessions that ask at once on two connections three are heard", async () => {
  const { user } = await makeOwner();
  const actors = await Promise.all([1, 2, 3, 4, 5].map(() => signedIn(db, user)));
  const pools = [db, connect()];
  const codes = await Promise.all(
    actors.map((actor, i) => codeOf(ask(actor, "sign_in", pools[i % 2] ?? db))),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(3);
  expect(codes.filter((code) => code === "too_many_attempts")).toHaveLength(2);
  expect(await openOf(user.id)).toBe(3);
});

test("while three are open another one waits as long as the oldest has left, and another factor still works", async () => {
  const { user } = await makeOwner();
  for (let i = 0; i < 3; i++) await ask(await signedIn(db, user));
  await age(user, 100);
  const fourth = await signedIn(db, user);
  const refusal = await beginChallenge(db, fourth, { kind: "push", purpose: "sign_in" }).catch((e) => e);
  expect(refusal).toMatchObject({ code: "too_many_attempts" });
  expect(refusal.details.retryAfterSeconds).toBeLessThanOrEqual(20);
  expect(await codeOf(beginChallenge(db, fourth, { kind: "totp", purpose: "sign_in" }))).toBeNull();
  await age(user, 21);
  expect(await codeOf(ask(fourth))).toBeNull();
});

test("ten questions an hour, whatever became of them", async () => {
  const { user, device } = await makeOwner();
  for (let i = 0; i < 10; i++) {
    const asked = await ask(await signedIn(db, user));
    await say(device, "approve", numberOf(asked));
  }
  expect(await codeOf(ask(await signedIn(db, user)))).toBe("too_many_attempts");
});

test("A17 refusals on the device count as wrong answers do: from the fifth on it is asked less, without the asker's help", async () => {
  const { user, device } = await makeOwner();
  for (let i = 0; i < 5; i++) {
    const asked = await ask(await signedIn(db, user));
    await (i % 2 ? say(device, "deny") : say(device, "approve", wrong(numberOf(asked))));
  }
  const [row] = await sql`select in_a_row from factor_failures where user_id = ${user.id} and kind = 'push'`;
  expect(row?.in_a_row).toBe(5);
  expect(await codeOf(ask(await signedIn(db, user)))).toBe("too_many_attempts");
});

test("finishing before there is an answer proves nothing and counts against nobody", async () => {
  const { user, actor } = await makeOwner();
  const asked = await ask(actor);
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  expect(await sql`select 1 from factor_failures where user_id = ${user.id}`).toEqual([]);
});

test("A33 an approval for signing in is worth nothing for a step-up, nor in another session", async () => {
  const { user, actor, device } = await makeOwner();
  const other = await signedIn(db, user);
  const asked = await ask(actor, "sign_in");
  await say(device, "approve", numberOf(asked));
  expect(await finish(actor, asked.flowId, "step_up")).toBe("flow_expired");
  expect(await finish(other, asked.flowId)).toBe("flow_expired");
  expect(await finish(actor, asked.flowId)).toBeNull();
});

test("a device that lives in the asking browser is asked nothing; a second device is", async () => {
  const { user, actor } = await makePerson();
  const first = await addDevice(actor);
  const inFirst = async () => {
    const here = await signedIn(db, user);
    return { ...here, client: { ...here.client, devices: [first.entry] } };
  };
  expect(await codeOf(ask(await inFirst()))).toBe("method_not_available");
  const second = await addDevice(actor, "Tablet");
  const asked = await ask(await inFirst());
  expect(asked.present.devices).toEqual(["Tablet"]);
  expect(await questions(second)).toHaveLength(1);
});

test("never the only factor: not offered without another one, which cannot be removed before it", async () => {
  const place = await makePlace();
  const fresh = await signedIn(db, await makeUser(db, place));
  expect(fresh.subject.facts.user.enrollable).not.toContain("push");
  expect(await codeOf(begin(fresh))).toBe("method_not_available");

  const { app, actor } = await makePerson();
  const device = await addDevice(actor);
  expect(await codeOf(removeOwnCredential(db, actor, app.id))).toBe("push_needs_another");
  expect(await codeOf(removeOwnCredential(db, actor, device.entry.credentialId))).toBeNull();
});

test("two removals at once cannot leave push approval alone", async () => {
  const { app, actor } = await makePerson();
  await addDevice(actor);
  const [extra] = await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    select workspace_id, user_id, 'crd_second', kind, label, data from credentials where id = ${app.id} returning id`;
  const codes = await Promise.all([
    codeOf(removeOwnCredential(db, actor, app.id)),
    codeOf(removeOwnCredential(connect(), actor, String(extra?.id))),
  ]);
  expect([...codes].sort()).toEqual([null, "push_needs_another"].sort());
});

test.each([
  [
    "a reset",
    (actor: Parameters<typeof disableTwoFactor>[1], userId: string) =>
      removeEveryFactor(db, { workspaceId: actor.subject.workspace.id, userId }),
  ],
  ["switching 2FA off", (actor: Parameters<typeof disableTwoFactor>[1]) => disableTwoFactor(db, actor)],
])("%s makes every device worthless at once, open questions too", async (_what, work) => {
  const { user, actor } = await makePerson();
  const device = await addDevice(actor);
  const half = await signedIn(db, user);
  const asked = await ask(half);
  const [question] = await questions(device);
  await work(actor, user.id);
  expect(await questions(device)).toEqual([]);
  expect(await codeOf(say(device, "approve", numberOf(asked), { approvalId: question?.id }))).toBe(
    "not_found",
  );
});
