import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, withFault } from "../../db/testing-faults";
import { signedIn } from "../../identity/testing";
import { removeOwnCredential } from "../manage";
import { answerQuestion, endSessionsNotMine } from "./answer";
import { awaitAnswer } from "./ask";
import { awaitQuestions } from "./questions";
import { numberOf, signWith, useDevices } from "./testing-devices";

const database = useTestDatabase();
const { db, connect } = database;
const {
  sql,
  makePlace,
  makePerson,
  makeOwner,
  addDevice,
  ask,
  finish,
  questions,
  say,
  wrong,
  age,
  eventsOf,
} = useDevices(database);

test("a device that names the number approves: the proof is `swk`, the session rises, and all of it is recorded", async () => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  expect(question).toMatchObject({ purpose: "sign_in", ip: "203.0.113.7", email: user.email });
  expect(JSON.stringify(question)).not.toContain(`"${numberOf(asked)}"`);
  expect(await say(device, "approve", numberOf(asked))).toEqual({ answer: "approved" });
  expect(await awaitAnswer(db, actor, asked.flowId)).toEqual({ answer: "approved" });
  expect(await finish(actor, asked.flowId)).toBeNull();
  const [session] = await sql`select proofs from sessions where id = ${actor.subject.sessionId}`;
  expect(session?.proofs.at(-1)).toMatchObject({
    factor: "push",
    amr: ["swk"],
    credentialId: device.entry.credentialId,
  });
  expect(await eventsOf(user, "push.asked")).toHaveLength(1);
  expect(await eventsOf(user, "push.answered")).toMatchObject([
    { result: "ok", data: { answer: "approved" } },
  ]);
  const [used] = await sql`select last_used_at from credentials where id = ${device.entry.credentialId}`;
  expect(used?.last_used_at).not.toBeNull();
});

test("an approval is good once: the flow it answered cannot be finished a second time", async () => {
  const { actor, device } = await makeOwner();
  const asked = await ask(actor);
  await say(device, "approve", numberOf(asked));
  expect(await finish(actor, asked.flowId)).toBeNull();
  expect(await finish(actor, asked.flowId)).toBe("flow_used");
});

test.each([
  ["deny", "denied"],
  ["not_me", "not_me"],
] as const)("`%s` is a refusal that nothing turns round", async (answer, said) => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  expect(await say(device, answer)).toEqual({ answer: said });
  const again = { approvalId: question?.id };
  expect(await codeOf(say(device, "approve", numberOf(asked), again))).toBe("flow_used");
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  expect(await eventsOf(user, "push.answered")).toMatchObject([{ result: "refused" }]);
});

test("a wrong number is an answer: it refuses, and the right one comes too late", async () => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id;
  expect(await say(device, "approve", wrong(numberOf(asked)))).toEqual({ answer: "wrong_number" });
  expect(await codeOf(say(device, "approve", numberOf(asked), { approvalId }))).toBe("flow_used");
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  const [counted] = await sql`select in_a_row from factor_failures where user_id = ${user.id}`;
  expect(counted?.in_a_row).toBe(1);
});

test("A84 C04 an answer that cannot be recorded is none, and can be given again", async () => {
  const { actor, device } = await makeOwner();
  const asked = await ask(actor);
  await withFault(sql, { table: "audit_events" }, async () => {
    expect(await codeOf(say(device, "approve", numberOf(asked)))).toBe("internal");
    expect(await codeOf(say(device, "not_me"))).toBe("internal");
  });
  expect(await sql`select 1 from factor_failures where user_id = ${actor.subject.user.id}`).toEqual([]);
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  expect(await say(device, "approve", numberOf(asked))).toEqual({ answer: "approved" });
});

test("of two answers at once on two connections one counts", async () => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id;
  const answers = await Promise.allSettled([
    say(device, "approve", numberOf(asked), { approvalId }),
    say(device, "deny", "", { approvalId, pool: connect() }),
  ]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await eventsOf(user, "push.answered")).toHaveLength(1);
});

