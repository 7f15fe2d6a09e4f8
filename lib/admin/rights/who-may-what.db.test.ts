import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import type { Actor } from "../../flows/context";
import { makeUser, makeWorkspace, type Place, signedIn, storedProof } from "../../identity/testing";
import { issueAccessPass } from "../../recovery/access-pass";
import { resetTwoFactor } from "../../recovery/reset";
import { inviteUser } from "../invitations";
import { unlockUser } from "../unlock";
import { saveUserSecurity } from "../user-security";
import { blockUser, deleteUser, unblockUser } from "./members";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const REASON = "A test";
const MANAGE = ["manage_user_rights" as const];

/** Each actor has a second factor, proved just now. */
const ACTORS = {
  member: { role: "member" },
  administrator: { role: "administrator" },
  "administrator with Manage user rights": { role: "administrator", rights: MANAGE },
  owner: { role: "owner" },
};

type Deed = {
  set?: object;
  run: (actor: Actor, userId: string, role: string) => Promise<unknown>;
};
const kept = async (userId: string) => {
  const [user] =
    await sql`select required_since is not null as box, role, rights from users where id = ${userId}`;
  return { userId, requireMfa: Boolean(user?.box), role: user?.role, rights: user?.rights };
};
const save =
  (set: object): Deed["run"] =>
  async (actor, userId) =>
    saveUserSecurity(db, actor, { ...(await kept(userId)), ...set });

const DEEDS: Record<string, Deed> = {
  "tick Require MFA": { run: save({ requireMfa: true }) },
  "untick Require MFA": { set: { requiredSince: new Date(0) }, run: save({ requireMfa: false }) },
  "make a member": { run: save({ role: "member", rights: [] }) },
  "make an administrator": { run: save({ role: "administrator", rights: [] }) },
  "make an owner": { run: save({ role: "owner", rights: [] }) },
  "give Manage user rights": { run: save({ rights: ["manage_user_rights"] }) },
  "give View audit log": { run: save({ rights: ["view_audit_log"] }) },
  unlock: {
    run: async (actor, userId) => {
      await sql`insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
        select workspace_id, id, 'recovery_code', 100, now() from users where id = ${userId}`;
      return unlockUser(db, actor, userId);
    },
  },
  "issue an access pass": {
    run: (actor, userId) => issueAccessPass(db, actor, { userId, minutes: 60, reason: REASON }),
  },
  "reset two-factor": { run: (actor, userId) => resetTwoFactor(db, actor, { userId, reason: REASON }) },
  block: { run: (actor, userId) => blockUser(db, actor, userId) },
  unblock: { set: { blockedAt: new Date(0) }, run: (actor, userId) => unblockUser(db, actor, userId) },
  delete: { run: (actor, userId) => deleteUser(db, actor, userId) },
};

const TARGETS = ["member", "administrator", "owner", "oneself"] as const;

async function actorIn(place: Place, set: object): Promise<Actor> {
  const user = await makeUser(db, place, set);
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 1), storedProof("totp", 1)] });
}

const SAID: Record<string, string> = {
  missing_right: "–",
  own_requirement: "another has to",
  last_owner: "not the last",
  invalid_input: "has no rights",
};

/** What happens when somebody tries; a workspace of its own with a second owner, so that nobody is the last. */
async function tried(
  who: keyof typeof ACTORS,
  target: (typeof TARGETS)[number],
  what: string,
): Promise<string> {
  const place = await makeWorkspace(db);
  await actorIn(place, { role: "owner" });
  const actor = await actorIn(place, ACTORS[who]);
  const { set = {}, run } = DEEDS[what] as Deed;
  const isSelf = target === "oneself";
  const { id } = isSelf ? actor.subject.user : await makeUser(db, place, { role: target, ...set });
  if (isSelf && "requiredSince" in set)
    await sql`update users set required_since = ${new Date(0)} where id = ${id}`;
  const before = JSON.stringify(await kept(id));
  const code = await codeOf(run(actor, id, target));
  if (code) return SAID[code] ?? code;
  const isNothing = what.startsWith("make") || what.startsWith("give");
  return isNothing && before === JSON.stringify(await kept(id)) ? "(is so)" : "yes";
}

const names = Object.keys(ACTORS) as (keyof typeof ACTORS)[];

async function tableFor(target: (typeof TARGETS)[number]): Promise<string> {
  const rows = await Promise.all(
    Object.keys(DEEDS)
      .filter((what) => !(target === "oneself" && what === "unblock"))
      .map(async (what) => {
        const cells = await Promise.all(names.map((who) => tried(who, target, what)));
        return `| ${[what, ...cells].join(" | ")} |`;
      }),
  );
  return [`| | ${names.join(" | ")} |`, `|${"---|".repeat(names.length + 1)}`, ...rows].join("\n");
}

test.each(TARGETS)(
  "A71 A72 what each may do to %s is what docs/rights.md says",
  async (target) => {
    const table = await tableFor(target);
    const documented = readFileSync("docs/rights.md", "utf8");
    expect(documented).toContain(table);
  },
  120_000,
);

test("A71 whom each may invite is what docs/rights.md says", async () => {
  let numbered = 0;
  const rows = await Promise.all(
    ["member", "administrator", "owner"].map(async (role) => {
      const cells = await Promise.all(
        names.map(async (who) => {
          const actor = await actorIn(await makeWorkspace(db), ACTORS[who]);
          const email = `asked-${++numbered}@new.example`;
          const input = { email, name: "B", role: role as "member", requireMfa: false };
          const code = await codeOf(inviteUser(db, actor, input));
          return code ? (SAID[code] ?? code) : "yes";
        }),
      );
      return `| as ${role} | ${cells.join(" | ")} |`;
    }),
  );
  const table = [`| | ${names.join(" | ")} |`, `|${"---|".repeat(names.length + 1)}`, ...rows].join("\n");
  expect(readFileSync("docs/rights.md", "utf8")).toContain(table);
});
