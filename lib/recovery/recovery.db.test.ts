// One file: every case begins with the same lost phone and its people, and reads as one story of ways back.
import { beforeAll, expect, test } from "vitest";
import { requireFreshProof } from "../context/require";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault } from "../db/testing-faults";
import { resetPassword } from "../entry/password-reset";
import { addApp, addRecoveryCodes, answerCode, codeFor, enrollApp } from "../factors/testing";
import type { Actor } from "../flows/context";
import { issueRecoveryCodes } from "../flows/recovery-codes";
import {
  ADMIN,
  actorOf,
  CLIENT,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  type Place,
  REQUIRED,
  signedIn,
} from "../identity/testing";
import { issueToken } from "../identity/tokens/service";
import { getLockedUser, type UserRow, updateUser } from "../identity/users/service";
import { decisionFor, standingFor } from "../policy/service";
import { issueAccessPass, redeemAccessPass } from "./access-pass";
import { answerHelp, askForHelp, getHelpOffer, withdrawHelp } from "./help";
import { confirmOwnRecovery, startOwnRecovery } from "./own";
import { listRequests } from "./requests";
import { advanceDelayedResets, cancelByLink, cancelReset, resetTwoFactor } from "./reset";
import { getSetupLink, issueSetupLink } from "./setup-link";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const REASON = "Called back on the known number";
const OWNER = { role: "owner" };

/** Somebody with an authenticator app, freshly signed in with it. */
async function strong(
  place: Place,
  set: Parameters<typeof makeUser>[2] = {},
): Promise<Actor & { row: UserRow }> {
  const row = await makeUser(db, place, set);
  const app = await addApp(db, row);
  const half = await signedIn(db, row);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  return { ...actor, row };
}

/** Somebody whose phone is lost: an app is enrolled, and only the password was typed. */
async function lost(
  place: Place,
  set: Parameters<typeof makeUser>[2] = {},
): Promise<Actor & { row: UserRow }> {
  const row = await makeUser(db, place, set);
  await addApp(db, row);
  return { ...(await signedIn(db, row)), row };
}

const pass = (admin: Actor, row: UserRow, minutes = 60) =>
  issueAccessPass(db, admin, { userId: row.id, minutes, reason: REASON });

const subjectOf = async (key: Parameters<typeof findSubjectOf>[1]) => {
  const subject = await findSubjectOf(db, key);
  if (!subject) throw new Error("this cookie opens nothing");
  return subject;
};

const mailsTo = async (row: UserRow, kind: string) =>
  (await sql`select body from messages where recipient = ${row.email} and subject ilike ${`%${kind}%`}`).map(
    ({ body }) => String(body),
  );
const linkIn = (body: string | undefined, path: string) =>
  body?.match(new RegExp(`/${path}/(\\S+)`))?.[1] ?? "";

let place: Place;
beforeAll(async () => {
  place = await makeWorkspace(db);
});

test("A55 an access pass with the password opens set-up and nothing else, once, and ends with the first enrolment", async () => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const { code } = await pass(admin, user.row);
  const key = await redeemAccessPass(db, user, code.toLowerCase().replaceAll("-", " "));
  const opened = await actorOf(db, key);
  expect(standingFor(opened.subject)).toBe("setup_pending");
  expect(decisionFor(opened.subject)).toMatchObject({ outcome: "setup", graceUntil: null });
  requireFreshProof(opened.subject, "own", true);
  expect(await codeOf((async () => requireFreshProof(opened.subject, "own"))())).toBe("factor_required");

  expect(await codeOf(redeemAccessPass(db, await signedIn(db, user.row), code))).toBe("pass_wrong");
  const { session } = await enrollApp(db, opened);
  expect(standingFor(await subjectOf(session))).toBe("signed_in");
  const [row] = await sql`select access_pass_at from sessions where id = ${session.sessionId}`;
  expect(row?.access_pass_at).toBeNull();
});