test("of two devices the first to answer counts, and the other is told", async () => {
  const { user, actor } = await makePerson();
  const first = await addDevice(actor);
  const second = await addDevice(actor, "Tablet");
  const half = await signedIn(db, user);
  const asked = await ask(half);
  const [question] = await questions(second);
  const approvalId = question?.id;
  await say(first, "deny");
  expect(await questions(second)).toEqual([]);
  expect(await codeOf(say(second, "approve", numberOf(asked), { approvalId }))).toBe("flow_used");
});

test("a browser that was paired twice is shown a question once, and answers by the newer key", async () => {
  const { user, actor } = await makePerson();
  const old = await addDevice(actor);
  const renewed = await addDevice(actor);
  const both = { ...renewed, client: { ...renewed.client, devices: [renewed.entry, old.entry] } };
  const half = await signedIn(db, user);
  const asked = await ask(half);
  expect((await questions(both)).map(({ credentialId }) => credentialId)).toEqual([
    renewed.entry.credentialId,
  ]);
  expect(await say(both, "approve", numberOf(asked))).toEqual({ answer: "approved" });
  expect(await finish(half, asked.flowId)).toBeNull();
});

test("after two minutes nothing can be answered, and an approval that is not taken in within half a minute more is void", async () => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id;
  await age(user, 121);
  expect(await questions(device)).toEqual([]);
  expect(await codeOf(say(device, "approve", numberOf(asked), { approvalId }))).toBe("flow_expired");
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  const later = await signedIn(db, user);
  const next = await ask(later);
  await say(device, "approve", numberOf(next));
  await sql`update flows set expires_at = now() where id = ${next.flowId}`;
  expect(await finish(later, next.flowId)).toBe("flow_expired");
});

