import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, codeFor } from "../factors/testing";
import { findSubjectOf, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { standingFor } from "../policy/service";
import { beginChallenge, type ChallengePurpose, finishChallenge } from "./challenge";
import { type Actor, bindingOf } from "./context";
import { beginEnrollment, finishEnrollment } from "./enroll";
import { consumeFlow } from "./store";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

async function makePerson() {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const actor = await signedIn(db, user);
  return { user, app, actor, code: codeFor(app.secret, actor) };
}

const begin = (actor: Actor, purpose: ChallengePurpose = "sign_in") =>
  beginChallenge(db, actor, { kind: "totp", purpose });
const finish = (actor: Actor, flowId: string, code: string, purpose: ChallengePurpose = "sign_in") =>
  codeOf(finishChallenge(db, actor, { flowId, purpose, answer: { code } }));

test.each([
  ["sign_in", "step_up"],
  ["step_up", "sign_in"],
] as const)(
  "A33 A62 a challenge for %s is worth nothing for %s, and stays good for its own",
  async (own, other) => {
    const { actor, code } = await makePerson();
    const { flowId } = await begin(actor, own);
    expect(await finish(actor, flowId, code, other)).toBe("flow_expired");
    expect(await finish(actor, flowId, code, own)).toBeNull();
  },
);

test("A33 a challenge is worth nothing in another session of the same user", async () => {
  const { user, actor, code } = await makePerson();
  const other = await signedIn(db, user);
  const { flowId } = await begin(actor);
  expect(await finish(other, flowId, code)).toBe("flow_expired");
  expect(await finish(actor, flowId, code)).toBeNull();
});

test("A62 another user of the workspace cannot finish a challenge, not even with a right code of their own", async () => {
  const { user, actor } = await makePerson();
  const place = { workspaceId: user.workspaceId, policyId: user.policyId };
  const stranger = await makeUser(db, place);
  const app = await addApp(db, stranger);
  const other = await signedIn(db, stranger);
  const { flowId } = await begin(actor);
  expect(await finish(other, flowId, codeFor(app.secret, other))).toBe("flow_expired");
  // the other's user in this session's tab: identity and session no longer agree
  const mixed = { ...actor, subject: { ...actor.subject, user: other.subject.user } };
  expect(await finish(mixed, flowId, codeFor(app.secret, other))).toBe("flow_expired");
});

test("A66 a flow of another workspace is as good as none", async () => {
  const [one, other] = [await makePerson(), await makePerson()];
  const { flowId } = await begin(one.actor);
  expect(await finish(other.actor, flowId, other.code)).toBe("flow_expired");
  expect(await finish(other.actor, "flw_00000000000000000000000000", other.code)).toBe("flow_expired");
});

test("a challenge is used once: the second finish says so, and its code is not looked at", async () => {
  const { actor, app, code } = await makePerson();
  const { flowId } = await begin(actor);
  expect(await finish(actor, flowId, code)).toBeNull();
  expect(await finish(actor, flowId, codeFor(app.secret, actor, 1))).toBe("flow_used");
});

test("beginning again voids the earlier challenge of the same purpose in the same session alone", async () => {
  const { user, actor, code } = await makePerson();
  const first = await begin(actor);
  const stepUp = await begin(actor, "step_up");
  const elsewhere = await begin(await signedIn(db, user));
  const second = await begin(actor);
  expect(await finish(actor, first.flowId, code)).toBe("flow_expired");
  const open = await sql`select id from flows where user_id = ${user.id} and consumed_at is null`;
  expect(new Set(open.map((row) => row.id))).toEqual(
    new Set([stepUp.flowId, elsewhere.flowId, second.flowId]),
  );
});

test("a challenge is over after 10 minutes", async () => {
  const { actor, code } = await makePerson();
  const { flowId } = await begin(actor);
  const [row] =
    await sql`select round(extract(epoch from expires_at - created_at))::int as s from flows where id = ${flowId}`;
  expect(row?.s).toBe(600);
  await sql`update flows set expires_at = now() - interval '1 second' where id = ${flowId}`;
  expect(await finish(actor, flowId, code)).toBe("flow_expired");
});

test("A33 an enrolment is no challenge and a challenge is no enrolment", async () => {
  const { actor, app, code } = await makePerson();
  const challenge = await begin(actor);
  const answer = { code };
  expect(await codeOf(finishEnrollment(db, actor, { flowId: challenge.flowId, answer }))).toBe(
    "flow_expired",
  );
  const enrolment = await beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
  expect(await finish(actor, enrolment.flowId, codeFor(app.secret, actor))).toBe("flow_expired");
});

test("the state of a flow is bound to it: copied to another flow it does not open", async () => {
  const actor = await signedIn(db, await makeUser(db, await makeWorkspace(db)));
  const other = await signedIn(db, await makeUser(db, await makeWorkspace(db)));
  const one = await beginEnrollment(db, actor, { kind: "totp", purpose: "two_factor" });
  const two = await beginEnrollment(db, other, { kind: "totp", purpose: "two_factor" });
  await sql`update flows set state = (select state from flows where id = ${one.flowId}) where id = ${two.flowId}`;
  const answer = { code: codeFor(String(one.present.secret), other) };
  expect(await codeOf(finishEnrollment(db, other, { flowId: two.flowId, answer }))).toBe("internal");
});

test("C12 a double click on `Verify`, over two processes, is one rise", async () => {
  const { user, actor, code } = await makePerson();
  const { flowId } = await begin(actor);
  const other = connect();
  const input = { flowId, purpose: "sign_in", answer: { code } } as const;
  const results = await Promise.allSettled([
    finishChallenge(db, actor, input),
    finishChallenge(other, actor, input),
  ]);
  const risen = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  expect(risen).toHaveLength(1);
  const [key] = risen;
  const subject = key ? await findSubjectOf(db, key) : null;
  expect(subject && standingFor(subject)).toBe("signed_in");
  const accepted =
    await sql`select 1 from audit_events where action = 'proof.accepted' and target_id = ${user.id}`;
  expect(accepted).toHaveLength(1);
});

test("using a flow up is one statement: of 40 at once, over two pools, one gets it", async () => {
  const { actor } = await makePerson();
  const { flowId } = await begin(actor);
  const pools = [db, connect()];
  const used = await Promise.all(
    Array.from({ length: 40 }, (_, n) => consumeFlow(pools[n % 2] ?? db, bindingOf(actor), flowId)),
  );
  expect(used.filter(Boolean)).toHaveLength(1);
});