test("A50 an access pass opens no recovery codes", async () => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const key = await redeemAccessPass(db, user, (await pass(admin, user.row)).code);
  expect(await codeOf(issueRecoveryCodes(db, await actorOf(db, key)))).toBe("mfa_setup_required");
  const { session } = await enrollApp(db, await actorOf(db, key));
  expect(await codeOf(issueRecoveryCodes(db, await actorOf(db, session)))).toBeNull();
});

test("an access pass that was redeemed closes again after half an hour", async () => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const key = await redeemAccessPass(db, user, (await pass(admin, user.row)).code);
  await sql`update sessions set access_pass_at = now() - interval '31 minutes' where id = ${key.sessionId}`;
  expect(standingFor(await subjectOf(key))).toBe("half_signed_in");
});

test.each([
  ["somebody else's", async (admin: Actor) => (await pass(admin, (await lost(place)).row)).code],
  [
    "a newer one voided",
    async (admin: Actor, row: UserRow) => {
      const { code } = await pass(admin, row);
      await pass(admin, row);
      return code;
    },
  ],
  [
    "expired",
    async (admin: Actor, row: UserRow) => {
      const { code } = await pass(admin, row, 10);
      await sql`update tokens set expires_at = now() where user_id = ${row.id}`;
      return code;
    },
  ],
  ["made up", async () => "0000-0000-0000-0000"],
])("an access pass that is %s opens nothing, and each try counts", async (_what, make) => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const code = await make(admin, user.row);
  for (let tries = 1; tries <= 5; tries++)
    expect(await codeOf(redeemAccessPass(db, user, code))).toBe("pass_wrong");
  expect(await codeOf(redeemAccessPass(db, await signedIn(db, user.row), code))).toBe("too_many_attempts");
  const good = await pass(admin, user.row);
  expect(await codeOf(redeemAccessPass(db, await signedIn(db, user.row), good.code))).toBeNull();
});

test("of several sessions that type one access pass at once, one gets in", async () => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const { code } = await pass(admin, user.row);
  const pools = [db, connect()];
  const tries = await Promise.all(
    Array.from({ length: 4 }, async (_, at) => {
      const actor = await signedIn(db, user.row);
      return codeOf(redeemAccessPass(pools[at % 2] ?? db, actor, code));
    }),
  );
  expect(tries.filter((failed) => failed === null)).toHaveLength(1);
});

test("A54 an access pass is worth nothing without the password, and a password reset voids it and every set-up link (A48)", async () => {
  const admin = await strong(place, ADMIN);
  const user = await lost(place);
  const { code } = await pass(admin, user.row);
  const { url } = await issueSetupLink(db, admin, { userId: user.row.id, factor: null, isMailed: false });
  const token = await issueToken(db, {
    workspaceId: place.workspaceId,
    userId: user.row.id,
    kind: "password_reset",
    createdBy: null,
  });
  await resetPassword(db, { token, password: "a wholly different sentence" }, CLIENT);
  expect(await codeOf(redeemAccessPass(db, await signedIn(db, user.row), code))).toBe("pass_wrong");
  expect(await codeOf(getSetupLink(db, linkIn(url ?? "", "enroll")))).toBe("token_invalid");
});

test("A72 a reset ends every way in, keeps the requirement, gives no new grace, and tells the user why", async () => {
  const admin = await strong(place, ADMIN);
  const user = await strong(place, { ...REQUIRED, firstPromptedAt: new Date(0), skipsUsed: 2 });
  await addRecoveryCodes(db, user);
  await sql`update browsers set remembered_at = now() where user_id = ${user.row.id}`;
  expect(await resetTwoFactor(db, admin, { userId: user.row.id, reason: REASON })).toEqual({ state: "done" });
  const left = await sql`select (select count(*) from credentials where user_id = ${user.row.id})
    + (select count(*) from recovery_codes where user_id = ${user.row.id})
    + (select count(*) from sessions where user_id = ${user.row.id} and ended_at is null)
    + (select count(*) from browsers where user_id = ${user.row.id} and remembered_at is not null) as n`;
  expect(Number(left[0]?.n)).toBe(0);
  const after = await getLockedUser(db, place.workspaceId, user.row.id);
  expect(after).toMatchObject({ twoFactorOn: false, skipsUsed: 2, requiredSince: REQUIRED.requiredSince });
  expect(after.firstPromptedAt?.getTime()).toBe(0);
  expect(standingFor((await signedIn(db, after)).subject)).toBe("setup_pending");
  expect(await mailsTo(user.row, "was reset")).toHaveLength(1);
  const [event] = await sql`select data from audit_events
    where action = 'two_factor.reset' and target_id = ${user.row.id}`;
  expect(event?.data).toMatchObject({ reason: REASON, removed: ["totp"] });
});

