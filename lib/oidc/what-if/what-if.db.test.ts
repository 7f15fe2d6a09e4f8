import { expect, test } from "vitest";
import { makeAdmin } from "../../admin/policies/testing";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { makeUser, makeWorkspace } from "../../identity/testing";
import { makeApplication, makeMachine } from "../testing";
import { explainForApplication, listAskable } from "./service";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function makeCase(set: object = {}) {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place, set);
  const { clientId } = await makeApplication(db, place.workspaceId);
  const why = (clientId: string | null, scopes: string[] = [], maxAgeSeconds: number | null = null) =>
    explainForApplication(db, admin.subject, user.id, { clientId, scopes, maxAgeSeconds });
  return { place, user, clientId, why };
}

test("what if an application asked: its own rule, the scopes that demand more and max_age count, each by itself", async () => {
  const { clientId, why } = await makeCase();
  const before = await dump(sql);
  expect(await why(clientId)).toMatchObject({ outcome: "allow", proved: ["password"] });
  expect(await why(clientId, ["openid", "payment"])).toMatchObject({ outcome: "setup" });
  expect(await why(null, ["payment"])).toMatchObject({ outcome: "setup" });
  expect(await why(null, ["openid"])).toMatchObject({ outcome: "allow" });
  expect(await why(clientId, [], 60)).toMatchObject({ outcome: "setup" });
  expect(changedTables(before, await dump(sql))).toEqual([]);
  await sql`update applications set rule = 'always' where id = ${clientId}`;
  expect(await why(clientId)).toMatchObject({ outcome: "setup", offered: ["passkey", "totp"] });
});

test("what if for somebody with an app: the app is asked for and does", async () => {
  const { user, why } = await makeCase();
  await addApp(db, user);
  expect(await why(null, ["payment"])).toMatchObject({ outcome: "allow", proved: ["password", "totp"] });
});

test("a condition is judged for a browser that nobody knows", async () => {
  const { clientId, why } = await makeCase();
  await sql`update applications set rule = 'condition', condition = 'session.new_browser' where id = ${clientId}`;
  expect(await why(clientId)).toMatchObject({ outcome: "setup" });
  await sql`update applications set condition = 'request.scopes.exists(s, s == "orders")' where id = ${clientId}`;
  expect(await why(clientId, ["openid"])).toMatchObject({ outcome: "allow" });
  expect(await why(clientId, ["orders"])).toMatchObject({ outcome: "setup" });
});

test("A66 an application of another workspace is not there to be asked about, nor among those offered, as no program is", async () => {
  const [one, other] = [await makeCase(), await makeCase()];
  await makeMachine(db, one.place.workspaceId);
  expect(await codeOf(one.why(other.clientId))).toBe("not_found");
  const askable = await listAskable(db, one.place.workspaceId);
  expect(askable.applications.map(({ id }) => id)).toEqual([one.clientId]);
  expect(askable.scopes).toEqual(["admin", "delete", "payment", "transfer"]);
});
