import { expect, test } from "vitest";
import type { Scope } from "../api/core/scopes";
import { useTestDatabase } from "../db/testing";
import { codeOf, useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import {
  ADMIN,
  CLIENT,
  makeUser,
  makeWorkspace,
  type Place,
  REQUIRED,
  signedIn,
  storedProof,
} from "../identity/testing";
import { getUser, type UserRow } from "../identity/users/service";
import { issueAccessPass } from "../recovery/access-pass";
import { resetTwoFactor } from "../recovery/reset";
import type { Admin } from "./authority";
import { inviteUser } from "./invitations";
import { saveSecurity } from "./security";
import { saveUserSecurity } from "./user-security";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const program = ({ workspaceId }: Place, scopes: Scope[], policies: string[] | null = null): Admin => ({
  client: CLIENT,
  subject: {
    workspace: { id: workspaceId, name: "Acme" },
    user: { id: "app_program", name: "Provisioning", role: "administrator", rights: [], locale: "en" },
    facts: { now: new Date() },
    machine: { scopes, policies, heldBy: [] },
  },
});

const box = (actor: Admin, { id: userId }: UserRow, requireMfa: boolean) =>
  codeOf(saveUserSecurity(db, actor, { userId, requireMfa, rights: [] }));

test("A82 a program tightens by one scope and loosens by another, audited and mailed under its own name", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const tightens = program(place, ["update:mfa_requirements"]);
  expect(await box(tightens, user, true)).toBeNull();
  expect((await getUser(db, place.workspaceId, user.id)).requiredBy).toBe("app_program");
  expect(await box(tightens, user, false)).toBe("insufficient_scope");
  expect(await box(program(place, ["delete:mfa_requirements"]), user, false)).toBeNull();
  expect(
    await sql`select action from audit_events where actor_id = 'app_program' and workspace_id = ${place.workspaceId} order by id`,
  ).toMatchObject([{ action: "requirement.set" }, { action: "requirement.lifted" }]);
  const [mail] = await sql`select body from messages where recipient = ${user.email} order by id limit 1`;
  expect(mail?.body).toContain("Provisioning");
});

test("A72 A82 no scope lets a program do to an owner what no administrator may", async () => {
  const place = await makeWorkspace(db);
  const owner = await makeUser(db, place, { role: "owner", ...REQUIRED });
  await addApp(db, owner);
  const all = program(place, [
    "delete:mfa_requirements",
    "delete:authentication_methods",
    "create:access_passes",
  ]);
  const input = { userId: owner.id, reason: "A lost phone" };
  expect(await box(all, owner, false)).toBe("missing_right");
  expect(await codeOf(resetTwoFactor(db, all, input))).toBe("missing_right");
  expect(await codeOf(issueAccessPass(db, all, { ...input, minutes: 60 }))).toBe("missing_right");
  const invitation = {
    email: "new@elsewhere.example",
    name: "New",
    role: "owner" as never,
    requireMfa: false,
  };
  expect(await codeOf(inviteUser(db, all, invitation))).toBe("missing_right");
});

test("A72 a program is no second administrator: a reset it asks for or joins in waits its day", async () => {
  const place = await makeWorkspace(db);
  const resets = program(place, ["delete:authentication_methods"]);
  const person = await makeUser(db, place, ADMIN);
  await addApp(db, person);
  const proofs = [storedProof("password", 9), storedProof("totp", 1)];
  const actors = [resets, await signedIn(db, person, { proofs })];
  for (const order of [actors, actors.toReversed()]) {
    const target = await makeUser(db, place, ADMIN);
    await addApp(db, target);
    for (const actor of order) {
      const input = { userId: target.id, reason: "A lost phone" };
      expect(await resetTwoFactor(db, actor, input)).toMatchObject({ state: "waiting" });
    }
  }
});

test("A82 for a program that is bounded to policies everybody else does not exist", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  expect(await box(program(place, ["update:mfa_requirements"], ["pol_other"]), user, true)).toBe("not_found");
  expect(await box(program(place, ["update:mfa_requirements"], [place.policyId]), user, true)).toBeNull();
});

test("A82 the workspace's methods take the scope for them, in either direction", async () => {
  const place = await makeWorkspace(db);
  const methods = program(place, ["update:guardian_factors"]);
  const seen = {
    methods: ["passkey", "totp"] as ("passkey" | "totp")[],
    recoveryCodesOn: true,
    smsCountries: [],
    smsDailyCap: 500,
  };
  const settings = { ...seen, methods: ["totp" as const] };
  const other = program(place, ["update:mfa_requirements"]);
  expect(await codeOf(saveSecurity(db, other, { seen, settings }))).toBe("insufficient_scope");
  await saveSecurity(db, methods, { seen, settings });
  await saveSecurity(db, methods, { seen: settings, settings: seen });
});