test("A71 A72 nobody resets or passes themselves, somebody above, or without the right and a fresh second factor", async () => {
  const admin = await strong(place, ADMIN);
  const owner = await lost(place, OWNER);
  const user = await lost(place);
  const plain = await strong(place, { role: "administrator" });
  const weak = await signedIn(db, await makeUser(db, place, ADMIN));
  const acts = [
    (actor: Actor, row: UserRow) => pass(actor, row),
    (actor: Actor, row: UserRow) => resetTwoFactor(db, actor, { userId: row.id, reason: REASON }),
  ];
  for (const act of acts) {
    expect(await codeOf(act(admin, admin.row))).toBe("own_requirement");
    expect(await codeOf(act(admin, owner.row))).toBe("missing_right");
    expect(await codeOf(act(plain, user.row))).toBe("missing_right");
    expect(await codeOf(act(weak, user.row))).toBe("factor_required");
    const stranger = await strong(await makeWorkspace(db), ADMIN);
    expect(await codeOf(act(stranger, user.row))).toBe("not_found");
  }
});

test("A72 an administrator's reset waits a day, is cancelled by the mailed link once, and a second administrator does it at once", async () => {
  const [first, second] = [await strong(place, ADMIN), await strong(place, ADMIN)];
  const target = await lost(place, ADMIN);
  const input = { userId: target.row.id, reason: REASON };
  expect(await resetTwoFactor(db, first, input)).toMatchObject({ state: "waiting" });
  expect(await resetTwoFactor(db, first, input)).toMatchObject({ state: "waiting" });
  expect(await advanceDelayedResets(db)).toBe(false);
  const cancel = linkIn((await mailsTo(target.row, "about to be reset"))[0], "cancel-reset");
  await cancelByLink(db, cancel, CLIENT);
  expect(await codeOf(cancelByLink(db, cancel, CLIENT))).toBe("token_invalid");
  await sql`update delayed_resets set due_at = now() - interval '1 minute'`;
  expect(await advanceDelayedResets(db)).toBe(false);

  expect(await resetTwoFactor(db, first, input)).toMatchObject({ state: "waiting" });
  expect((await listRequests(db, second.subject)).waiting).toMatchObject([
    { user: { id: target.row.id }, isYours: false },
  ]);
  expect(await resetTwoFactor(db, second, input)).toEqual({ state: "done" });
});

test("a reset that cannot be carried out holds up no other, and is tried again later", async () => {
  const first = await strong(place, ADMIN);
  const [stuck, next] = [await lost(place, ADMIN), await lost(place, ADMIN)];
  for (const { row } of [stuck, next]) {
    await resetTwoFactor(db, first, { userId: row.id, reason: REASON });
    await sql`update delayed_resets set due_at = now() - interval '1 minute' where user_id = ${row.id}`;
  }
  const has = async ({ row }: typeof stuck) =>
    (await sql`select 1 from credentials where user_id = ${row.id}`).length > 0;
  await withFault(
    sql,
    {
      table: "delayed_resets",
      on: "update",
      when: `new.done_at is not null and new.user_id = '${stuck.row.id}'`,
    },
    async () => {
      await expect(advanceDelayedResets(db)).rejects.toThrow();
      expect(await advanceDelayedResets(db)).toBe(true);
      expect(await advanceDelayedResets(db)).toBe(false);
    },
  );
  expect([await has(stuck), await has(next)]).toEqual([true, false]);
  await sql`update delayed_resets set next_try_at = now()`;
  expect(await advanceDelayedResets(db)).toBe(true);
  expect(await has(stuck)).toBe(false);
});

