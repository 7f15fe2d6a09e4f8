import { expect, test } from "vitest";
import { acceptInvitation, inviteUser, resendInvitation } from "../admin/invitations";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import type { Actor } from "../flows/context";
import { ADMIN, CLIENT, makeUser, makeWorkspace, PASSWORD, signedIn } from "../identity/testing";
import { findUserByEmail } from "../identity/users/service";
import { giveBackAddresses } from "./lapsed";
import { signUp, verifyEmail } from "./sign-up";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

let numbered = 0;
const newAddress = () => `vera-${++numbered}@victim.example`;
const makeAdmin = async (): Promise<Actor> =>
  signedIn(db, await makeUser(db, await makeWorkspace(db), ADMIN));
const invite = (admin: Actor, email: string, on = db) =>
  inviteUser(on, admin, { email, name: "Vera", role: "member", requireMfa: false });
const register = (email: string) =>
  signUp(db, { workspaceName: "Vera & Co", name: "Vera", email, password: PASSWORD }, CLIENT);
const accept = (token: string, on = db) =>
  codeOf(acceptInvitation(on, { token, name: "Vera", password: PASSWORD }, CLIENT));
const verify = (token: string, on = db) => codeOf(verifyEmail(on, token, CLIENT));

/** What was mailed to an address, the newest last: which workspace's mail, and its link. */
async function mailsTo(email: string, path: "invite" | "verify-email" | "sign-in") {
  const rows = await sql`select workspace_id, body from messages where recipient = ${email} order by id`;
  return rows.flatMap(({ workspace_id: workspaceId, body }) => {
    const link = String(body).match(new RegExp(`/${path}/?(\\S*)`));
    return link ? [{ workspaceId: String(workspaceId), token: link[1] ?? "" }] : [];
  });
}
const lastTo = async (email: string, path: "invite" | "verify-email") => {
  const mail = (await mailsTo(email, path)).at(-1);
  if (!mail) throw new Error(`nothing was mailed to ${email}`);
  return mail;
};
const homeOf = async (email: string) => (await findUserByEmail(db, email))?.workspaceId;

test("whoever proves an address has it, although a stranger's workspace invited it before and again", async () => {
  const email = newAddress();
  const stranger = await makeAdmin();
  const { userId } = await invite(stranger, email);
  await register(email);
  const { workspaceId, token } = await lastTo(email, "verify-email");
  await resendInvitation(db, stranger, userId);
  expect(await homeOf(email)).toBe(stranger.subject.workspace.id);
  expect(await verify(token)).toBeNull();
  expect(await homeOf(email)).toBe(workspaceId);
  expect(await accept((await lastTo(email, "invite")).token)).toBe("token_invalid");
  expect(await homeOf(email)).toBe(workspaceId);
});

test("an invitation reaches its reader although a stranger signed up with the address and never confirmed it", async () => {
  const email = newAddress();
  await register(email);
  const squatted = await lastTo(email, "verify-email");
  const admin = await makeAdmin();
  await invite(admin, email);
  expect(await accept((await lastTo(email, "invite")).token)).toBeNull();
  expect(await homeOf(email)).toBe(admin.subject.workspace.id);
  expect(await verify(squatted.token)).toBe("token_invalid");
});

test("of two who prove the same address at once one has it", async () => {
  const email = newAddress();
  const admins = [await makeAdmin(), await makeAdmin(), await makeAdmin()];
  for (const admin of admins) await invite(admin, email);
  const links = await mailsTo(email, "invite");
  const pools = [db, connect(), connect()];
  const codes = await Promise.all(links.map(({ token }, at) => accept(token, pools[at])));
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  expect(codes.filter((code) => code === "token_invalid")).toHaveLength(2);
  expect(await homeOf(email)).toBe(links[codes.indexOf(null)]?.workspaceId);
  const joined = await sql`select 1 from users where email = ${email} and email_verified_at is not null`;
  expect(joined).toHaveLength(1);
});

