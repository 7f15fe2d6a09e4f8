import { expect, test } from "vitest";
import { inviteUser } from "../admin/invitations";
import { saveUserSecurity } from "../admin/user-security";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import type { Actor } from "../flows/context";
import {
  ADMIN,
  daysFromNow,
  makeUser,
  makeWorkspace,
  type Place,
  signedIn,
  storedProof,
} from "../identity/testing";
import { issueAccessPass } from "./access-pass";
import { answerHelp, askForHelp } from "./help";
import { removeUserMethod } from "./remove-method";
import { listRequests } from "./requests";
import { resetTwoFactor } from "./reset";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const RIGHT = ["manage_user_rights" as const];
const REASON = "A test";

/** Somebody who has just proved an app. */
async function strong(place: Place, set: Parameters<typeof makeUser>[2] = ADMIN): Promise<Actor> {
  const row = await makeUser(db, place, set);
  await addApp(db, row);
  return seen(row);
}
/** The same as they are now. */
const seen = (of: { workspaceId: string; id: string }): Promise<Actor> =>
  signedIn(db, of, { proofs: [storedProof("password", 2), storedProof("totp", 1)] });
const again = ({ subject }: Actor) => seen({ workspaceId: subject.workspace.id, id: subject.user.id });

const idOf = ({ subject }: Actor): string => subject.user.id;
const reset = async (by: Actor, on: Actor) =>
  (await resetTwoFactor(db, by, { userId: idOf(on), reason: REASON })).state;
const pass = (by: Actor, on: Actor) =>
  codeOf(issueAccessPass(db, by, { userId: idOf(on), minutes: 60, reason: REASON }));
const setRole = (by: Actor, on: Actor, role: "member" | "administrator") =>
  saveUserSecurity(db, by, {
    userId: idOf(on),
    requireMfa: false,
    role,
    rights: role === "member" ? [] : RIGHT,
  });

async function people() {
  const place = await makeWorkspace(db);
  return { place, thief: await strong(place), victim: await strong(place) };
}
type People = Awaited<ReturnType<typeof people>>;

const PUPPETS: Record<string, (all: People) => Promise<Actor>> = {
  "promoted before they asked": async ({ place, thief }) => {
    const puppet = await strong(place, { createdAt: daysFromNow(-90) });
    await setRole(thief, puppet, "administrator");
    return again(puppet);
  },
  "given the right before they asked": async ({ place, thief }) => {
    const puppet = await strong(place, { role: "administrator" });
    await saveUserSecurity(db, thief, { userId: idOf(puppet), requireMfa: false, rights: RIGHT });
    return again(puppet);
  },
  "invited before they asked": ({ place, thief }) =>
    strong(place, { ...ADMIN, createdBy: idOf(thief), createdAt: daysFromNow(-3) }),
  "had promoted by one they promoted, who is gone": async ({ place, thief }) => {
    const [first, puppet] = [await strong(place, {}), await strong(place, {})];
    await setRole(thief, first, "administrator");
    await setRole(await again(first), puppet, "administrator");
    await sql`delete from users where id = ${idOf(first)}`;
    return again(puppet);
  },
  "had invited by a program": ({ place }) =>
    strong(place, { ...ADMIN, createdBy: "app_program", createdAt: daysFromNow(-3) }),
};

test.each(Object.entries(PUPPETS))(
  "A72 an administrator whom the first one %s is no second one, for a reset or a pass",
  async (_what, makePuppet) => {
    const all = await people();
    const puppet = await makePuppet(all);
    expect(await reset(all.thief, all.victim)).toBe("waiting");
    expect(await reset(puppet, all.victim)).toBe("waiting");
    expect(await pass(puppet, all.victim)).toBe("second_needed");
  },
);

test("A72 somebody promoted after a reset was asked for is no second one, whoever did it", async () => {
  const { place, thief, victim } = await people();
  const [late, other] = [await strong(place, {}), await strong(place)];
  expect(await reset(thief, victim)).toBe("waiting");
  await setRole(await again(other), late, "administrator");
  expect(await reset(await again(late), victim)).toBe("waiting");
  expect(await reset(other, victim)).toBe("done");
});

test("A72 whom the first one made an administrator long ago is a second one", async () => {
  const { place, thief, victim } = await people();
  const made = { createdBy: idOf(thief), createdAt: daysFromNow(-31) };
  const colleague = await strong(place, { ...ADMIN, ...made });
  expect(await reset(thief, victim)).toBe("waiting");
  expect(await reset(colleague, victim)).toBe("done");
});

test("A72 taking the role away first is no way round the wait: not to a reset, a pass, nor one method after the other", async () => {
  const { thief, victim } = await people();
  await setRole(thief, victim, "member");
  expect(await reset(thief, victim)).toBe("waiting");
  expect(await pass(thief, victim)).toBe("second_needed");
  const [row] = await sql`select id from credentials where user_id = ${idOf(victim)}`;
  const one = { userId: idOf(victim), credentialId: String(row?.id), reason: REASON };
  expect(await codeOf(removeUserMethod(db, thief, one))).toBe("removed_together");
  await sql`update users set demoted_at = now() - interval '25 hours' where id = ${idOf(victim)}`;
  expect(await reset(thief, victim)).toBe("done");
});

test("A72 a pass for an administrator who holds a factor takes two, also in answer to their request, and is what becomes of the reset", async () => {
  const { place, thief, victim } = await people();
  expect(await pass(thief, victim)).toBe("second_needed");
  await askForHelp(db, victim, "");
  const [request] = (await listRequests(db, thief.subject)).open;
  const answer = {
    requestId: request?.id ?? "",
    answer: "access_pass",
    minutes: 60,
    reason: REASON,
  } as const;
  expect(await codeOf(answerHelp(db, thief, answer))).toBe("second_needed");
  expect(await reset(thief, victim)).toBe("waiting");
  expect(await pass(thief, victim)).toBe("second_needed");
  expect(await pass(await strong(place), victim)).toBeNull();
  const waiting =
    await sql`select 1 from delayed_resets where user_id = ${idOf(victim)} and cancelled_at is null`;
  expect(waiting).toEqual([]);
});

test("a pass for an administrator without any factor takes one: it lets them do what the password does", async () => {
  const { place, thief } = await people();
  const bare = await signedIn(db, await makeUser(db, place, ADMIN));
  expect(await pass(thief, bare)).toBeNull();
});

test("whoever is invited keeps the hand that invited them", async () => {
  const { thief } = await people();
  const input = { email: "hand@new.example", name: "P", role: "administrator", requireMfa: false } as const;
  const { userId } = await inviteUser(db, thief, { ...input, rights: RIGHT });
  const [row] = await sql`select created_by, rank_since from users where id = ${userId}`;
  expect(row).toEqual({ created_by: idOf(thief), rank_since: null });
});
