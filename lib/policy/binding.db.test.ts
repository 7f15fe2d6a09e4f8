import { expect, test } from "vitest";
import { getSecurityPage, type SecuritySettings, saveSecurity } from "../admin/security";
import { saveUserSecurity } from "../admin/user-security";
import { requireFreshProof } from "../context/require";
import { useTestDatabase } from "../db/testing";
import { useRaw } from "../db/testing-faults";
import { addApp, answerCode, codeFor } from "../factors/testing";
import type { SessionKey } from "../identity/sessions/service";
import {
  ADMIN,
  actorOf,
  daysFromNow,
  exempt,
  findSubjectOf,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  setPolicy,
  setWorkspace,
  signedIn,
  storedProof,
} from "../identity/testing";
import { levelOf } from "./core/assurance";
import { decisionFor, requirementOf, standingFor } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function standing(key: SessionKey): Promise<string | null> {
  const subject = await findSubjectOf(db, key);
  return subject && standingFor(subject);
}

const now = () => ({ since: new Date(), tightenedAt: null });

test.each([
  ["workspace", "next_sign_in", "signed_in"],
  ["workspace", "right_away", "setup_pending"],
  ["policy", "next_sign_in", "signed_in"],
  ["policy", "right_away", "setup_pending"],
  ["user", "next_sign_in", "signed_in"],
  ["user", "right_away", "setup_pending"],
])(
  "A10 a rule of the %s switched on `%s` leaves a live session %s, and every later one waits for set-up",
  async (by, effect, live) => {
    const place = await makeWorkspace(db);
    const user = await makeUser(db, place);
    const open = await openSession(db, user);
    expect(await standing(open)).toBe("signed_in");
    await sql`select pg_sleep(0.01)`;
    if (by === "workspace")
      await setWorkspace(db, place.workspaceId, { enforcedSince: new Date(), enforcedEffect: effect });
    if (by === "policy") await setPolicy(db, place.workspaceId, { mode: "required", effect, ...now() });
    if (by === "user")
      await sql`update users set required_since = now(), required_effect = ${effect} where id = ${user.id}`;
    expect(await standing(open)).toBe(live);
    expect(await standing(await openSession(db, user))).toBe("setup_pending");
  },
);

test("A10 a session with the factor proved goes on through enforcement right away", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const app = await addApp(db, user);
  const actor = await signedIn(db, user);
  const risen = await answerCode(db, actor, codeFor(app.secret, actor));
  const set = { enforcedSince: new Date(), enforcedEffect: "right_away" };
  await setWorkspace(db, place.workspaceId, set);
  expect(await standing(risen)).toBe("signed_in");
  await setPolicy(db, place.workspaceId, { mode: "required", effect: "right_away", phishingResistant: true });
  expect(await standing(risen)).toBe("setup_pending");
});

