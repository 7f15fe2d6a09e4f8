import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../../db/testing-faults";
import {
  ADMIN,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  signedIn,
} from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { standingFor } from "../../policy/service";
import { eventsOf, makeAdmin } from "../policies/testing";
import { exemptUser, revokeExemption, warnOfEnding } from "./exemptions";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const dayIn = (days: number) => daysFromNow(days).toISOString().slice(0, 10);
const MONTH = { reason: "Broken phone", endsOn: dayIn(30) };

async function makeCase() {
  const place = await makeWorkspace(db);
  return { place, admin: await makeAdmin(db, place), user: await makeUser(db, place, REQUIRED) };
}
const atNextSignIn = async (user: UserRow) => {
  const subject = await findSubjectOf(db, await openSession(db, user));
  return subject && standingFor(subject);
};
const mailsTo = (email: string, like: string) =>
  sql`select body from messages where recipient = ${email} and subject like ${like}`;

test("an exempt user gets in without set-up, until it is ended; who, why and until when are audited and mailed", async () => {
  const { place, admin, user } = await makeCase();
  expect(await atNextSignIn(user)).toBe("setup_pending");
  await exemptUser(db, admin, { userId: user.id, ...MONTH });
  expect(await atNextSignIn(user)).toBe("signed_in");
  expect(await eventsOf(sql, place, "exemption.set")).toMatchObject([
    {
      actor_id: admin.subject.user.id,
      target_id: user.id,
      data: { reason: "Broken phone", replaced: false },
    },
  ]);
  expect(await mailsTo(user.email, "You are exempt%")).toMatchObject([
    { body: expect.stringContaining("Broken phone") },
  ]);
  await revokeExemption(db, admin, user.id);
  expect(await atNextSignIn(user)).toBe("setup_pending");
  expect(await codeOf(revokeExemption(db, admin, user.id))).toBe("already_done");
});

test("it ends by itself on its day, and a session that began while it stood is bound from then on only at the next sign-in", async () => {
  const { admin, user } = await makeCase();
  await exemptUser(db, admin, { userId: user.id, ...MONTH });
  const open = await openSession(db, user);
  await sql`select pg_sleep(0.01)`;
  await sql`update exemptions set ends_at = clock_timestamp() where user_id = ${user.id}`;
  const subject = await findSubjectOf(db, open);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(await atNextSignIn(user)).toBe("setup_pending");
});

test.each([
  ["yesterday", "invalid_input", dayIn(-1)],
  ["today", null, dayIn(0)],
  ["90 days from now", null, dayIn(90)],
  ["92 days from now", "invalid_input", dayIn(92)],
  ["no day", "invalid_input", "soon"],
])("an exemption to %s: %s", async (_, code, endsOn) => {
  const { admin, user } = await makeCase();
  expect(await codeOf(exemptUser(db, admin, { userId: user.id, reason: "Away", endsOn }))).toBe(code);
  const [row] = await sql`select ends_at from exemptions where user_id = ${user.id}`;
  if (code === null) expect(row?.ends_at.getTime()).toBeLessThanOrEqual(daysFromNow(90).getTime() + 1_000);
  else expect(row).toBeUndefined();
});

test("nobody exempts themselves but a sole owner; nobody anybody higher; it takes aal2", async () => {
  const { place, admin, user } = await makeCase();
  const own = { userId: admin.subject.user.id, ...MONTH };
  expect(await codeOf(exemptUser(db, admin, own))).toBe("own_requirement");
  const owner = await makeAdmin(db, place, { role: "owner" });
  expect(await codeOf(exemptUser(db, owner, { userId: owner.subject.user.id, ...MONTH }))).toBeNull();
  expect(await codeOf(exemptUser(db, admin, { userId: owner.subject.user.id, ...MONTH }))).toBe(
    "missing_right",
  );
  const stale = await makeAdmin(db, place, {}, 360);
  expect(await codeOf(exemptUser(db, stale, { userId: user.id, ...MONTH }))).toBe("step_up_required");
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  expect(await codeOf(exemptUser(db, bare, { userId: user.id, ...MONTH }))).toBe("factor_required");
});

test("A66 a user of another workspace cannot be exempted, nor their exemption ended", async () => {
  const { admin } = await makeCase();
  const foreign = await makeCase();
  await exemptUser(db, foreign.admin, { userId: foreign.user.id, ...MONTH });
  const before = await dump(sql);
  expect(await codeOf(exemptUser(db, admin, { userId: foreign.user.id, ...MONTH }))).toBe("not_found");
  expect(await codeOf(revokeExemption(db, admin, foreign.user.id))).toBe("not_found");
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("C13 two administrators who exempt one user at once leave one exemption", async () => {
  const { place, admin, user } = await makeCase();
  const other = await makeAdmin(db, place);
  const of = { userId: user.id, reason: "Away" };
  await Promise.all([
    exemptUser(db, admin, { ...of, endsOn: dayIn(10) }),
    exemptUser(connect(), other, { ...of, endsOn: dayIn(20) }),
  ]);
  const standing = await sql`select 1 from exemptions where user_id = ${user.id} and revoked_at is null`;
  expect(standing).toHaveLength(1);
});

test("a week before its end the user and who set it are told, once; a short, an ended and a replaced one are not spoken of", async () => {
  const { admin, user, place } = await makeCase();
  const setter = admin.subject.user.email;
  const warnAll = async () => {
    while (await warnOfEnding(db));
  };
  await exemptUser(db, admin, { userId: user.id, ...MONTH });
  const short = await makeUser(db, place, REQUIRED);
  await exemptUser(db, admin, { userId: short.id, reason: "Away", endsOn: dayIn(3) });
  await warnAll();
  expect(await mailsTo(user.email, "%exemption%ends soon%")).toHaveLength(0);
  await sql`update exemptions set ends_at = now() + interval '6 days' where user_id = ${user.id}`;
  await Promise.all([warnAll(), warnAll()]);
  await warnAll();
  expect(await mailsTo(user.email, "Your exemption%ends soon%")).toHaveLength(1);
  expect(await mailsTo(setter, "An exemption that you set ends soon%")).toMatchObject([
    { body: expect.stringContaining(user.email) },
  ]);
  expect(await mailsTo(short.email, "Your exemption%ends soon%")).toHaveLength(0);
});
