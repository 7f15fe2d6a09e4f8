import { beforeEach, expect, test, vi } from "vitest";
import { getUserDetail } from "../admin/users";
import { keyedHash } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { codeOf, dump, useRaw, withFault } from "../db/testing-faults";
import { availableKinds } from "../factors/registry";
import {
  ADMIN,
  after,
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  setWorkspace,
  signedIn,
} from "../identity/testing";
import { beginChallenge, type ChallengePurpose, finishChallenge } from "./challenge";
import type { Actor } from "./context";
import { beginEnrollment, finishEnrollment } from "./enroll";
import { getTwoFactorOverview } from "./overview";

// The demo's inbox is a provider like another.
vi.stubEnv("DEMO", "1");

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

beforeEach(() => sql`delete from rate_windows`);

const OPEN = { methods: ["passkey", "totp", "sms"], smsCountries: ["*"] };
let numbered = 0;
/** A number of its own for each test, in a block of its own. */
const newNumber = (): string => `+49151${String(10_000_000 + ((++numbered * 1_000_037) % 89_000_000))}`;
const makePlace = (set = {}) => makeWorkspace(db, { ...OPEN, ...set });
const makeActor = async (set = {}) => signedIn(db, await makeUser(db, await makePlace(), set));
const sessionOf = ({ subject }: Actor) =>
  signedIn(db, { workspaceId: subject.workspace.id, id: subject.user.id });

const beginAt = (actor: Actor, phone: string, pool = db) =>
  beginEnrollment(pool, actor, { kind: "sms", purpose: "two_factor", setup: { phone, country: "DE" } });
const finishSetUp = (actor: Actor, flowId: string, code: string, replaces?: string) =>
  codeOf(finishEnrollment(db, actor, { flowId, answer: { code }, ...(replaces ? { replaces } : {}) }));
const ask = (actor: Actor, purpose: ChallengePurpose = "sign_in") =>
  beginChallenge(db, actor, { kind: "sms", purpose });
const answer = (actor: Actor, flowId: string, code: string, purpose: ChallengePurpose = "sign_in") =>
  codeOf(finishChallenge(db, actor, { flowId, purpose, answer: { code } }));

const codesTo = async (number: string): Promise<string[]> =>
  (await sql`select body from messages where channel = 'sms' and recipient = ${number} order by id`).map(
    (row) => String(row.body).slice(0, 6),
  );
const lastCode = async (number: string): Promise<string> => (await codesTo(number)).at(-1) ?? "";
const wrong = (code: string): string => (code === "111111" ? "222222" : "111111");

const personOf = ({ subject }: Actor) => `${subject.workspace.id}\n${subject.user.id}`;
const windowKey = (name: string, subject: string) => keyedHash("window", `${name}\n${subject}`);
/** The cool-down runs out: for the flow by the actor's clock, for other sessions by the count that is kept. */
async function later(actor: Actor, number: string): Promise<Actor> {
  await sql`delete from rate_windows where key = ${windowKey("cooldown", `${personOf(actor)}\n${number}`)}`;
  return after(actor, 60);
}
/** As if the limit had been used up but for `left`, in this window and the next. */
async function useUp(name: string, subject: string, max: number, seconds: number, left = 0): Promise<void> {
  for (const ahead of [0, seconds]) {
    await sql`insert into rate_windows (key, window_start, count) values (${windowKey(name, subject)},
      to_timestamp(floor(extract(epoch from now()) / ${seconds}::int) * ${seconds}::int + ${ahead}::int), ${max - left})
      on conflict (key, window_start) do update set count = excluded.count`;
  }
}
const forgetBlock = (actor: Actor) =>
  sql`update factor_failures set blocked_until = null where user_id = ${actor.subject.user.id}`;

/** Somebody whose second factor is a text message, signed in with the password alone. */
async function makeOwner() {
  const number = newNumber();
  const first = await makeActor();
  const { flowId } = await beginAt(first, number);
  expect(await finishSetUp(first, flowId, await lastCode(number))).toBeNull();
  const actor = await later(await sessionOf(first), number);
  return { number, actor, begun: first };
}
const credentialsOf = ({ subject }: Actor) =>
  sql`select id, label, data from credentials where user_id = ${subject.user.id} order by id`;

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
    const client = { ...CLIENT, ip: `203.0.113.${numbered % 250}` };
    const actor = { ...(await signedIn(db, user)), client };
    await useUp(name, of(actor, number), max, seconds, 1);
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
  await useUp("user", personOf(greedy), 10, 3_600);
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

test("a workspace that switches text messages off keeps whoever has one able to prove it", async () => {
  const { number, actor } = await makeOwner();
  await setWorkspace(db, actor.subject.workspace.id, { methods: ["passkey", "totp"] });
  const { flowId } = await ask(actor);
  expect(await answer(actor, flowId, await lastCode(number))).toBeNull();
});