test.each([
  ["next_sign_in", "signed_in"],
  ["right_away", "setup_pending"],
])(
  "A10 a method switched off leaves who is required `%s` and proved it %s, and leads the next sign-in to set-up",
  async (effect, live) => {
    const place = await makeWorkspace(db);
    const user = await makeUser(db, place, { ...REQUIRED, requiredEffect: effect });
    const app = await addApp(db, user);
    const half = await signedIn(db, user);
    const risen = await answerCode(db, half, codeFor(app.secret, half));
    const admin = await makeUser(db, place, ADMIN);
    await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
      values (${place.workspaceId}, ${admin.id}, ${`crd_${admin.id}`}, 'passkey', 'Passkey', '{}')`;
    const save = async (seen: SecuritySettings, methods: SecuritySettings["methods"]) => {
      const proofs = [storedProof("password", 5), storedProof("passkey", 1)];
      const actor = await signedIn(db, admin, { proofs });
      await saveSecurity(db, actor, { seen, settings: { ...seen, methods } });
      return { ...seen, methods };
    };
    const both = (await getSecurityPage(db, half.subject)).settings;
    const without = await save(both, ["passkey"]);
    expect(await standing(risen)).toBe(live);
    const proofs = [storedProof("password", 5), storedProof("totp", 1)];
    expect(await standing(await openSession(db, user))).toBe("half_signed_in");
    expect(await standing(await openSession(db, user, { proofs }))).toBe("setup_pending");

    await save(without, both.methods);
    expect(await standing(await openSession(db, user, { proofs }))).toBe("signed_in");
    const kept = await sql`select retired_methods from workspaces where workspace_id = ${place.workspaceId}`;
    expect(kept).toEqual([{ retired_methods: {} }]);
  },
);

test("A10 lowering a rule never raises an old session's level", async () => {
  const place = await makeWorkspace(db, { enforcedSince: daysFromNow(-5) });
  const user = await makeUser(db, place);
  await addApp(db, user);
  const key = await openSession(db, user);
  expect(await standing(key)).toBe("half_signed_in");
  await setWorkspace(db, place.workspaceId, { enforcedSince: null });
  // 2FA is on by own choice: lifting the requirement opens nothing
  expect(await standing(key)).toBe("half_signed_in");
  await sql`update users set two_factor_on = false where id = ${user.id}`;
  const { subject } = await actorOf(db, key);
  expect(standingFor(subject)).toBe("signed_in");
  expect(levelOf(subject.facts.session.proofs)).toBe("aal1");
  expect(() => requireFreshProof(subject, "aal2")).toThrow();
});

test("A10 an exemption that ends puts back in force what stood before, for sessions begun after it", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, REQUIRED);
  await exempt(db, user, daysFromNow(1));
  const during = await openSession(db, user);
  expect(await standing(during)).toBe("signed_in");
  await sql`update exemptions set ends_at = now() where user_id = ${user.id}`;
  expect(await standing(during)).toBe("signed_in");
  expect(await standing(await openSession(db, user))).toBe("setup_pending");
});

test("A69 grace is computed from facts on read: the first prompt starts it and more sign-ins do not extend it", async () => {
  const place = await makeWorkspace(db, {}, { mode: "required", graceDays: 5 });
  const user = await makeUser(db, place, { firstPromptedAt: daysFromNow(-4) });
  const { subject } = await actorOf(db, await openSession(db, user));
  const decision = decisionFor(subject);
  expect(decision).toMatchObject({ outcome: "setup" });
  const until = decision.outcome === "setup" ? decision.graceUntil : null;
  expect(until && (until.getTime() - Date.now()) / 86_400_000).toBeCloseTo(1, 2);
  await sql`update users set first_prompted_at = now() - interval '6 days' where id = ${user.id}`;
  expect(await standing(await openSession(db, user))).toBe("setup_pending");
});

test("A67 an administrator who ticks the own box stays signed in, and is asked at the next sign-in", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeUser(db, place, ADMIN);
  const key = await openSession(db, admin);
  await sql`select pg_sleep(0.01)`;
  const actor = await actorOf(db, key);
  await saveUserSecurity(db, actor, { userId: admin.id, requireMfa: true, rights: ["manage_user_rights"] });
  expect(await standing(key)).toBe("signed_in");
  expect(await standing(await openSession(db, admin))).toBe("setup_pending");
});

test("lifting a requirement leaves 2FA on, and the user may now disable it", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place, REQUIRED);
  await addApp(db, user);
  const admin = await makeUser(db, place, ADMIN);
  const app = await addApp(db, admin);
  const half = await signedIn(db, admin);
  const actor = await actorOf(db, await answerCode(db, half, codeFor(app.secret, half)));
  await saveUserSecurity(db, actor, { userId: user.id, requireMfa: false, rights: [] });
  const { subject } = await actorOf(db, await openSession(db, user));
  expect(subject.facts.user.twoFactorOn).toBe(true);
  expect(requirementOf(subject).required).toBe(false);
  expect(standingFor(subject)).toBe("half_signed_in");
});
