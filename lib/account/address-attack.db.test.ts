import { expect, test } from "vitest";
import { blockUser, unblockUser } from "../admin/rights/members";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { reportNotMe } from "../entry/not-me";
import { resetPassword } from "../entry/password-reset";
import { addApp, answerCode, codeFor } from "../factors/testing";
import { ADMIN, actorOf, CLIENT, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { mailedToken } from "../identity/testing-mail";
import { issueToken } from "../identity/tokens/service";
import type { UserRow } from "../identity/users/service";
import { askForNewAddress, changeOwnPassword, confirmNewAddress } from "./profile";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

let numbered = 0;
const NEW_PASSWORD = "tangerine umbrella stand";

/** By the button in the very mail that told the owner of it. */
async function report({ email }: UserRow): Promise<void> {
  const [mail] = await sql`select body from messages where recipient = ${email} and body like '%/not-me/%'`;
  await reportNotMe(db, /\/not-me\/(\S+)/.exec(String(mail?.body))?.[1] ?? "", CLIENT);
}

async function resetByMail({ workspaceId, id: userId }: UserRow): Promise<void> {
  const token = await issueToken(db, { workspaceId, userId, kind: "password_reset", createdBy: null });
  await resetPassword(db, { token, password: NEW_PASSWORD }, CLIENT);
}

async function blockForAWhile({ workspaceId, policyId, id }: UserRow): Promise<void> {
  const admin = await makeUser(db, { workspaceId, policyId }, ADMIN);
  const app = await addApp(db, admin);
  const half = await signedIn(db, admin);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  await blockUser(db, actor, id);
  await unblockUser(db, actor, id);
}

test.each<[string, (user: UserRow) => Promise<unknown>]>([
  ["reported it by the mail's own button", report],
  ["reset the password", resetByMail],
  ["changed the password", async (user) => changeOwnPassword(db, await signedIn(db, user), NEW_PASSWORD)],
  ["was blocked for a while", blockForAWhile],
])("a thief's link to another address moves no account whose owner %s", async (_what, answer) => {
  const user = await makeUser(db, await makeWorkspace(db));
  const thief = `thief-${++numbered}@elsewhere.example`;
  await askForNewAddress(db, await signedIn(db, user), thief);
  const link = await mailedToken(sql, thief);
  await answer(user);
  expect(await codeOf(confirmNewAddress(db, link, CLIENT))).toBe("token_invalid");
  const [row] = await sql`select email from users where id = ${user.id}`;
  expect(row?.email).toBe(user.email);
});

test("whoever changes the address and then the password, in one sitting, still has the link", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const email = `own-${++numbered}@elsewhere.example`;
  const here = await signedIn(db, user);
  await askForNewAddress(db, here, email);
  await changeOwnPassword(db, here, NEW_PASSWORD);
  await confirmNewAddress(db, await mailedToken(sql, email), CLIENT);
  const [row] = await sql`select email from users where id = ${user.id}`;
  expect(row?.email).toBe(email);
});