test("a confirmed address is nobody else's: its owner is told, and nothing is made", async () => {
  const email = newAddress();
  const admin = await makeAdmin();
  await invite(admin, email);
  await accept((await lastTo(email, "invite")).token);
  await register(email);
  expect(await mailsTo(email, "verify-email")).toEqual([]);
  expect(await mailsTo(email, "sign-in")).toHaveLength(1);
  expect(await codeOf(invite(await makeAdmin(), email))).toBe("address_taken");
  expect(await sql`select 1 from users where email = ${email}`).toHaveLength(1);
});

test("a stranger fills no mailbox by signing up with its address: three links a day", async () => {
  const email = newAddress();
  for (let n = 0; n < 5; n++) await register(email);
  expect(await mailsTo(email, "verify-email")).toHaveLength(3);
  expect(await sql`select 1 from users where email = ${email}`).toHaveLength(3);
});

test("who lets every link expire is removed and the address is free again; who has one left, or confirmed, stays", async () => {
  const admin = await makeAdmin();
  const [gone, again, joined] = [newAddress(), newAddress(), newAddress()];
  for (const email of [gone, again, joined]) await invite(admin, email);
  const unsure = newAddress();
  await register(unsure);
  await accept((await lastTo(joined, "invite")).token);
  await sql`update users set created_at = now() - interval '8 days' where email in ${sql([gone, again, joined, unsure])}`;
  await sql`update tokens set expires_at = now() - interval '1 second' where kind in ('invitation', 'email_verification')`;
  const held = await findUserByEmail(db, again);
  await resendInvitation(db, admin, held?.id ?? "");

  await Promise.all([giveBackAddresses(db), giveBackAddresses(connect())]);
  expect(await findUserByEmail(db, gone)).toBeNull();
  expect(await findUserByEmail(db, unsure)).toBeNull();
  expect(await findUserByEmail(db, again)).not.toBeNull();
  expect(await findUserByEmail(db, joined)).not.toBeNull();
  const noted = await sql`select data ->> 'email' as email from audit_events where action = 'user.lapsed'`;
  expect(noted.map(({ email }) => email).sort()).toEqual([gone, unsure].sort());
  expect(await codeOf(invite(await makeAdmin(), gone))).toBeNull();
});

test("a workspace that nobody ever confirmed goes with its only user; one in which somebody is stays; both records stay whole", async () => {
  const admin = await makeAdmin();
  const [invited, alone] = [newAddress(), newAddress()];
  await invite(admin, invited);
  await register(alone);
  const left = String((await findUserByEmail(db, alone))?.workspaceId);
  await sql`update users set created_at = now() - interval '8 days' where email in ${sql([invited, alone])}`;
  await sql`update tokens set expires_at = now() - interval '1 second' where workspace_id in
    ${sql([left, admin.subject.workspace.id])}`;
  await Promise.all([giveBackAddresses(db), giveBackAddresses(connect())]);
  for (const table of ["workspaces", "policies", "users", "tokens"])
    expect(await sql`select 1 from ${sql(table)} where workspace_id = ${left}`, table).toEqual([]);
  const kept = await sql`select 1 from workspaces where workspace_id = ${admin.subject.workspace.id}`;
  expect(kept).toHaveLength(1);
  const noted = await sql`select data -> 'workspaceRemoved' as removed from audit_events
    where action = 'user.lapsed' and data ->> 'email' in ${sql([invited, alone])} order by data ->> 'role'`;
  expect(noted.map(({ removed }) => removed)).toEqual([false, true]);
  const record = await sql`select action from audit_events where workspace_id = ${left} order by at, id`;
  expect(record.map(({ action }) => action)).toEqual(["workspace.created", "user.lapsed"]);
});

test("who was made without a link, as the demo's people are, is left alone", async () => {
  const place = await makeWorkspace(db);
  const { id, workspaceId } = await makeUser(db, place, { emailVerifiedAt: null, passwordHash: null });
  await giveBackAddresses(db);
  expect(await sql`select 1 from users where workspace_id = ${workspaceId} and id = ${id}`).toHaveLength(1);
});