test("a waiting reset whose time has come is done once, whoever looks", async () => {
  const first = await strong(place, ADMIN);
  const target = await lost(place, ADMIN);
  await resetTwoFactor(db, first, { userId: target.row.id, reason: REASON });
  await sql`update delayed_resets set due_at = now() where user_id = ${target.row.id}`;
  const done = await Promise.all([db, connect(), connect()].map((pool) => advanceDelayedResets(pool)));
  expect(done.filter(Boolean)).toHaveLength(1);
  expect(await sql`select 1 from credentials where user_id = ${target.row.id}`).toHaveLength(0);
});

test("a waiting reset is taken back by an administrator, and told", async () => {
  const first = await strong(place, ADMIN);
  const target = await lost(place, ADMIN);
  await resetTwoFactor(db, first, { userId: target.row.id, reason: REASON });
  await cancelReset(db, first, target.row.id);
  expect(await codeOf(cancelReset(db, first, target.row.id))).toBe("not_found");
  expect(await mailsTo(target.row, "cancelled")).toHaveLength(1);
});

test("help is asked of the administrators by name, once at a time, mailed to each, and taken back", async () => {
  const own = await makeWorkspace(db);
  const admin = await strong(own, { ...ADMIN, name: "Ada Helper" });
  const user = await lost(own);
  expect(await getHelpOffer(db, user.subject)).toEqual({
    helpers: ["Ada Helper"],
    last: null,
    isSoleOwner: false,
  });
  await askForHelp(db, user, "My phone is in a lake");
  expect(await codeOf(askForHelp(db, user, "again"))).toBe("already_done");
  expect((await mailsTo(admin.row, "asks for help"))[0]).toContain("/settings/requests");
  expect((await getHelpOffer(db, user.subject)).last).toMatchObject({
    state: "open",
    words: "My phone is in a lake",
  });
  const { open } = await listRequests(db, admin.subject);
  expect(open).toMatchObject([{ words: "My phone is in a lake", user: { id: user.row.id }, refusal: null }]);
  await withdrawHelp(db, user);
  expect((await listRequests(db, admin.subject)).open).toEqual([]);
  expect((await getHelpOffer(db, user.subject)).last).toMatchObject({ state: "withdrawn" });
});

test("a request is answered once: of two administrators at the same moment one is first", async () => {
  const own = await makeWorkspace(db);
  const [ada, bob] = [await strong(own, ADMIN), await strong(own, ADMIN)];
  const user = await lost(own);
  await askForHelp(db, user, "");
  const [request] = (await listRequests(db, ada.subject)).open;
  const answer = (actor: Actor, pool = db) =>
    answerHelp(pool, actor, {
      requestId: request?.id ?? "",
      answer: "access_pass",
      minutes: 60,
      reason: REASON,
    });
  const answers = await Promise.all([codeOf(answer(ada)), codeOf(answer(bob, connect()))]);
  expect(answers.sort()).toEqual(["already_done", null].sort());
  expect((await getHelpOffer(db, user.subject)).last).toMatchObject({ state: "access_pass" });
});

test("a declined request changes nothing, says why, and another may follow, five a day", async () => {
  const own = await makeWorkspace(db);
  const admin = await strong(own, ADMIN);
  const user = await lost(own);
  for (let asked = 1; asked <= 5; asked++) {
    await askForHelp(db, user, "please");
    const [request] = (await listRequests(db, admin.subject)).open;
    await answerHelp(db, admin, {
      requestId: request?.id ?? "",
      answer: "declined",
      reason: "Not you on the phone",
    });
  }
  expect(await codeOf(askForHelp(db, user, "please"))).toBe("rate_limited");
  expect((await mailsTo(user.row, "was answered"))[0]).toContain("Not you on the phone");
  expect(standingFor(user.subject)).toBe("half_signed_in");
});

