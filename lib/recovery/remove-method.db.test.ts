import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import { useDevices } from "../flows/approvals/testing-devices";
import { ADMIN, findSubjectOf, makeUser, openSession, signedIn, storedProof } from "../identity/testing";
import { removeUserMethod } from "./remove-method";

const database = useTestDatabase();
const { db, connect } = database;
const { sql, makePlace, makePerson, addDevice } = useDevices(database);

/** A member with an app and a device that approves, and an administrator of theirs. */
async function makePair() {
  const place = await makePlace();
  const { user, app, actor } = await makePerson(place);
  const device = await addDevice(actor);
  const boss = await makeUser(db, place, ADMIN);
  await addApp(db, boss);
  const proofs = [storedProof("password", 5), storedProof("totp", 1)];
  const admin = await signedIn(db, boss, { proofs });
  const remove = (credentialId: string, pool = db) =>
    codeOf(removeUserMethod(pool, admin, { userId: user.id, credentialId, reason: "A lost phone" }));
  const kinds = async () =>
    (await sql`select kind from credentials where user_id = ${user.id} order by kind`).map(
      ({ kind }) => kind,
    );
  return { user, app, device, remove, kinds };
}

test("an administrator leaves nobody with push approval alone: the devices go first, then the last one is a reset", async () => {
  const { user, app, device, remove, kinds } = await makePair();
  const key = await openSession(db, user);
  expect(await remove(app.id)).toBe("push_needs_another");
  expect(await kinds()).toEqual(["push", "totp"]);
  expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(false);
  expect(await remove(device.entry.credentialId)).toBeNull();
  expect((await findSubjectOf(db, key))?.facts.session.ended).toBe(true);
  expect(await remove(app.id)).toBeNull();
  expect(await kinds()).toEqual([]);
  const [row] = await sql`select two_factor_on from users where id = ${user.id}`;
  expect(row?.two_factor_on).toBe(false);
});

test("with another app beside it the first may go; of two apps that are removed at once one stays", async () => {
  const { user, app, remove, kinds } = await makePair();
  const second = await addApp(db, user);
  const codes = await Promise.all([remove(app.id), remove(second.id, connect())]);
  expect(codes.toSorted()).toEqual(["push_needs_another", null].toSorted());
  expect(await kinds()).toEqual(["push", "totp"]);
});
