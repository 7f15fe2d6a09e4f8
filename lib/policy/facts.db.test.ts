import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { useCounted, useRaw } from "../db/testing-faults";
import { indexesOf, scannedWhole, usePlans } from "../db/testing-plans";
import { availableKinds } from "../factors/registry";
import { addApp } from "../factors/testing";
import type { SessionKey } from "../identity/sessions/service";
import { exempt, findSubjectOf, makeUser, makeWorkspace, openSession, type Place } from "../identity/testing";
import type { UserRow } from "../identity/users/service";
import { findSubject, listSubjects, listSubjectsOf } from "./facts";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);

const USERS = 20_000;
let place: Place;
let user: UserRow;
let key: SessionKey;

beforeAll(async () => {
  place = await makeWorkspace(db);
  const { workspaceId, policyId } = place;
  // Every user with a session, a factor, failures and an exemption, in columns the builders would fill one by one
  await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select ${workspaceId}, 'usr_' || n, n || '@many.example', 'Name ' || n, n::text, ${policyId}
    from generate_series(1, ${USERS}::int) n`;
  await sql`insert into sessions (workspace_id, id, user_id, token_hash, proofs, ip, user_agent)
    select ${workspaceId}, 'ses_' || n, 'usr_' || n, n::text, '[]', '', '' from generate_series(1, ${USERS}::int) n`;
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    select ${workspaceId}, 'usr_' || n, 'crd_' || n, 'totp', '', '{}' from generate_series(1, ${USERS}::int) n`;
  await sql`insert into factor_failures (workspace_id, user_id, kind)
    select ${workspaceId}, 'usr_' || n, 'totp' from generate_series(1, ${USERS}::int) n`;
  await sql`insert into recovery_codes (workspace_id, user_id, id, set_id, code_hash, salt)
    select ${workspaceId}, 'usr_' || n, 'rcc_' || n, '', '', '' from generate_series(1, ${USERS}::int) n`;
  await sql`insert into exemptions (workspace_id, user_id, id, reason, ends_at)
    select ${workspaceId}, 'usr_' || n, 'exm_' || n, '', now() from generate_series(1, ${USERS}::int) n`;
  user = await makeUser(db, place, { name: "Name 10000 and a half" });
  await addApp(db, user);
  key = await openSession(db, user);
  await sql.unsafe("analyze");
}, 120_000);

const plansOf = usePlans(database, sql);

test("the guard's facts are one statement, whoever asks", async () => {
  await findSubjectOf(counted.db, key);
  await findSubjectOf(counted.db, { ...key, token: "wrong" });
  expect(counted.statements).toHaveLength(2);
});

test("the guard's facts are found by indexes alone among 20,000 users, sessions and credentials", async () => {
  const plan = await plansOf((noting) => findSubjectOf(noting, key));
  expect(scannedWhole(plan)).toEqual([]);
  const indexes = plan.flatMap((node) => node["Index Name"] ?? []);
  expect(indexes).toEqual(
    expect.arrayContaining(["sessions_workspace_id_id_pk", "users_workspace_id_id_pk"]),
  );
});

test("one user's facts, and a page of users in the middle, are found by indexes, without sorting", async () => {
  const { workspaceId } = place;
  const one = await plansOf((noting) => findSubject(noting, workspaceId, user.id, availableKinds()));
  expect(scannedWhole(one)).toEqual([]);
  const search = { text: "", role: null, policyId: null };
  const page = { after: { name: "Name 10000", id: "usr_10000" }, limit: 51 };
  const many = await plansOf((noting) => listSubjects(noting, workspaceId, search, page, availableKinds()));
  expect(scannedWhole(many)).toEqual([]);
  expect(indexesOf(many)).toContain("users_by_name");
  const ids = Array.from({ length: 50 }, (_, n) => `usr_${n + 1}`);
  const known = await plansOf((noting) => listSubjectsOf(noting, workspaceId, ids, availableKinds()));
  expect(scannedWhole(known)).toEqual([]);
});

test("many users' facts are one statement, and who is no user of the workspace is left out", async () => {
  const ids = Array.from({ length: 50 }, (_, n) => `usr_${n + 1}`);
  counted.statements.length = 0;
  const asked = [...ids, "usr_nobody"];
  const subjects = await listSubjectsOf(counted.db, place.workspaceId, asked, availableKinds());
  expect([...subjects.keys()].toSorted()).toEqual(ids.toSorted());
  expect(counted.statements).toHaveLength(1);
});

test("pages follow each other by name and id: no user is missing and none comes twice", async () => {
  const small = await makeWorkspace(db);
  const names = ["Ada", "Ada", "Ada", "ada", "Émile", "Zoë", "%", "_x", "B\\c"];
  for (const name of names) await makeUser(db, small, { name });
  const seen: string[] = [];
  for (let after: { name: string; id: string } | null = null; ; ) {
    const search = { text: "", role: null, policyId: null };
    const page = await listSubjects(db, small.workspaceId, search, { after, limit: 2 }, availableKinds());
    const last = page.at(-1);
    if (!last) break;
    seen.push(...page.map((subject) => subject.user.id));
    after = { name: last.user.name, id: last.user.id };
  }
  expect(new Set(seen).size).toBe(names.length);
  expect(seen).toHaveLength(names.length);
});

test.each([
  ["%", ["%"]],
  ["_", ["_x"]],
  ["\\", ["B\\c"]],
  ["ADA", ["Ada"]],
  ["' or true --", []],
])("a search for `%s` means these characters and finds %j", async (text, found) => {
  const small = await makeWorkspace(db);
  for (const name of ["Ada", "%", "_x", "B\\c"])
    await makeUser(db, small, { name, email: `${name.codePointAt(0)}@${small.workspaceId.slice(-6)}.x` });
  const search = { text, role: null, policyId: null };
  const page = await listSubjects(db, small.workspaceId, search, { after: null, limit: 9 }, availableKinds());
  expect(page.map((subject) => subject.user.name)).toEqual(found);
});

test("A1 facts carry what the row says: exemptions, codes left, suspects and the database's clock", async () => {
  const other = await makeUser(db, place);
  await addApp(db, other);
  await exempt(db, other, new Date(Date.now() + 1_000_000));
  await sql`update credentials set suspect_at = now() where user_id = ${other.id}`;
  const subject = await findSubject(db, other.workspaceId, other.id, availableKinds());
  expect(subject?.facts.user.credentials).toEqual([expect.objectContaining({ kind: "totp", usable: false })]);
  expect(subject?.rules.exemptions).toHaveLength(1);
  const [clock] =
    await sql`select abs(extract(epoch from now() - ${subject?.facts.now ?? null}::timestamptz))::int as s`;
  expect(clock?.s).toBeLessThan(10);
});
