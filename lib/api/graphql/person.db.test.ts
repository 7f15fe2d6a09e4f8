import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import {
  ADMIN,
  daysFromNow,
  makeUser,
  makeWorkspace,
  setPolicy,
  signedIn,
  storedProof,
} from "../../identity/testing";
import { getUser } from "../../identity/users/service";
import { personAsker } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

let numbered = 0;

async function made(provedSecondsAgo = 1) {
  const place = await makeWorkspace(db);
  const email = () => ({ email: `${++numbered}@people.example` });
  const user = await makeUser(db, place, email());
  const admin = await makeUser(db, place, { ...ADMIN, ...email() });
  await addApp(db, admin);
  const proofs = [storedProof("password", 400), storedProof("totp", provedSecondsAgo)];
  const { subject } = await signedIn(db, admin, { proofs, createdAt: daysFromNow(-0.01) });
  return { place, user, admin, subject };
}

const tick = (username: string, required = true) =>
  `mutation { setUser2faRequired(username: "${username}", required: ${required}) { success requires2fa } }`;
const isTicked = async ({ workspaceId, id }: { workspaceId: string; id: string }) =>
  (await getUser(db, workspaceId, id)).requiredSince !== null;

test("a signed-in administrator reads and changes by their rights, and the audit log names them", async () => {
  const { user, admin, subject } = await made();
  const ask = personAsker(db, subject);
  expect((await ask(`{ user(id: "${user.id}") { id email } }`)).data?.user).toEqual({
    id: user.id,
    email: user.email,
  });
  expect((await ask(tick(user.email))).data?.setUser2faRequired).toEqual({
    success: true,
    requires2fa: true,
  });
  const [event] = await sql`select actor_id, actor_kind from audit_events
    where target_id = ${user.id} and action = 'requirement.set'`;
  expect(event).toEqual({ actor_id: admin.id, actor_kind: "user" });
  expect((await ask("{ logs { nodes { id } } }")).errors).toMatchObject([
    { extensions: { code: "missing_right", classification: "FORBIDDEN" } },
  ]);
});

test("A23 a proof that is not fresh is asked for in the words of RFC 9470, and nothing changes", async () => {
  const { user, subject } = await made(400);
  const { data, errors } = await personAsker(db, subject)(tick(user.email));
  expect(data).toEqual({ setUser2faRequired: null });
  expect(errors).toMatchObject([
    {
      extensions: {
        code: "step_up_required",
        classification: "UNAUTHENTICATED",
        acr_values: "aal2",
        max_age: "300",
        challenge: ["totp"],
      },
    },
  ]);
  expect(await isTicked(user)).toBe(false);
});

test("where a proof serves one action, each field takes one of its own", async () => {
  const { place, user, subject } = await made();
  await setPolicy(db, place.workspaceId, { stepUpWindowMinutes: 0 });
  const fresh = { ...subject, rules: { ...subject.rules, stepUpWindowSeconds: 0 } };
  const field = (alias: string, required: boolean) =>
    `${alias}: setUser2faRequired(username: "${user.email}", required: ${required}) { success }`;
  const { data, errors } = await personAsker(
    db,
    fresh,
  )(`mutation { ${field("a", true)} ${field("b", false)} }`);
  expect(data).toEqual({ a: { success: true }, b: null });
  expect(errors).toMatchObject([{ path: ["b"], extensions: { code: "step_up_required" } }]);
  expect(await isTicked(user)).toBe(true);
});

test("A23 without the anti-forgery token, or with another session's, a cookie opens nothing", async () => {
  const { user, subject } = await made();
  const { subject: other } = await made();
  for (const csrf of [null, "", "x", (await import("./handle")).antiForgeryToken(other)]) {
    const answer = await personAsker(db, subject, csrf)(tick(user.email));
    expect(answer).toMatchObject({ status: 403, code: "bad_origin", data: null });
  }
  expect(await isTicked(user)).toBe(false);
});

test("whoever has no right at all is refused at the door, the schema too", async () => {
  const place = await makeWorkspace(db);
  const { subject } = await signedIn(db, await makeUser(db, place));
  for (const query of ["{ factors { name } }", "{ __schema { queryType { name } } }"])
    expect(await personAsker(db, subject)(query)).toMatchObject({
      status: 403,
      code: "missing_right",
      data: null,
    });
});
