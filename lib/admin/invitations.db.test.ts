import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw, withFault } from "../db/testing-faults";
import { signInWithPassword } from "../entry/sign-in";
import type { Actor } from "../flows/context";
import { ADMIN, CLIENT, findSubjectOf, makeUser, makeWorkspace, signedIn } from "../identity/testing";
import { ageTokens, mailedToken } from "../identity/testing-mail";
import { standingFor } from "../policy/service";
import { inviteMany } from "./bulk/invite";
import {
  acceptInvitation,
  getInvitation,
  type Invitation,
  inviteUser,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from "./invitations";
import { createPolicy } from "./policies/save";
import { changeOf, makeAdmin } from "./policies/testing";

const database = useTestDatabase();
const { db, connect } = database;
const sql = useRaw(database);

const PASSWORD = "tangerine umbrella stand";
let numbered = 0;

async function invite(set: Partial<Invitation> = {}, inviter: object = {}) {
  const actor = await makeAdmin(db, await makeWorkspace(db), inviter);
  const email = `guest-${++numbered}@new.example`;
  const { userId } = await inviteUser(db, actor, {
    email,
    name: "Guest",
    role: "member",
    requireMfa: false,
    ...set,
  });
  return { actor, email, userId, token: await mailedToken(sql, email) };
}

const accept = (token: string, password = PASSWORD) =>
  codeOf(acceptInvitation(db, { token, name: "Gina", password }, CLIENT));

test("A56 A71 an invitation is accepted once, gives the first session, and confirms the address", async () => {
  const { email, token } = await invite();
  expect(await getInvitation(db, token)).toMatchObject({ email, name: "Guest", minLength: 15 });
  const key = await acceptInvitation(db, { token, name: "Gina", password: PASSWORD }, CLIENT);
  const subject = await findSubjectOf(db, key);
  expect(subject && standingFor(subject)).toBe("signed_in");
  expect(subject?.user).toMatchObject({ email, name: "Gina", role: "member" });
  expect(await accept(token)).toBe("token_invalid");
  expect(await codeOf(getInvitation(db, token))).toBe("token_invalid");
  await expect(signInWithPassword(db, { email, password: PASSWORD }, CLIENT)).resolves.toBeTruthy();
});

test("A71 of two who accept at once, on two processes, one joins, and the password is theirs", async () => {
  const { token, email } = await invite();
  const other = connect();
  const passwords = [PASSWORD, "another umbrella stand"] as const;
  const codes = await Promise.all([
    accept(token, passwords[0]),
    codeOf(acceptInvitation(other, { token, name: "Gina", password: passwords[1] }, CLIENT)),
  ]);
  expect(codes.toSorted()).toEqual(["token_invalid", null].toSorted());
  const winner = passwords[codes.indexOf(null)] ?? "";
  await expect(signInWithPassword(db, { email, password: winner }, CLIENT)).resolves.toBeTruthy();
});

test("A48 A56 an invitation lives 7 days, and one that is sent again voids the one before", async () => {
  const { actor, email, userId, token } = await invite();
  await resendInvitation(db, actor, userId);
  expect(await accept(token)).toBe("token_invalid");
  const again = await mailedToken(sql, email);
  await ageTokens(sql, 7 * 86_400 - 30);
  expect(await getInvitation(db, again)).toMatchObject({ email });
  await ageTokens(sql, 31);
  expect(await accept(again)).toBe("token_invalid");
});

test("an invited user cannot sign in, nor be asked a password of, before joining", async () => {
  const { email } = await invite();
  for (const password of ["", PASSWORD, "null"])
    expect(await codeOf(signInWithPassword(db, { email, password }, CLIENT))).toBe("wrong_credentials");
});

test("invited with the box ticked: set-up comes right after the password", async () => {
  const { token } = await invite({ requireMfa: true });
  const subject = await findSubjectOf(
    db,
    await acceptInvitation(db, { token, name: "Gina", password: PASSWORD }, CLIENT),
  );
  expect(subject && standingFor(subject)).toBe("setup_pending");
  expect(subject?.rules.userBox).toMatchObject({ kind: "user" });
});

test.each<[object, object, string | null]>([
  [{ role: "member" }, {}, "missing_right"],
  [{ rights: [] }, {}, "missing_right"],
  [{}, {}, null],
  [{}, { role: "administrator" }, null],
  [{}, { role: "owner" }, "missing_right"],
  [{ role: "owner" }, { role: "owner" }, "missing_right"],
  [{ role: "owner" }, { role: "administrator", rights: ["view_audit_log"] }, null],
  [{}, { role: "administrator", rights: ["manage_user_rights"] }, null],
  [{}, { role: "administrator", rights: ["view_audit_log"] }, "missing_right"],
  [{}, { role: "member", rights: ["manage_user_rights"] }, "invalid_input"],
  [{}, { policyId: "pol_elsewhere" }, "not_found"],
])("A71 somebody with %j invites with %j: %s", async (set, given, code) => {
  const inviter = await makeAdmin(db, await makeWorkspace(db), set);
  const base = { name: "B", role: "member", requireMfa: false } as const;
  const input = { email: `bound-${++numbered}@new.example`, ...base, ...given };
  expect(await codeOf(inviteUser(db, inviter, input))).toBe(code);
});

test("A71 inviting an administrator takes a second factor, a member the freshest proof there is", async () => {
  const bare = await signedIn(db, await makeUser(db, await makeWorkspace(db), ADMIN));
  const input = { email: `bare-${++numbered}@new.example`, name: "B", requireMfa: false };
  expect(await codeOf(inviteUser(db, bare, { ...input, role: "administrator" }))).toBe("factor_required");
  expect(await codeOf(inviteUser(db, bare, { ...input, role: "member" }))).toBeNull();
});

test("a policy that is looser than Default takes a second factor to invite somebody into, as a move there does, singly and from a file", async () => {
  const place = await makeWorkspace(db);
  const owner = await makeAdmin(db, place, { role: "owner" });
  const { seen } = await changeOf(db, place, "Default", {});
  const make = (set: object) => createPolicy(db, owner, { ...seen, ...set });
  const loose = await make({ name: "Loose", rememberedDays: 9 });
  const strict = await make({ name: "Strict", mode: "required" });
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  const guest = { name: "Mine", role: "member", requireMfa: false } as const;
  const into = (actor: Actor, policyId: string | null) =>
    codeOf(inviteUser(db, actor, { ...guest, email: `mine-${++numbered}@new.example`, policyId }));
  expect(await into(bare, loose)).toBe("factor_required");
  expect(await into(bare, strict)).toBeNull();
  expect(await into(bare, null)).toBeNull();
  expect(await into(await makeAdmin(db, place), loose)).toBeNull();
  const preset = { role: "member", rights: [], requireMfa: false, policyId: loose } as const;
  const csv = "email,name\nmany@new.example,Many";
  expect(await codeOf(inviteMany(db, bare, { csv, preset: { ...preset, rights: [] } }))).toBe(
    "factor_required",
  );
  expect(await sql`select 1 from users where policy_id = ${loose}`).toHaveLength(1);
});

test("an invitation that is taken back opens nothing, frees the address, and is in the log", async () => {
  const { actor, email, userId, token } = await invite();
  await revokeInvitation(db, actor, userId);
  expect(await codeOf(getInvitation(db, token))).toBe("token_invalid");
  expect(await accept(token)).toBe("token_invalid");
  const [event] =
    await sql`select data from audit_events where action = 'invitation.revoked' and target_id = ${userId}`;
  expect(event?.data).toMatchObject({ email });
  expect(await codeOf(revokeInvitation(db, actor, userId))).toBe("not_found");
  await inviteUser(db, actor, { email, name: "Again", role: "member", requireMfa: false });
  const joined = await invite();
  await accept(joined.token);
  expect(await codeOf(revokeInvitation(db, joined.actor, joined.userId))).toBe("already_done");
});

test("of one who accepts and one who takes it back at once, one comes too late", async () => {
  const { actor, userId, token } = await invite();
  const codes = await Promise.all([accept(token), codeOf(revokeInvitation(connect(), actor, userId))]);
  expect(codes.filter((code) => code === null)).toHaveLength(1);
  const rows = await sql`select 1 from users where id = ${userId}`;
  expect(rows).toHaveLength(codes[0] === null ? 1 : 0);
});

test("open invitations are listed with who sent them and until when they work, expired ones too, joined ones not", async () => {
  const { actor, userId, email } = await invite({ role: "administrator" }, { role: "owner" });
  const { workspace, user } = actor.subject;
  const list = async () => (await listInvitations(db, workspace.id, null)).invitations;
  expect(await list()).toMatchObject([
    { userId, email, role: "administrator", policy: "Default", by: user.name, isExpired: false },
  ]);
  await ageTokens(sql, 8 * 86_400);
  expect(await list()).toMatchObject([{ userId, isExpired: true }]);
  await sql`update users set password_hash = 'x' where id = ${userId}`;
  expect(await list()).toEqual([]);
});

test("A71 nobody sends an invitation again to somebody above them", async () => {
  const { actor, userId } = await invite({ role: "administrator" }, { role: "owner" });
  const place = { workspaceId: actor.subject.workspace.id, policyId: actor.subject.user.policy.id };
  const member = await signedIn(db, await makeUser(db, place));
  expect(await codeOf(resendInvitation(db, member, userId))).toBe("missing_right");
});

test("A71 an invitation carries no exemption and no factor", async () => {
  const { userId } = await invite();
  expect(await sql`select 1 from exemptions where user_id = ${userId}`).toHaveLength(0);
  expect(await sql`select 1 from credentials where user_id = ${userId}`).toHaveLength(0);
});

test("an address belongs to one user in one workspace: inviting it again is refused and changes nothing", async () => {
  const { email, actor, token } = await invite();
  const other = await signedIn(db, await makeUser(db, await makeWorkspace(db), ADMIN));
  const input = { email, name: "B", role: "member" as const, requireMfa: false };
  const before = await dump(sql);
  expect(await codeOf(inviteUser(db, actor, input))).toBe("address_taken");
  expect(changedTables(before, await dump(sql))).toEqual([]);
  expect(await accept(token)).toBeNull();
  const confirmed = await dump(sql);
  expect(await codeOf(inviteUser(db, other, input))).toBe("address_taken");
  expect(changedTables(confirmed, await dump(sql))).toEqual([]);
});

test("a link that was made while its reader joined chooses no second password", async () => {
  const { actor, userId, token } = await invite();
  expect(await accept(token)).toBeNull();
  expect(await codeOf(resendInvitation(db, actor, userId))).toBe("already_done");
  const late = await invite();
  await sql`update users set password_hash = 'chosen meanwhile' where id = ${late.userId}`;
  expect(await accept(late.token)).toBe("token_invalid");
});

test("A14 the workspace's and the own name are no passwords, and the link stays good", async () => {
  const { token, actor } = await invite();
  const { name } = actor.subject.workspace;
  expect(await accept(token, `${name} ${name} ${name}`)).toBe("password_common");
  expect(await accept(token, "gina gina gina gina")).toBe("password_common");
  expect(await accept(token)).toBeNull();
});

test.each(["users", "addresses", "tokens", "audit_events", "messages"])(
  "C04 an invitation that fails at %s leaves nothing",
  async (table) => {
    const actor = await signedIn(db, await makeUser(db, await makeWorkspace(db), ADMIN));
    const before = await dump(sql);
    const input = {
      email: `fault-${++numbered}@new.example`,
      name: "B",
      role: "member" as const,
      requireMfa: true,
    };
    await withFault(sql, { table }, async () => {
      expect(await codeOf(inviteUser(db, actor, input))).toBe("internal");
    });
    expect(changedTables(before, await dump(sql))).toEqual([]);
    expect(await codeOf(inviteUser(db, actor, input))).toBeNull();
  },
);
