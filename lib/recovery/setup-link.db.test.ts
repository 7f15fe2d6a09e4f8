import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp, answerCode, codeFor } from "../factors/testing";
import { requireLevel } from "../http/standing";
import { ADMIN, actorOf, makeUser, makeWorkspace, signedIn, storedProof } from "../identity/testing";
import { ageTokens } from "../identity/testing-mail";
import { passMinutesSchema } from "./schema";
import { getSetupLink, issueSetupLink } from "./setup-link";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const DAY_SECONDS = 86_400;

async function makePlace() {
  const place = await makeWorkspace(db);
  const boss = await makeUser(db, place, ADMIN);
  await addApp(db, boss);
  const proofs = [storedProof("password", 5), storedProof("totp", 1)];
  return { place, admin: await signedIn(db, boss, { proofs }) };
}

async function linkFor(set: { withApp: boolean }) {
  const { place, admin } = await makePlace();
  const user = await makeUser(db, place);
  const app = set.withApp ? await addApp(db, user) : null;
  const made = await issueSetupLink(db, admin, { userId: user.id, factor: null, isMailed: false });
  return { user, app, token: String(made.url).split("/enroll/")[1] ?? "" };
}

test("A48 a set-up link works for five days and not a second longer", async () => {
  const { user, token } = await linkFor({ withApp: false });
  await ageTokens(sql, 5 * DAY_SECONDS - 10);
  expect(await getSetupLink(db, token)).toMatchObject({ userId: user.id, factor: null });
  await ageTokens(sql, 10);
  expect(await codeOf(getSetupLink(db, token))).toBe("token_invalid");
});

test("A48 A57 whoever has a factor proves it first: a set-up link spares nobody the challenge", async () => {
  const { user, app, token } = await linkFor({ withApp: true });
  const half = await signedIn(db, user);
  expect(await getSetupLink(db, token)).toMatchObject({ userId: user.id });
  expect(() => requireLevel(half.subject, "setup")).toThrow(
    expect.objectContaining({ code: "mfa_challenge_required" }),
  );
  const key = await answerCode(db, half, codeFor(String(app?.secret), half));
  const whole = await actorOf(db, key);
  expect(requireLevel(whole.subject, "setup").user.id).toBe(user.id);
});

test.each([
  [9, false],
  [10, true],
  [60, true],
  [480, true],
  [481, false],
  [59.5, false],
])("an access pass for %d minutes may be issued: %s", (minutes, isAllowed) => {
  expect(passMinutesSchema.safeParse(minutes).success).toBe(isAllowed);
});
