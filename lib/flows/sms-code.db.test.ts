import { expect, test, vi } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, dump } from "../db/testing-faults";
import { finishChallenge } from "./challenge";
import { newNumber, useSms } from "./testing-sms";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db, connect } = database;
const {
  sql,
  makeActor,
  sessionOf,
  beginAt,
  finishSetUp,
  ask,
  answer,
  lastCode,
  wrong,
  later,
  forgetBlock,
  makeOwner,
} = useSms(database);

test("A32 only a keyed hash of the code is kept, sealed, and the number too is sealed", async () => {
  const { number, actor } = await makeOwner();
  await ask(actor);
  const code = await lastCode(number);
  expect(code).toMatch(/^\d{6}$/);
  for (const [table, rows] of Object.entries(await dump(sql))) {
    // the outbox has to name whom it writes to
    if (table === "messages") continue;
    expect(rows, table).not.toContain(number);
    expect(rows, table).not.toContain(number.slice(3));
  }
  const flows = await sql`select state, purpose from flows where user_id = ${actor.subject.user.id}`;
  expect(JSON.stringify(flows)).not.toContain(code);
});

test("A32 a new code kills the old one, in this session and in the others of the user", async () => {
  const { number, actor } = await makeOwner();
  const first = await ask(actor);
  const old = await lastCode(number);
  const then = await later(actor, number);
  const second = await ask(then);
  const code = await lastCode(number);
  expect(second.flowId).not.toBe(first.flowId);
  expect(await answer(then, first.flowId, old)).toBe("flow_expired");
  if (old !== code) expect(await answer(then, second.flowId, old)).toBe("wrong_code");
  const elsewhere = await later(await sessionOf(actor), number);
  const third = await ask(elsewhere);
  expect(await answer(then, second.flowId, code)).toBe("flow_expired");
  expect(await answer(elsewhere, third.flowId, await lastCode(number))).toBeNull();
});

test("A32 a code is good for five minutes and once", async () => {
  const { number, actor } = await makeOwner();
  const { flowId, present } = await ask(actor);
  expect(present).toMatchObject({ expiresInSeconds: 300, resendInSeconds: 60 });
  const [row] =
    await sql`select extract(epoch from expires_at - created_at)::int as s from flows where id = ${flowId}`;
  expect(row?.s).toBe(300);
  const code = await lastCode(number);
  const other = connect();
  const input = { flowId, purpose: "sign_in", answer: { code } } as const;
  const codes = await Promise.all([
    codeOf(finishChallenge(db, actor, input)),
    codeOf(finishChallenge(other, actor, input)),
  ]);
  expect(codes.filter((refusal) => refusal === null)).toHaveLength(1);
});

test("A33 a code is worth nothing for another purpose, in another session or for another user", async () => {
  const { number, actor } = await makeOwner();
  const { flowId } = await ask(actor, "sign_in");
  const code = await lastCode(number);
  expect(await answer(actor, flowId, code, "step_up")).toBe("flow_expired");
  expect(await finishSetUp(actor, flowId, code)).toBe("flow_expired");
  expect(await answer(await sessionOf(actor), flowId, code)).toBe("flow_expired");
  const { actor: stranger } = await makeOwner();
  expect(await answer(stranger, flowId, code)).toBe("flow_expired");
  const theirs = await ask(stranger);
  expect(await answer(stranger, theirs.flowId, code)).toBe("wrong_code");
  expect(await answer(actor, flowId, code)).toBeNull();
});

test("A34 a code takes five answers, and a right sixth is too late", async () => {
  const { number, actor } = await makeOwner();
  const { flowId } = await ask(actor);
  const code = await lastCode(number);
  for (let n = 0; n < 5; n++) {
    await forgetBlock(actor);
    expect(await answer(actor, flowId, wrong(code))).toBe("wrong_code");
  }
  await forgetBlock(actor);
  expect(await answer(actor, flowId, code)).toBe("flow_expired");
});

test.each(["challenge", "set-up"])(
  "A34 a resend starts no new count of wrong answers in a %s",
  async (kind) => {
    const isChallenge = kind === "challenge";
    const owner = isChallenge ? await makeOwner() : null;
    const number = owner?.number ?? newNumber();
    let actor = owner?.actor ?? (await makeActor());
    const begin = () => (isChallenge ? ask(actor) : beginAt(actor, number));
    const guess = (flowId: string, code: string) =>
      isChallenge ? answer(actor, flowId, code) : finishSetUp(actor, flowId, code);
    for (let sent = 0; sent < 5; sent++) {
      const { flowId } = await begin();
      expect(await guess(flowId, wrong(await lastCode(number)))).toBe("wrong_code");
      actor = await later(actor, number);
    }
    const { flowId } = await begin();
    expect(await guess(flowId, await lastCode(number))).toBe("too_many_attempts");
  },
);

test("the hundredth wrong answer in a row stops the factor while it is set up too, and is told", async () => {
  const number = newNumber();
  const actor = await makeActor();
  const { flowId } = await beginAt(actor, number);
  const { workspace, user } = actor.subject;
  await sql`insert into factor_failures (workspace_id, user_id, kind, in_a_row) values (${workspace.id}, ${user.id}, 'sms', 99)`;
  expect(await finishSetUp(actor, flowId, wrong(await lastCode(number)))).toBe("wrong_code");
  expect(await finishSetUp(actor, flowId, await lastCode(number))).toBe("factor_stopped");
  expect(
    await sql`select 1 from audit_events where target_id = ${user.id} and action = 'factor.stopped'`,
  ).toHaveLength(1);
});
