import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, dump, useRaw, withFault } from "../db/testing-faults";
import { beginChallenge } from "../flows/challenge";
import { removeOwnCredential } from "../flows/manage";
import { acknowledgeRecoveryCodes, issueRecoveryCodes } from "../flows/recovery-codes";
import { removeEveryFactor } from "../flows/reset";
import {
  actorOf,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  setWorkspace,
  signedIn,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import { addApp, addRecoveryCodes, answerCode, codeFor, enrollApp } from "./testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

async function makePerson() {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  return { user, app, actor };
}

const use = async (user: Awaited<ReturnType<typeof makeUser>>, code: string) =>
  codeOf(answerCode(db, await signedIn(db, user), code, "recovery_code"));
const RECOVERY = { kind: "recovery_code", purpose: "sign_in" } as const;
const passTheDelay = () => sql`update factor_failures set blocked_until = null`;

test("A50 a set is 10 different codes of 13 base32 characters, with every character in use", async () => {
  const { actor } = await makePerson();
  const sets = await Promise.all([issueRecoveryCodes(db, actor), issueRecoveryCodes(db, actor)]);
  const codes = sets.flatMap((set) => set.codes);
  expect(new Set(codes).size).toBe(20);
  for (const code of codes) expect(code).toMatch(/^[A-Z2-7]{13}$/);
  // 13 × 5 bits: ≥ 64; 260 characters leave hardly one of 32 unseen in any fair draw
  expect(new Set(codes.join("")).size).toBeGreaterThan(24);
});

test("A50 codes come after the first factor: somebody without one gets none", async () => {
  const actor = await signedIn(db, await makeUser(db, await makeWorkspace(db)));
  expect(await codeOf(issueRecoveryCodes(db, actor))).toBe("method_not_available");
});

test("A50 a workspace that switched recovery codes off gives none, and those that exist open nothing meanwhile", async () => {
  const { user, actor } = await makePerson();
  const [code = ""] = await addRecoveryCodes(db, actor);
  await setWorkspace(db, user.workspaceId, { recoveryCodesOn: false });
  const now = await signedIn(db, user);
  expect(await codeOf(issueRecoveryCodes(db, now))).toBe("method_not_available");
  expect(await codeOf(beginChallenge(db, now, { kind: "recovery_code", purpose: "sign_in" }))).toBe(
    "method_not_available",
  );
  expect(await use(user, code)).toBe("method_not_available");
  await setWorkspace(db, user.workspaceId, { recoveryCodesOn: true });
  expect(await use(user, code)).toBeNull();
});

test("A51 codes are kept as argon2id hashes with their set's salt, and in no table as they are", async () => {
  const { user, actor } = await makePerson();
  const codes = await addRecoveryCodes(db, actor);
  const all = Object.values(await dump(sql)).join("\n");
  for (const code of codes) expect(all.toUpperCase()).not.toContain(code);
  const rows = await sql`select code_hash, salt from recovery_codes where user_id = ${user.id}`;
  expect(new Set(rows.map((row) => row.code_hash)).size).toBe(10);
  for (const row of rows) {
    expect(row.code_hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(row.salt, "base64url")).toHaveLength(16);
  }
});

test("A52 of 30 uses of one code at once, over two pools and 30 sessions, one raises a session", async () => {
  const { user, actor } = await makePerson();
  const [code = ""] = await addRecoveryCodes(db, actor);
  const pools = [db, connect()];
  const actors = await Promise.all(Array.from({ length: 30 }, () => signedIn(db, user)));
  const codes = await Promise.all(
    actors.map((one, n) => codeOf(answerCode(pools[n % 2] ?? db, one, code, "recovery_code"))),
  );
  expect(codes.filter((one) => one === null)).toHaveLength(1);
  const risen = await sql`select 1 from sessions where user_id = ${user.id}
    and jsonb_path_exists(proofs, '$[*] ? (@.factor == "recovery_code")')`;
  expect(risen).toHaveLength(1);
  expect(
    await sql`select 1 from recovery_codes where user_id = ${user.id} and used_at is not null`,
  ).toHaveLength(1);
});

test("A53 each code works once, in whatever form it is typed, and the rest keep working", async () => {
  const { user, actor } = await makePerson();
  const codes = await addRecoveryCodes(db, actor);
  const [first = "", second = "", third = ""] = codes;
  expect(await use(user, first.toLowerCase())).toBeNull();
  expect(await use(user, first)).toBe("wrong_code");
  expect(await use(user, `${second.slice(0, 5)}-${second.slice(5)} `)).toBeNull();
  expect(await use(user, third)).toBeNull();
  const left = (await findSubjectOf(db, await openSession(db, user)))?.facts.user.recoveryCodesLeft;
  expect(left).toBe(7);
  const mails =
    await sql`select body from messages where recipient = ${user.email} and subject like 'A recovery code was used%' order by id`;
  expect(mails.map((mail) => /(\d+) are left/.exec(mail.body)?.[1])).toEqual(["9", "8", "7"]);
});

test("A53 a new set kills the old one when it is acknowledged, not before, and itself works only then", async () => {
  const { user, actor } = await makePerson();
  const [old = "", older = ""] = await addRecoveryCodes(db, actor);
  const { setId, codes } = await issueRecoveryCodes(db, actor);
  const [fresh = ""] = codes;
  expect(await use(user, fresh)).toBe("wrong_code");
  expect(await use(user, old)).toBeNull();
  await acknowledgeRecoveryCodes(db, actor, setId);
  expect(await use(user, older)).toBe("wrong_code");
  expect(await use(user, fresh)).toBeNull();
  expect(await codeOf(acknowledgeRecoveryCodes(db, actor, setId))).toBe("already_done");
});

test("A53 a set that is issued again without being acknowledged never works", async () => {
  const { user, actor } = await makePerson();
  const first = await issueRecoveryCodes(db, actor);
  const second = await issueRecoveryCodes(db, actor);
  expect(await codeOf(acknowledgeRecoveryCodes(db, actor, first.setId))).toBe("already_done");
  await acknowledgeRecoveryCodes(db, actor, second.setId);
  expect(await use(user, first.codes[0] ?? "")).toBe("wrong_code");
  expect(await use(user, second.codes[0] ?? "")).toBeNull();
  expect(await sql`select 1 from recovery_codes where user_id = ${user.id}`).toHaveLength(10);
});

test("A66 nobody acknowledges or uses another user's codes", async () => {
  const [one, other] = [await makePerson(), await makePerson()];
  const { setId, codes } = await issueRecoveryCodes(db, one.actor);
  expect(await codeOf(acknowledgeRecoveryCodes(db, other.actor, setId))).toBe("already_done");
  await acknowledgeRecoveryCodes(db, one.actor, setId);
  await addRecoveryCodes(db, other.actor);
  expect(await use(other.user, codes[0] ?? "")).toBe("wrong_code");
});

test("A55 a recovery code beside the password is a second step (aal2); used up codes of a lost factor lead to set-up", async () => {
  const { user, actor } = await makePerson();
  const [code = ""] = await addRecoveryCodes(db, actor);
  const half = await signedIn(db, user);
  const key = await answerCode(db, half, code, "recovery_code");
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("signed_in");
  await sql`delete from credentials where user_id = ${user.id}`;
  const without = await findSubjectOf(db, key);
  expect(without && standingFor(without)).toBe("setup_pending");
});

test("codes die with the last factor, and setting one up anew revives none of them", async () => {
  const { user, app, actor } = await makePerson();
  const [old = "", older = ""] = await addRecoveryCodes(db, actor);
  await sql`update users set two_factor_on = false where id = ${user.id}`;
  await removeOwnCredential(db, actor, app.id);
  expect(await sql`select 1 from recovery_codes where user_id = ${user.id}`).toEqual([]);
  await enrollApp(db, await signedIn(db, user));
  expect(await codeOf(beginChallenge(db, await signedIn(db, user), RECOVERY))).toBe("method_not_available");

  const again = await makePerson();
  const [kept = ""] = await addRecoveryCodes(db, again.actor);
  await removeEveryFactor(db, { workspaceId: again.user.workspaceId, userId: again.user.id });
  const { session } = await enrollApp(db, await signedIn(db, again.user));
  const fresh = await addRecoveryCodes(db, await actorOf(db, session));
  for (const code of [kept, old, older]) expect(await use(again.user, code)).toBe("wrong_code");
  expect(await use(again.user, fresh[0] ?? "")).toBeNull();
});

test("C04 a code whose use cannot be recorded is not used up, nor counted", async () => {
  const { user, actor } = await makePerson();
  const [code = ""] = await addRecoveryCodes(db, actor);
  await withFault(sql, { table: "audit_events" }, async () => {
    for (let n = 0; n < 6; n++) expect(await use(user, code)).toBe("internal");
  });
  expect(await use(user, code)).toBeNull();
});

test("A18 guessing codes is slowed like any other factor", async () => {
  const { user, actor } = await makePerson();
  const codes = await addRecoveryCodes(db, actor);
  for (let n = 0; n < 5; n++) expect(await use(user, "AAAAAAAAAAAAA")).toBe("wrong_code");
  expect(await use(user, codes[0] ?? "")).toBe("too_many_attempts");
  await passTheDelay();
  expect(await use(user, codes[0] ?? "")).toBeNull();
});