test("an administrator's own request is another's to answer, and an owner's no administrator's", async () => {
  const own = await makeWorkspace(db);
  const [ada, owner] = [await strong(own, ADMIN), await strong(own, OWNER)];
  await askForHelp(db, ada, "mine");
  const [request] = (await listRequests(db, owner.subject)).open;
  const input = { requestId: request?.id ?? "", answer: "reset", reason: REASON } as const;
  expect(await codeOf(answerHelp(db, ada, input))).toBe("own_requirement");
  expect((await answerHelp(db, owner, input)).reset).toMatchObject({ state: "waiting" });
});

test("the sole owner gets back by password and mailed link after 72 hours, and nobody else does", async () => {
  const own = await makeWorkspace(db);
  const owner = await lost(own, OWNER);
  expect((await getHelpOffer(db, owner.subject)).isSoleOwner).toBe(true);
  await startOwnRecovery(db, owner);
  const token = linkIn((await mailsTo(owner.row, "Get back into"))[0], "recovery");
  const { dueAt } = await confirmOwnRecovery(db, token, CLIENT);
  expect(new Date(dueAt).getTime() - Date.now()).toBeGreaterThan(71 * 3_600_000);
  expect(await codeOf(confirmOwnRecovery(db, token, CLIENT))).toBe("token_invalid");
  await sql`update delayed_resets set due_at = now() where user_id = ${owner.row.id}`;
  expect(await advanceDelayedResets(db)).toBe(true);
  expect(await sql`select 1 from credentials where user_id = ${owner.row.id}`).toHaveLength(0);
});

test("a password that is changed while the sole owner's recovery waits calls it off", async () => {
  const own = await makeWorkspace(db);
  const owner = await lost(own, OWNER);
  await startOwnRecovery(db, owner);
  const token = linkIn((await mailsTo(owner.row, "Get back into"))[0], "recovery");
  await confirmOwnRecovery(db, token, CLIENT);
  const reset = await issueToken(db, {
    workspaceId: own.workspaceId,
    userId: owner.row.id,
    kind: "password_reset",
    createdBy: null,
  });
  await resetPassword(db, { token: reset, password: "a wholly different sentence" }, CLIENT);
  await sql`update delayed_resets set due_at = now() where user_id = ${owner.row.id}`;
  expect(await advanceDelayedResets(db)).toBe(true);
  expect(await advanceDelayedResets(db)).toBe(false);
  expect(await sql`select 1 from credentials where user_id = ${owner.row.id}`).toHaveLength(1);
});

test("A54 a stolen mailbox is not enough for the sole owner's way back: no password, no link; a reset password, no link for a week", async () => {
  const own = await makeWorkspace(db);
  const owner = await lost(own, OWNER);
  await updateUser(db, own.workspaceId, owner.row.id, { passwordChangedAt: new Date() });
  expect(await codeOf(startOwnRecovery(db, owner))).toBe("password_reset_lately");
  await strong(own, OWNER);
  await updateUser(db, own.workspaceId, owner.row.id, { passwordChangedAt: null });
  expect(await codeOf(startOwnRecovery(db, owner))).toBe("recovery_refused");
  expect(await codeOf(startOwnRecovery(db, await lost(own)))).toBe("recovery_refused");
});

test("A48 a set-up link gives nothing by being looked at, names its user, and dies with the first set-up and with its days", async () => {
  const admin = await strong(place, ADMIN);
  const row = await makeUser(db, place);
  const make = async () =>
    linkIn(
      (await issueSetupLink(db, admin, { userId: row.id, factor: "totp", isMailed: false })).url ?? "",
      "enroll",
    );
  const first = await make();
  for (let looks = 0; looks < 2; looks++)
    expect(await getSetupLink(db, first)).toMatchObject({ userId: row.id, factor: "totp" });
  const second = await make();
  expect(await codeOf(getSetupLink(db, first))).toBe("token_invalid");
  await enrollApp(db, await signedIn(db, row));
  expect(await codeOf(getSetupLink(db, second))).toBe("token_invalid");
  const third = await make();
  await sql`update tokens set expires_at = now() where user_id = ${row.id}`;
  expect(await codeOf(getSetupLink(db, third))).toBe("token_invalid");
});
