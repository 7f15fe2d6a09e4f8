import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { changedTables, codeOf, dump, useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { daysFromNow, exempt, makeUser, makeWorkspace, REQUIRED } from "../../identity/testing";
import { makeAdmin } from "../policies/testing";
import { explainUser } from "./why";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const PLAIN = { level: null, maxAgeSeconds: null };

async function makeCase(set: object = {}) {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const user = await makeUser(db, place, set);
  const why = (whatIf: Parameters<typeof explainUser>[3] = PLAIN) =>
    explainUser(db, admin.subject, user.id, whatIf);
  return { place, admin, user, why };
}

test("somebody required without a factor would set one up: by whom, since when, and with what", async () => {
  const { why } = await makeCase({ ...REQUIRED, requiredBy: null });
  const before = await dump(sql);
  expect(await why()).toMatchObject({
    outcome: "setup",
    proved: ["password"],
    offered: ["passkey", "totp"],
    sources: [{ kind: "user", setBy: null, since: REQUIRED.requiredSince.toISOString(), until: null }],
    accepted: ["passkey", "totp"],
    held: [],
  });
  expect((await why()).checks.find(({ passed }) => !passed)).toMatchObject({
    check: "accepted_factor",
    reason: "accepted_factor_missing",
  });
  expect(changedTables(before, await dump(sql))).toEqual([]);
});

test("what if an application asked: an exempt user without a factor would set one up for that request alone", async () => {
  const { user, why } = await makeCase(REQUIRED);
  await exempt(db, user, daysFromNow(9));
  expect(await why()).toMatchObject({ outcome: "allow", sources: [] });
  expect((await why()).reasons).toContain("exempt");
  expect(await why({ level: "aal2", maxAgeSeconds: null })).toMatchObject({ outcome: "setup" });
});

test("what if a passkey were asked of somebody with an app: the app is proved, and a passkey set up", async () => {
  const { user, why } = await makeCase();
  await addApp(db, user);
  expect(await why()).toMatchObject({ outcome: "allow", proved: ["password", "totp"], held: ["totp"] });
  expect(await why({ level: "phr", maxAgeSeconds: null })).toMatchObject({
    outcome: "setup",
    proved: ["password", "totp"],
    offered: ["passkey"],
  });
});

test("A66 a user of another workspace is not there to be asked about", async () => {
  const { admin } = await makeCase();
  const { user } = await makeCase();
  expect(await codeOf(explainUser(db, admin.subject, user.id, PLAIN))).toBe("not_found");
});
