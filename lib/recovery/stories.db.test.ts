import { expect, test } from "vitest";
import { enforceForAll } from "../admin/enforcement/enforce";
import { exemptUser } from "../admin/enforcement/exemptions";
import { previewPlanned } from "../admin/enforcement/preview";
import { moveUsers } from "../admin/policies/moves";
import { createPolicy } from "../admin/policies/save";
import { makeAdmin, settings } from "../admin/policies/testing";
import { saveUserSecurity } from "../admin/user-security";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { signInWithPassword } from "../entry/sign-in";
import { addApp, addRecoveryCodes, answerCode } from "../factors/testing";
import {
  CLIENT,
  daysFromNow,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  PASSWORD,
  REQUIRED,
  signedIn,
  storedProof,
} from "../identity/testing";
import { standingFor } from "../policy/service";
import { confirmOwnRecovery, startOwnRecovery } from "./own";
import { advanceDelayedResets, resetTwoFactor } from "./reset";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const FOR_ALL = { effect: "next_sign_in", graceDays: null, tellsEverybody: false } as const;

test("the sole owner with no factor left: password and mailed link, 72 hours with every factor in place, then set-up", async () => {
  const place = await makeWorkspace(db);
  const owner = await makeAdmin(db, place, { role: "owner" });
  await enforceForAll(db, owner, FOR_ALL);
  const { id } = owner.subject.user;
  await sql`update credentials set suspect_at = now() where user_id = ${id}`;
  const of = { workspaceId: place.workspaceId, id };
  const half = await signedIn(db, of);
  expect(standingFor(half.subject)).toBe("locked_out");
  await startOwnRecovery(db, half);
  const [mail] = await sql`select body from messages where recipient = ${owner.subject.user.email}
    and subject like 'Get back into%'`;
  const token = /\/recovery\/(\S+)/.exec(String(mail?.body))?.[1] ?? "";
  await confirmOwnRecovery(db, token, CLIENT);
  const waiting = await signedIn(db, of);
  expect(standingFor(waiting.subject)).toBe("locked_out");
  await sql`update delayed_resets set due_at = now() where user_id = ${id}`;
  expect(await advanceDelayedResets(db)).toBe(true);
  const back = await signedIn(db, of);
  expect(standingFor(back.subject)).toBe("setup_pending");
});

test("mail not verified: enforcing names them as who cannot comply, and what they meet is the mail, not set-up", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place, { emailVerifiedAt: null });
  const { fates, obstacles } = await previewPlanned(db, admin, {
    change: "enforce",
    effect: "next_sign_in",
    graceDays: null,
  });
  expect([fates.cannot, obstacles.address_unconfirmed]).toEqual([1, 1]);
  await enforceForAll(db, admin, FOR_ALL);
  const attempt = () => codeOf(signInWithPassword(db, { email: user.email, password: PASSWORD }, CLIENT));
  expect(await attempt()).toBe("address_unverified");
  await sql`update users set email_verified_at = now() where id = ${user.id}`;
  expect(await attempt()).toBeNull();
  const now = await signedIn(db, user);
  expect(standingFor(now.subject)).toBe("setup_pending");
});

test("a recovery code as the last factor: it lets a required user in to set up another, not past that", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, REQUIRED);
  await addApp(db, user);
  const proofs = [storedProof("password", 5), storedProof("totp", 1)];
  const [code = ""] = await addRecoveryCodes(db, await signedIn(db, user, { proofs }));
  await sql`update credentials set suspect_at = now() where user_id = ${user.id}`;
  const half = await signedIn(db, user);
  expect(standingFor(half.subject)).toBe("half_signed_in");
  const subject = await findSubjectOf(db, await answerCode(db, half, code, "recovery_code"));
  expect(subject && standingFor(subject)).toBe("setup_pending");
});

test("an administrator trying to loosen or reset themselves is told that another one has to, by whatever way", async () => {
  const place = await makeWorkspace(db);
  await makeAdmin(db, place);
  const me = await makeAdmin(db, place, REQUIRED);
  const userId = me.subject.user.id;
  const policyId = await createPolicy(db, me, settings({ name: "Loose" }));
  await sql`update policies set mode = 'required' where id = ${place.policyId}`;
  const own = await signedIn(
    db,
    { workspaceId: place.workspaceId, id: userId },
    { proofs: [storedProof("password", 2), storedProof("totp", 1)] },
  );
  const reason = "I would rather not";
  const endsOn = daysFromNow(9).toISOString().slice(0, 10);
  const ways = {
    box: () => saveUserSecurity(db, own, { userId, requireMfa: false, rights: ["manage_user_rights"] }),
    exemption: () => exemptUser(db, own, { userId, reason, endsOn }),
    policy: () => moveUsers(db, own, { userIds: [userId], policyId }),
    reset: () => resetTwoFactor(db, own, { userId, reason }),
  };
  for (const [way, run] of Object.entries(ways))
    expect([way, await codeOf(run())]).toEqual([way, "own_requirement"]);
  const now = await signedIn(db, { workspaceId: place.workspaceId, id: userId });
  expect(standingFor(now.subject)).toBe("half_signed_in");
});
