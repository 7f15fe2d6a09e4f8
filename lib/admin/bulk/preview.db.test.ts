import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useRaw } from "../../db/testing-faults";
import { addApp } from "../../factors/testing";
import { makeUser, makeWorkspace, REQUIRED } from "../../identity/testing";
import type { UserFilter } from "../../policy/directory/terms";
import { makeAdmin } from "../policies/testing";
import type { BulkDeed } from "./kinds";
import { previewRun } from "./preview";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

const ALL: UserFilter = {
  text: "",
  status: null,
  policyId: null,
  role: null,
  factor: null,
  signedIn: null,
  isInGrace: false,
};
const REQUIRE: BulkDeed = { kind: "require" };
const RESET: BulkDeed = { kind: "reset", reason: "Keys were stolen" };
const REMIND: BulkDeed = { kind: "remind" };

/** An administrator with an app, two with one, two without, one who was invited and one who is blocked. */
async function makeCrowd() {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const safe = await makeUser(db, place, { name: "Safe", twoFactorOn: true });
  await addApp(db, safe);
  await addApp(db, await makeUser(db, place, { name: "Safe too", twoFactorOn: true }));
  await makeUser(db, place, { name: "Open" });
  await makeUser(db, place, { name: "Boxed", ...REQUIRED });
  await makeUser(db, place, { name: "Invited", passwordHash: null });
  await makeUser(db, place, { name: "Blocked", blockedAt: new Date() });
  return { place, admin, safe };
}

test("what becomes of those whom a filter finds is counted by the decision, whoever they are", async () => {
  const { admin } = await makeCrowd();
  const counted = async (filter: Partial<UserFilter>, deed: BulkDeed) => {
    const { people, counts, isYou } = await previewRun(db, admin, deed, { filter: { ...ALL, ...filter } });
    const seen = Object.fromEntries(Object.entries(counts ?? {}).filter(([, count]) => count > 0));
    return { people, isYou, ...seen };
  };
  expect(await counted({}, REQUIRE)).toEqual({
    ...{ people: 7, isYou: true },
    ...{ fine: 3, setup: 2, invited: 1, blocked: 1 },
  });
  expect(await counted({ factor: "none" }, REQUIRE)).toEqual({
    ...{ people: 4, isYou: false },
    ...{ setup: 2, invited: 1, blocked: 1 },
  });
  expect(await counted({ status: "pending" }, REQUIRE)).toEqual({ people: 1, isYou: false, setup: 1 });
  expect(await counted({}, RESET)).toEqual({ people: 7, isYou: true, loses: 3, holds_none: 4 });
  expect(await counted({ text: "safe" }, RESET)).toEqual({ people: 2, isYou: false, loses: 2 });
  expect(await counted({}, REMIND)).toEqual({ people: 7, isYou: true, mailed: 5, not_mailed: 2 });
});

test("the chosen ones are counted once each, and nobody of another workspace", async () => {
  const { admin, safe } = await makeCrowd();
  const stranger = await makeUser(db, await makeWorkspace(db));
  const userIds = [safe.id, safe.id, stranger.id];
  expect(await previewRun(db, admin, RESET, { userIds })).toEqual({
    people: 1,
    counts: { loses: 1 },
    isYou: false,
  });
});

test("of more than 10,000 people the figures are drawn all the same", async () => {
  const { place, admin } = await makeCrowd();
  const { workspaceId, policyId } = place;
  await sql`insert into users (workspace_id, id, email, name, password_hash, email_verified_at, webauthn_handle, policy_id)
    select ${workspaceId}, ${workspaceId} || n, ${workspaceId} || n || '@x.example', 'Many', 'x', now(), ${workspaceId} || n, ${policyId}
    from generate_series(1, 12000::int) n`;
  const filter = { ...ALL, text: "many" };
  const preview = await previewRun(db, admin, REQUIRE, { filter });
  expect([preview.people, preview.counts?.setup]).toEqual([12_000, 12_000]);
});
