import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw, withFault } from "../db/testing-faults";
import { enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import { CLIENT, findSubjectOf, makeUser, makeWorkspace, REQUIRED, signedIn } from "../identity/testing";
import { levelOf } from "../policy/core/assurance";
import { standingFor } from "../policy/service";
import { beginPasskeySignIn, finishPasskeySignIn } from "./sign-in";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

async function makeHolder(options: Parameters<typeof makeDevice>[0] = {}) {
  const user = await makeUser(db, await makeWorkspace(db));
  const device = makeDevice(options);
  await enrollPasskey(db, await signedIn(db, user), device.create);
  return { user, device };
}

test("A38 of 20 equal sign-ins at once, over two pools, one gets a session", async () => {
  const { user, device } = await makeHolder({ counts: false });
  await sql`delete from sessions where user_id = ${user.id}`;
  const { challengeId, options } = await beginPasskeySignIn(db);
  const response = device.get(options);
  const pools = [db, connect()];
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      codeOf(finishPasskeySignIn(pools[n % 2] ?? db, { challengeId, response }, CLIENT)),
    ),
  );
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(await sql`select 1 from sessions where user_id = ${user.id}`).toHaveLength(1);
});

test("A38 a sign-in's challenge lives 5 minutes and is gone when it is late", async () => {
  const { device } = await makeHolder();
  const { challengeId, options } = await beginPasskeySignIn(db);
  const [row] =
    await sql`select extract(epoch from expires_at - now())::int as s from passkey_challenges where id = ${challengeId}`;
  expect(row?.s).toBeGreaterThan(295);
  expect(row?.s).toBeLessThanOrEqual(300);
  await sql`update passkey_challenges set expires_at = now() where id = ${challengeId}`;
  const response = device.get(options);
  expect(await codeOf(finishPasskeySignIn(db, { challengeId, response }, CLIENT))).toBe("flow_expired");
});

test.each([
  [true, "phr", "signed_in"],
  [false, "aal1", "half_signed_in"],
] as const)(
  "A40 a sign-in by passkey alone with user verification %s is %s: %s",
  async (userVerified, level, standing) => {
    const { device } = await makeHolder({ userVerified });
    const { challengeId, options } = await beginPasskeySignIn(db);
    const key = await finishPasskeySignIn(db, { challengeId, response: device.get(options) }, CLIENT);
    const subject = await findSubjectOf(db, key);
    expect(levelOf(subject?.facts.session.proofs ?? [])).toBe(level);
    expect(subject && standingFor(subject)).toBe(standing);
  },
);

test("A47 options for signing in name nobody: no list of passkeys, and another challenge each time", async () => {
  await makeHolder();
  const [one, two] = [(await beginPasskeySignIn(db)).options, (await beginPasskeySignIn(db)).options];
  expect(one.allowCredentials ?? []).toEqual([]);
  expect(Object.keys(one).toSorted()).toEqual(Object.keys(two).toSorted());
  expect(one.challenge).not.toBe(two.challenge);
});

test("A20 a passkey sign-in that fails on our side counts nothing, and its next try works", async () => {
  const { user, device } = await makeHolder();
  const attempt = async () => {
    const { challengeId, options } = await beginPasskeySignIn(db);
    return codeOf(finishPasskeySignIn(db, { challengeId, response: device.get(options) }, CLIENT));
  };
  await withFault(sql, { table: "audit_events", code: "57P01" }, async () => {
    for (let n = 0; n < 6; n++) expect(await attempt()).toBe("service_unavailable");
  });
  const counted = await sql`select in_a_row as n from factor_failures where user_id = ${user.id}`;
  expect(counted.map((row) => row.n)).toEqual([0]);
  expect(await attempt()).toBeNull();
});

test("a passkey that nobody has is told apart, so that its keeper can forget it, and opens nothing", async () => {
  const { user, device } = await makeHolder();
  await sql`delete from passkey_directory where user_id = ${user.id}`;
  const { challengeId, options } = await beginPasskeySignIn(db);
  const response = device.get(options);
  expect(await codeOf(finishPasskeySignIn(db, { challengeId, response }, CLIENT))).toBe("passkey_unknown");
});

test("a blocked user's passkey opens nothing", async () => {
  const { user, device } = await makeHolder();
  await sql`update users set blocked_at = now() where id = ${user.id}`;
  const { challengeId, options } = await beginPasskeySignIn(db);
  const response = device.get(options);
  expect(await codeOf(finishPasskeySignIn(db, { challengeId, response }, CLIENT))).toBe("proof_rejected");
});

test("a passkey for signing in switches nothing on, until its holder is required and has proved it", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const device = makeDevice();
  await enrollPasskey(db, await signedIn(db, user), device.create, "sign_in");
  const signIn = async () => {
    const { challengeId, options } = await beginPasskeySignIn(db);
    return finishPasskeySignIn(db, { challengeId, response: device.get(options) }, CLIENT);
  };
  const isOn = async () => (await findSubjectOf(db, await signIn()))?.facts.user.twoFactorOn;
  expect(await isOn()).toBe(false);
  await sql`update users set required_since = now() - interval '1 day' where id = ${user.id}`;
  expect(await isOn()).toBe(true);
  const [row] = await sql`select two_factor_origin from users where id = ${user.id}`;
  expect(row?.two_factor_origin).toBe("required");
});

test("a required user's new passkey switches 2FA on, whatever it was meant for", async () => {
  const user = await makeUser(db, await makeWorkspace(db), REQUIRED);
  await enrollPasskey(db, await signedIn(db, user), makeDevice().create, "sign_in");
  const [row] = await sql`select two_factor_on, two_factor_origin from users where id = ${user.id}`;
  expect(row).toEqual({ two_factor_on: true, two_factor_origin: "required" });
});
