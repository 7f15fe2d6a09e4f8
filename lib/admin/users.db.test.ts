import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useCounted, useRaw } from "../db/testing-faults";
import { addApp } from "../factors/testing";
import {
  ADMIN,
  actorOf,
  daysFromNow,
  exempt,
  makeUser,
  makeWorkspace,
  openSession,
  REQUIRED,
  signedIn,
} from "../identity/testing";
import type { ShieldStatus } from "../policy/core/types";
import { searchUsers, type UserQuery } from "./directory/list";
import { getUserDetail } from "./users";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const QUERY: UserQuery = {
  text: "",
  role: null,
  policyId: null,
  status: null,
  factor: null,
  signedIn: null,
  isInGrace: false,
  sort: "name",
  after: null,
};

/** One user of each state, and a crowd of those who do nothing. */
async function makeCrowd() {
  const place = await makeWorkspace(db);
  const active = await makeUser(db, place, { name: "A", ...REQUIRED });
  await addApp(db, active);
  await makeUser(db, place, { name: "B", ...REQUIRED });
  await addApp(db, await makeUser(db, place, { name: "C" }));
  await exempt(db, await makeUser(db, place, { name: "D", ...REQUIRED }), daysFromNow(5));
  await makeUser(db, place, { name: "E" });
  return place;
}

test.each([
  ["active", "A"],
  ["pending", "B"],
  ["chosen", "C"],
  ["exempt", "D"],
  ["inactive", "E"],
] as const)("the filter `%s` finds exactly who has that shield", async (status, name) => {
  const { workspaceId } = await makeCrowd();
  const { users, next } = await searchUsers(db, workspaceId, { ...QUERY, status });
  expect(users.map((user) => user.name)).toEqual([name]);
  expect(users[0]?.shield.status).toBe(status satisfies ShieldStatus);
  expect(next).toBeNull();
});

test.each([null, "inactive"] as const)(
  "pages of 50 by name show each of 120 users once, with the filter %s",
  async (status) => {
    const { workspaceId, policyId } = await makeWorkspace(db);
    await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select ${workspaceId}, 'usr_' || n, n || '@crowd.example', 'Same name', n::text, ${policyId} from generate_series(1, 120) n`;
    const seen: string[] = [];
    let pages = 0;
    for (let after: string | null = null; ; ) {
      const page = await searchUsers(db, workspaceId, { ...QUERY, status, after });
      seen.push(...page.users.map(({ id }) => id));
      pages++;
      after = page.next;
      if (!after) break;
    }
    expect([seen.length, new Set(seen).size, pages]).toEqual([120, 120, 3]);
  },
);

test("a page is two statements, however many users it shows", async () => {
  const { workspaceId } = await makeCrowd();
  counted.statements.length = 0;
  await searchUsers(counted.db, workspaceId, QUERY);
  expect(counted.statements).toHaveLength(2);
});

test.each(["", "x", "e30", "W10", "WzEsMl0", "%00"])(
  "the cursor `%s` is no cursor: the list begins at its start",
  async (after) => {
    const { workspaceId } = await makeCrowd();
    const { users } = await searchUsers(db, workspaceId, { ...QUERY, after });
    expect(users.map((user) => user.name)).toEqual(["A", "B", "C", "D", "E"]);
  },
);

test("A29 the panel shows kinds and dates of factors, to holders of the right alone, and no secret to anybody", async () => {
  const place = await makeWorkspace(db);
  const user = await makeUser(db, place);
  const app = await addApp(db, user);
  const viewers = [await makeUser(db, place, ADMIN), await makeUser(db, place), user];
  for (const [n, viewer] of viewers.entries()) {
    const { subject } = await actorOf(db, await openSession(db, viewer));
    const detail = await getUserDetail(db, subject, user.id);
    expect(detail.factors?.map((factor) => Object.keys(factor).toSorted())).toEqual(
      n === 0 ? [["createdAt", "kind", "lastUsedAt"]] : undefined,
    );
    const shown = JSON.stringify(detail);
    for (const secret of [app.secret, app.id, "argon2", "v1.k1", user.webauthnHandle])
      expect(shown).not.toContain(secret);
  }
});

test("the panel names who requires it and since when, also what an exemption suspends", async () => {
  const place = await makeWorkspace(db);
  const admin = await makeUser(db, place, { ...ADMIN, name: "Ada" });
  const user = await makeUser(db, place, { ...REQUIRED, requiredBy: admin.id });
  const { subject } = await signedIn(db, admin);
  const source = { kind: "user", setBy: "Ada", since: REQUIRED.requiredSince.toISOString() };
  expect(await getUserDetail(db, subject, user.id)).toMatchObject({
    requireMfa: true,
    sources: [source],
    suspended: [],
  });
  await exempt(db, user, daysFromNow(5));
  const detail = await getUserDetail(db, subject, user.id);
  expect(detail).toMatchObject({ requireMfa: true, sources: [], suspended: [source] });
  expect(detail.shield).toMatchObject({ status: "exempt", reason: "Key is on its way" });
});