test("a question whose attempt is over or whose session has ended takes no answer", async () => {
  const { user, actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id;
  await sql`update sessions set ended_at = now() where id = ${actor.subject.sessionId}`;
  expect(await questions(device)).toEqual([]);
  expect(await codeOf(say(device, "approve", numberOf(asked), { approvalId }))).toBe("flow_expired");
  const second = await signedIn(db, user);
  const next = await ask(second);
  const [open] = await questions(device);
  await sql`update flows set consumed_at = now() where id = ${next.flowId}`;
  expect(await codeOf(say(device, "approve", numberOf(next), { approvalId: open?.id }))).toBe("flow_expired");
});

test("A66 a device answers for its own user alone: not for another of the workspace, not in another workspace", async () => {
  const place = await makePlace();
  const { actor, device } = await makeOwner(place);
  const colleague = await makeOwner(place);
  const stranger = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id;
  for (const other of [colleague.device, stranger.device]) {
    expect(await questions(other)).toEqual([]);
    expect(await codeOf(say(other, "approve", numberOf(asked), { approvalId }))).toBe("not_found");
  }
  const forged = { ...stranger.device.entry, userId: actor.subject.user.id, workspaceId: place.workspaceId };
  const disguised = { ...stranger.device, client: { ...stranger.device.client, devices: [forged] } };
  expect(await questions(disguised)).toEqual([]);
  expect(await codeOf(say(disguised, "approve", numberOf(asked), { approvalId }))).toBe("not_found");
});

test("the cookie without the device's key approves nothing, and neither does a signature over something else", async () => {
  const { actor, device } = await makeOwner();
  const thief = await makeOwner();
  const asked = await ask(actor);
  const number = numberOf(asked);
  const [question] = await questions(device);
  const approvalId = question?.id ?? "";
  expect(await codeOf(say({ ...device, key: thief.device.key }, "approve", number))).toBe("proof_rejected");
  const answerer = { client: device.client, sessionId: null };
  for (const signature of [
    signWith(device.key, approvalId, "deny"),
    signWith(device.key, approvalId, "approve", wrong(number)),
    signWith(device.key, "apr_other", "approve", number),
  ]) {
    const input = { approvalId, answer: "approve", number, signature } as const;
    expect(await codeOf(answerQuestion(db, answerer, input))).toBe("proof_rejected");
  }
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
});

test("the browser that asks is shown no question and cannot answer, though it held the device's key", async () => {
  const { actor, device } = await makeOwner();
  const asked = await ask(actor);
  const [question] = await questions(device);
  const { sessionId } = actor.subject;
  expect(await questions(device, sessionId)).toEqual([]);
  const number = numberOf(asked);
  const signature = signWith(device.key, question?.id ?? "", "approve", number);
  const input = { approvalId: question?.id ?? "", answer: "approve", number, signature } as const;
  expect(await codeOf(answerQuestion(db, { client: device.client, sessionId }, input))).toBe("same_browser");
});

test("a device that was removed is worth nothing from that moment, also to a question that was open", async () => {
  const { user, actor: first } = await makePerson();
  const device = await addDevice(first);
  const half = await signedIn(db, user);
  const asked = await ask(half);
  const [question] = await questions(device);
  await removeOwnCredential(db, first, device.entry.credentialId);
  expect(await questions(device)).toEqual([]);
  expect(await codeOf(say(device, "approve", numberOf(asked), { approvalId: question?.id }))).toBe(
    "not_found",
  );
});

test("an approval of a device that is removed before it is taken in proves nothing", async () => {
  const { user, actor: first } = await makePerson();
  const device = await addDevice(first);
  await addDevice(first, "Tablet");
  const half = await signedIn(db, user);
  const asked = await ask(half);
  await say(device, "approve", numberOf(asked));
  await sql`delete from credentials where id = ${device.entry.credentialId}`;
  expect(await finish(half, asked.flowId)).toBe("not_approved");
});

test("an approval and the removal of its device at once: the proof is taken in before it, or not at all", async () => {
  const { user, actor: first } = await makePerson();
  const device = await addDevice(first);
  const half = await signedIn(db, user);
  const asked = await ask(half);
  const [said] = await Promise.all([
    codeOf(say(device, "approve", numberOf(asked))),
    removeOwnCredential(connect(), first, device.entry.credentialId),
  ]);
  expect([null, "not_found", "flow_expired"]).toContain(said);
  expect(await finish(half, asked.flowId)).not.toBeNull();
});

test("`this is not me` ends the session that asked, mails its owner from where it came, and signs nobody else out", async () => {
  const { user, actor, device } = await makeOwner();
  const elsewhere = await signedIn(db, user);
  const asked = await ask(actor);
  await say(device, "not_me");
  const ended =
    await sql`select id, end_reason from sessions where user_id = ${user.id} and ended_at is not null
    and end_reason = 'reported'`;
  expect(ended).toMatchObject([{ id: actor.subject.sessionId }]);
  expect(await finish(actor, asked.flowId)).toBe("not_approved");
  const [mail] = await sql`select body from messages where recipient = ${user.email}
    and subject like 'A sign-in with your password was refused%'`;
  expect(mail?.body).toContain("203.0.113.7");
  const [live] = await sql`select ended_at from sessions where id = ${elsewhere.subject.sessionId}`;
  expect(live?.ended_at).toBeNull();
});

test("after `this is not me`, and only then, its device ends all sessions, once", async () => {
  const { user, actor, device } = await makeOwner();
  await ask(actor);
  const [question] = await questions(device);
  const approvalId = question?.id ?? "";
  const answerer = { client: device.client, sessionId: null };
  const signature = signWith(device.key, approvalId, "end_sessions");
  const end = () => codeOf(endSessionsNotMine(db, answerer, { approvalId, signature }));
  expect(await end()).toBe("invalid_input");
  await say(device, "not_me");
  const unsigned = { approvalId, signature: signWith(device.key, approvalId, "not_me") };
  expect(await codeOf(endSessionsNotMine(db, answerer, unsigned))).toBe("proof_rejected");
  expect(await end()).toBeNull();
  expect(await sql`select 1 from sessions where user_id = ${user.id} and ended_at is null`).toEqual([]);
  expect(await eventsOf(user, "session.reported")).toMatchObject([{ data: { by: "device" } }]);
  expect(await end()).toBe("not_found");
});

test("a cookie that names devices which are none is answered at once and holds no place of those who wait", async () => {
  const { user, device } = await makeOwner();
  const { workspaceId, id: userId } = user;
  const entry = { workspaceId, userId, credentialId: device.entry.credentialId, secret: "x".repeat(43) };
  const client = { ...device.client, devices: [entry] };
  const started = performance.now();
  const forged = Array.from({ length: 50 }, () => awaitQuestions(db, { client, sessionId: null }, []));
  expect(await Promise.all(forged)).toEqual(Array(50).fill([]));
  expect(performance.now() - started).toBeLessThan(5_000);
});
