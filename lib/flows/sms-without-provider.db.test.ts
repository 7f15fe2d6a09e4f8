import { expect, test } from "vitest";
import { getSecurityPage, previewSecurity, saveSecurity } from "../admin/security";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, addRecoveryCodes, answerCode } from "../factors/testing";
import { ADMIN, makeUser, makeWorkspace, type Place, signedIn, storedProof } from "../identity/testing";
import { standingFor } from "../policy/service";
import { beginChallenge } from "./challenge";
import { beginEnrollment } from "./enroll";
import { getTwoFactorOverview } from "./overview";

// No SMS_PROVIDER and no demo: nobody sends text messages.
const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const ON = { methods: ["passkey", "totp", "sms"], smsCountries: ["*"] };

/** Somebody whose only factor came by text message while there was a provider. */
async function makeHolder(place?: Place) {
  const user = await makeUser(db, place ?? (await makeWorkspace(db, ON)), {
    twoFactorOn: true,
    twoFactorSince: new Date(),
  });
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    values (${user.workspaceId}, ${user.id}, ${`crd_${user.id}`}, 'sms', '+49 ••• ••• 78', '{}')`;
  return user;
}

test("A36 without a provider text messages are offered nowhere and cannot be set up past the screen", async () => {
  const actor = await signedIn(db, await makeUser(db, await makeWorkspace(db, ON)));
  expect((await getTwoFactorOverview(db, actor.subject)).offered).toEqual(["passkey", "totp"]);
  const setup = { phone: "+4915112345678", country: "DE" };
  const begun = beginEnrollment(db, actor, { kind: "sms", purpose: "two_factor", setup });
  expect(await codeOf(begun)).toBe("method_not_available");
  expect(await sql`select 1 from messages where channel = 'sms'`).toEqual([]);
});

test("A36 without a provider nobody switches text messages on; whoever has them on may switch them off", async () => {
  const place = await makeWorkspace(db);
  const proofs = [storedProof("password", 5)];
  const user = await makeUser(db, place, ADMIN);
  await addApp(db, user);
  const admin = await signedIn(db, user, { proofs: [...proofs, storedProof("totp", 1)] });
  const { settings: seen, available } = await getSecurityPage(db, admin.subject);
  expect(available).toEqual(["passkey", "totp", "push"]);
  const settings = { ...seen, methods: [...seen.methods, "sms" as const] };
  expect(await codeOf(saveSecurity(db, admin, { seen, settings }))).toBe("method_not_available");

  const withSms = await makeWorkspace(db, ON);
  await makeHolder(withSms);
  const other = await signedIn(db, await makeUser(db, withSms, ADMIN), { proofs });
  const { settings: on } = await getSecurityPage(db, other.subject);
  const off = { ...on, methods: ["passkey" as const, "totp" as const] };
  // Nobody loses by it what does not run here anyway.
  expect(await previewSecurity(db, other, off)).toMatchObject({ required: 0, others: 0 });
  expect(await codeOf(saveSecurity(db, other, { seen: on, settings: off }))).toBeNull();
});

test("A36 a provider gone after an upgrade: whoever has nothing but a text message is led to a recovery code, and gets in with it", async () => {
  const user = await makeHolder();
  const proofs = [storedProof("password", 5), storedProof("sms", 1)];
  const [code] = await addRecoveryCodes(db, await signedIn(db, user, { proofs }));
  const half = await signedIn(db, user);
  expect(standingFor(half.subject)).toBe("half_signed_in");
  expect(await codeOf(beginChallenge(db, half, { kind: "sms", purpose: "sign_in" }))).toBe(
    "method_not_available",
  );
  expect(await codeOf(answerCode(db, half, code ?? "", "recovery_code"))).toBeNull();
});

test("A36 a provider gone after an upgrade, and no code either: the way is help: no crash, and the password alone opens nothing", async () => {
  const user = await makeHolder();
  const half = await signedIn(db, user);
  expect(standingFor(half.subject)).toBe("locked_out");
  expect(await codeOf(beginChallenge(db, half, { kind: "sms", purpose: "sign_in" }))).toBe(
    "method_not_available",
  );
});
