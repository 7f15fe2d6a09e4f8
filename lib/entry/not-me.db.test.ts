import { expect, test } from "vitest";
import { makeAdmin } from "../admin/policies/testing";
import { hashToken } from "../core/crypto";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, answerCode, codeFor, enrollApp } from "../factors/testing";
import {
  ADMIN,
  actorOf,
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  signedIn,
} from "../identity/testing";
import { confirmOwnRecovery, startOwnRecovery } from "../recovery/own";
import { advanceDelayedResets, resetTwoFactor } from "../recovery/reset";
import { getReport, reportNotMe } from "./not-me";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const linkOf = async (email: string, subject: string): Promise<string> => {
  const [mail] =
    await sql`select body from messages where recipient = ${email} and subject like ${`${subject}%`}`;
  return /\/not-me\/(\S+)/.exec(String(mail?.body))?.[1] ?? "";
};

test("A60 the link in a notice ends every session and remembered browser and voids what is under way, once, and changes nothing else", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const actor = await signedIn(db, user);
  const { session } = await enrollApp(db, actor);
  const thief = await openSession(db, user);
  const token = await linkOf(user.email, "A sign-in method was added");
  for (let looks = 0; looks < 2; looks++)
    expect(await getReport(db, token)).toMatchObject({ kind: "factor_added" });
  expect((await findSubjectOf(db, session))?.facts.session.ended).toBe(false);

  const pools = [db, connect()];
  const presses = await Promise.all(pools.map((pool) => codeOf(reportNotMe(pool, token, CLIENT))));
  expect(presses.sort()).toEqual([null, "token_invalid"].sort());
  for (const key of [session, thief]) expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
  expect(await sql`select 1 from credentials where user_id = ${user.id}`).toHaveLength(1);
  expect(await sql`select 1 from flows where user_id = ${user.id}`).toHaveLength(0);
  expect(
    await sql`select 1 from messages where recipient = ${user.email} and subject like 'All your sessions%'`,
  ).toHaveLength(1);
  const [event] =
    await sql`select data from audit_events where action = 'session.reported' and target_id = ${user.id}`;
  expect(event?.data).toMatchObject({ about: "factor_added", sessionsEnded: 2 });
});

test("each mail's link works by itself, for seven days, and is kept as a hash alone", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  await enrollApp(db, actor);
  await enrollApp(db, await signedIn(db, user));
  const mails = await sql`select body from messages where recipient = ${user.email}`;
  const tokens = mails.flatMap(({ body }) => /\/not-me\/(\S+)/.exec(String(body))?.[1] ?? []);
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(tokens.length).toBeGreaterThan(1);
  const [first = ""] = tokens;
  expect(
    await sql`select 1 from tokens where token_hash = ${hashToken(first.split(".")[1] ?? "")}`,
  ).toHaveLength(1);
  for (const token of tokens) expect(await codeOf(getReport(db, token))).toBeNull();
  await sql`update tokens set expires_at = now() where user_id = ${user.id} and kind = 'not_me'`;
  expect(await codeOf(getReport(db, first))).toBe("token_invalid");
});

test("A55 a report calls off the sole owner's recovery that waits, on record, says so by mail, and voids the link to another; the owner may ask again", async () => {
  const user = await makeUser(db, await makeWorkspace(db), { role: "owner", rights: [] });
  const actor = await signedIn(db, user);
  await enrollApp(db, actor);
  const token = await linkOf(user.email, "A sign-in method was added");
  const link = async () => {
    await startOwnRecovery(db, await signedIn(db, user));
    const [mail] = await sql`select body from messages where recipient = ${user.email}
      and subject like 'Get back into%' order by created_at desc, id desc limit 1`;
    return /\/recovery\/(\S+)/.exec(String(mail?.body))?.[1] ?? "";
  };
  await confirmOwnRecovery(db, await link(), CLIENT);
  const second = await link();
  await reportNotMe(db, token, CLIENT);
  expect(await codeOf(confirmOwnRecovery(db, second, CLIENT))).toBe("token_invalid");
  await sql`update delayed_resets set due_at = now() where user_id = ${user.id}`;
  expect(await advanceDelayedResets(db)).toBe(false);
  expect(await sql`select 1 from credentials where user_id = ${user.id}`).toHaveLength(1);
  const events =
    await sql`select data from audit_events where action = 'reset.cancelled' and target_id = ${user.id}`;
  expect(events).toMatchObject([{ data: { because: "reported" } }]);
  const mails =
    await sql`select body from messages where recipient = ${user.email} and subject like 'The reset was cancelled%'`;
  expect(mails).toMatchObject([{ body: expect.stringContaining("ask for it again") }]);
  expect(await confirmOwnRecovery(db, await link(), CLIENT)).toHaveProperty("dueAt");
});

test("a report leaves a reset that an administrator asked for to its own cancel link", async () => {
  const place = await makeWorkspace(db);
  const [user, admin] = [await makeUser(db, place, ADMIN), await makeAdmin(db, place)];
  await enrollApp(db, await signedIn(db, user));
  expect(await resetTwoFactor(db, admin, { userId: user.id, reason: "A test" })).toMatchObject({
    state: "waiting",
  });
  await reportNotMe(db, await linkOf(user.email, "A sign-in method was added"), CLIENT);
  const open = await sql`select 1 from delayed_resets where user_id = ${user.id} and cancelled_at is null`;
  expect(open).toHaveLength(1);
});
