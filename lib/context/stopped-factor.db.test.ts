import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { credentials, factorFailures } from "../db/schema/factors";
import { useTestDatabase } from "../db/testing";
import { codeOf } from "../db/testing-faults";
import { addApp, addRecoveryCodes, answerCode, codeFor, enrollPasskey } from "../factors/testing";
import { makeDevice } from "../factors/testing-passkey";
import type { Actor } from "../flows/context";
import { actorOf, makeUser, makeWorkspace, openSession, signedIn } from "../identity/testing";
import type { UserRow } from "../identity/users/service";
import { standingFor } from "../policy/service";
import { checkFreshProof } from "./require";

const { db } = useTestDatabase();

/** What a hundred wrong answers come to, which whoever knows the password can give. */
const stop = ({ workspaceId, id: userId }: UserRow, kind: string) =>
  db
    .insert(factorFailures)
    .values({ workspaceId, userId, kind, inARow: 100, lastFailedAt: new Date(), stoppedAt: new Date() });

const freshness = ({ subject }: Actor, isSettingUp: boolean) =>
  codeOf((async () => checkFreshProof(subject, { level: "own", isSettingUp }))());

const both = async (actor: Actor) => [await freshness(actor, false), await freshness(actor, true)];

test("A57 a passkey for signing in that was stopped by wrong answers leaves nothing to the password alone", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await enrollPasskey(db, await signedIn(db, user), makeDevice().create, "sign_in");
  expect(await both(await signedIn(db, user))).toEqual(["step_up_required", "step_up_required"]);
  await stop(user, "passkey");
  const thief = await signedIn(db, user);
  expect(standingFor(thief.subject)).toBe("signed_in");
  expect(await both(thief)).toEqual(["factor_required", "factor_required"]);
});

test("A57 in a remembered browser an app that was stopped leaves nothing to the password alone", async () => {
  const user = await makeUser(db, await makeWorkspace(db, {}, { rememberedDays: 30 }));
  await addApp(db, user);
  await stop(user, "totp");
  const thief = await actorOf(db, await openSession(db, user, { rememberedAt: new Date() }));
  expect(standingFor(thief.subject)).toBe("signed_in");
  expect(await both(thief)).toEqual(["factor_required", "factor_required"]);
});

test("whoever proves a recovery code instead of a stopped factor may set up another", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const app = await addApp(db, user);
  const half = await signedIn(db, user);
  const proved = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  const [code = ""] = await addRecoveryCodes(db, proved);
  await stop(user, "totp");
  const again = await signedIn(db, user);
  const actor = await actorOf(db, await answerCode(db, again, code, "recovery_code"));
  expect(await freshness(actor, true)).toBeNull();
});

test("a suspect passkey for signing in is left to the password, unless wrong answers stopped it too", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  await enrollPasskey(db, await signedIn(db, user), makeDevice().create, "sign_in");
  const own = and(eq(credentials.workspaceId, user.workspaceId), eq(credentials.userId, user.id));
  await db.update(credentials).set({ suspectAt: new Date() }).where(own);
  expect(await both(await signedIn(db, user))).toEqual([null, null]);
  await stop(user, "passkey");
  expect(await both(await signedIn(db, user))).toEqual(["factor_required", "factor_required"]);
});
