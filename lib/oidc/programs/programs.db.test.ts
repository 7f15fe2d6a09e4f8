import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import type { Actor } from "../../flows/context";
import { ADMIN, makeUser, makeWorkspace, type Place, signedIn, storedProof } from "../../identity/testing";
import { verifyAccessToken } from "../service";
import { useProvider } from "../testing";
import { createProgram, listPrograms, replaceSecret, revokeProgram, saveProgram } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const { url } = useProvider(db);

const RIGHTS = ["manage_user_rights", "manage_applications"];
const INPUT = {
  name: "Provisioning",
  scopes: ["read:users", "update:users"] as ("read:users" | "update:users")[],
  policies: null,
};

async function admin(place: Place, rights = RIGHTS): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, rights });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 9), storedProof("totp", 1)] });
}

async function tokenOf({ clientId, secret }: { clientId: string; secret: string }): Promise<string | null> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    client_secret: secret,
  });
  const response = await fetch(url("/oauth/token"), { method: "POST", body });
  const answer = (await response.json()) as { access_token?: string };
  return answer.access_token ?? null;
}

const scopesOf = async (token: string | null) =>
  [...(await verifyAccessToken(db, `Bearer ${token}`)).scopes].sort();

test("A82 a program's secret is in one answer alone: neither list, audit nor mail holds it, and only its hash is kept", async () => {
  const place = await makeWorkspace(db);
  const actor = await admin(place);
  const other = await makeUser(db, place, ADMIN);
  const { clientId, secret } = await createProgram(db, actor, INPUT);
  expect(await scopesOf(await tokenOf({ clientId, secret }))).toEqual(["read:users", "update:users"]);
  expect(JSON.stringify(await listPrograms(db, place.workspaceId))).not.toContain(secret);
  for (const table of ["application_secrets", "audit_events", "messages"])
    expect(JSON.stringify(await sql.unsafe(`select * from ${table}`))).not.toContain(secret);
  const [mail] = await sql`select body from messages where recipient = ${other.email}`;
  expect(mail?.body).toContain("Provisioning");
});

test("a live secret that somebody was shown who is blocked, gone or no administrator any more is pointed at, until it is replaced", async () => {
  const place = await makeWorkspace(db);
  const [maker, other] = [await admin(place), await admin(place)];
  const { clientId } = await createProgram(db, maker, INPUT);
  const isPointedAt = async () => (await listPrograms(db, place.workspaceId))[0]?.isKnownOutside;
  const id = maker.subject.user.id;
  expect(await isPointedAt()).toBe(false);
  await sql`update users set blocked_at = now() where workspace_id = ${place.workspaceId} and id = ${id}`;
  expect(await isPointedAt()).toBe(true);
  await sql`update users set blocked_at = null, role = 'member', rights = '{}'
    where workspace_id = ${place.workspaceId} and id = ${id}`;
  expect(await isPointedAt()).toBe(true);
  await replaceSecret(db, other, { clientId, endsOld: "now" });
  expect(await isPointedAt()).toBe(false);
});

test("A82 nobody grants what they may not do themselves", async () => {
  const place = await makeWorkspace(db);
  const actor = await admin(place, ["manage_applications"]);
  expect(await codeOf(createProgram(db, actor, INPUT))).toBe("missing_right");
  const { clientId } = await createProgram(db, await admin(place), INPUT);
  expect(await codeOf(saveProgram(db, actor, { ...INPUT, clientId }))).toBe("missing_right");
  expect(await codeOf(replaceSecret(db, actor, { clientId, endsOld: "later" }))).toBe("missing_right");
  const foreign = { ...INPUT, policies: ["pol_elsewhere"] };
  expect(await codeOf(createProgram(db, await admin(place), foreign))).toBe("not_found");
});

test("A82 a scope that is taken away is gone from tokens that are out; a revoked program's end at once", async () => {
  const place = await makeWorkspace(db);
  const actor = await admin(place);
  const made = await createProgram(db, actor, INPUT);
  const token = await tokenOf(made);
  await saveProgram(db, actor, {
    ...INPUT,
    clientId: made.clientId,
    scopes: ["read:users"],
    policies: [place.policyId],
  });
  expect(await scopesOf(token)).toEqual(["read:users"]);
  expect((await verifyAccessToken(db, `Bearer ${token}`)).policies).toEqual([place.policyId]);
  await revokeProgram(db, actor, made.clientId);
  expect(await codeOf(scopesOf(token))).toBe("access_token_invalid");
  expect(await tokenOf(made)).toBeNull();
  expect(await listPrograms(db, place.workspaceId)).toEqual([]);
  expect(await codeOf(revokeProgram(db, actor, made.clientId))).toBe("not_found");
});

test("a replaced secret works for a day beside the new one, or ends at once with every token", async () => {
  const place = await makeWorkspace(db);
  const actor = await admin(place);
  const { clientId, secret: first } = await createProgram(db, actor, INPUT);
  const { secret: second } = await replaceSecret(db, actor, { clientId, endsOld: "later" });
  for (const secret of [first, second]) expect(await tokenOf({ clientId, secret })).not.toBeNull();
  const token = await tokenOf({ clientId, secret: second });
  const { secret: third } = await replaceSecret(db, actor, { clientId, endsOld: "now" });
  for (const secret of [first, second]) expect(await tokenOf({ clientId, secret })).toBeNull();
  expect(await codeOf(scopesOf(token))).toBe("access_token_invalid");
  expect(await tokenOf({ clientId, secret: third })).not.toBeNull();
});

test("A66 another workspace's programs are not there", async () => {
  const { clientId } = await createProgram(db, await admin(await makeWorkspace(db)), INPUT);
  const place = await makeWorkspace(db);
  const stranger = await admin(place);
  expect(await listPrograms(db, place.workspaceId)).toEqual([]);
  expect(await codeOf(saveProgram(db, stranger, { ...INPUT, clientId }))).toBe("not_found");
  expect(await codeOf(replaceSecret(db, stranger, { clientId, endsOld: "now" }))).toBe("not_found");
  expect(await codeOf(revokeProgram(db, stranger, clientId))).toBe("not_found");
});
