// One file: all cases share one crowd of 50,000 people, which takes a while to make.
import { beforeAll, expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { useCounted, useRaw } from "../../db/testing-faults";
import { indexesOf, scannedWhole, usePlans } from "../../db/testing-plans";
import { availableKinds } from "../../factors/registry";
import { addApp } from "../../factors/testing";
import { daysFromNow, makeUser, makeWorkspace, type Place as Workspace } from "../../identity/testing";
import { shieldStatus } from "../core/status";
import { requirementOf } from "../service";
import { countFacets, countSubjects, listUserIds, searchSubjects } from "./service";
import { type Place, USER_SORTS, type UserFilter, type UserSort } from "./terms";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const counted = useCounted(database);
const plansOf = usePlans(database, sql);

const ALL: UserFilter = {
  text: "",
  status: null,
  policyId: null,
  role: null,
  factor: null,
  signedIn: null,
  isInGrace: false,
};
const MANY = 50_000;
let many: Workspace;

/** Names in three scripts; one in a thousand is an administrator, one in ten thousand bears a rare name. */
beforeAll(async () => {
  many = await makeWorkspace(db);
  const { workspaceId, policyId } = many;
  await sql`insert into policies (workspace_id, id, name) values (${workspaceId}, 'pol_few', 'Few')`;
  await sql`insert into users (workspace_id, id, email, name, role, webauthn_handle, policy_id, last_sign_in_at,
      created_at, factor_kinds)
    select ${workspaceId}, 'usr_' || n, 'mail' || n || '@many.example',
      (array['Anna', 'Émile', '李'])[1 + n % 3] || ' ' || case when n % 10000 = 7 then 'Quillfeather' else 'Smith' end
        || ' ' || md5(n::text),
      case when n % 1000 = 1 then 'administrator' else 'member' end, n::text,
      case when n % 2000 = 2 then 'pol_few' else ${policyId} end,
      case when n % 7 > 0 then now() - make_interval(hours => n % 9000) end, now() - make_interval(mins => n),
      case when n % 3 = 0 then 'totp' when n % 5000 = 1 then 'passkey,totp' else '' end
    from generate_series(1, ${MANY}::int) n`;
  await sql.unsafe("vacuum analyze users");
}, 180_000);

const search = (filter: Partial<UserFilter>, sort: UserSort = "name", after: Place | null = null, on = db) =>
  searchSubjects(on, many.workspaceId, { ...ALL, ...filter }, { sort, after, size: 50 }, availableKinds());

const DEEP: Record<string, Place> = {
  name: { key: "zoe", id: "usr_5" },
  last_sign_in: { key: "-infinity", id: "usr_50" },
  created: { key: "2001-01-01 00:00:00+00", id: "usr_50" },
};
const deepIn = (sort: UserSort) => DEEP[sort.replace("-", "")] ?? null;

test.each(USER_SORTS)(
  "among 50,000 users the first page and the deepest by `%s` are found by an index",
  async (sort) => {
    for (const after of [null, deepIn(sort)]) {
      const plan = await plansOf((noting) => search({}, sort, after, noting as never));
      expect(scannedWhole(plan)).toEqual([]);
      expect(
        plan.filter((node) => node["Node Type"] === "Sort" && (node["Plan Rows" as never] as number) > 100),
      ).toEqual([]);
      const index = {
        name: "users_by_name",
        last_sign_in: "users_by_last_sign_in",
        created: "users_by_creation",
      };
      expect(indexesOf(plan)).toContain(index[sort.replace("-", "") as "name"]);
    }
  },
);

test.each<[string, Partial<UserFilter>, string[]]>([
  ["a rare word", { text: "quillf" }, ["users_by_words"]],
  ["a whole address", { text: "mail47777@many" }, ["users_by_words"]],
  ["a word that nobody bears", { text: "zzzzqqq" }, ["users_by_words"]],
  ["two letters", { text: "zq" }, ["users_by_name", "users_by_address"]],
  ["an id", { text: "usr_01h455vb4pex5vsknk084sn02q" }, ["users_workspace_id_id_pk"]],
  ["a role that few have", { role: "administrator" }, ["users_with_role"]],
  ["a role that nobody has", { role: "owner" }, ["users_with_role"]],
  ["a policy with few users", { policyId: "pol_few" }, ["users_by_policy"]],
  ["a factor that few hold", { factor: "passkey" }, ["users_by_factors"]],
  ["a factor that nobody holds", { factor: "push" }, ["users_by_factors"]],
  ["a status that few have", { status: "active" }, ["users_by_standing"]],
  ["a status that nobody has", { status: "exempt" }, ["exemptions_by_end"]],
])("%s is found by its index, and no row but those is read", async (_what, filter, indexes) => {
  const plan = await plansOf((noting) => search(filter, "name", null, noting as never));
  expect(scannedWhole(plan)).toEqual([]);
  expect(indexesOf(plan)).toEqual(expect.arrayContaining(indexes));
});

test.each<[string, Partial<UserFilter>, string]>([
  ["a status that few have", { status: "active" }, "users_by_standing"],
  ["what a rare word finds", { text: "quillf" }, "users_by_words"],
  ["a role that few have", { role: "administrator" }, "users_with_role"],
  ["a policy with few users", { policyId: "pol_few" }, "users_by_standing"],
  ["a factor that few hold", { factor: "passkey" }, "users_by_factors"],
  ["those of the last week", { signedIn: "within_7" }, "users_by_last_sign_in"],
])("%s is counted by its index", async (_what, filter, index) => {
  const plan = await plansOf((noting) =>
    countSubjects(noting, many.workspaceId, { ...ALL, ...filter }, availableKinds()),
  );
  expect(scannedWhole(plan)).toEqual([]);
  expect(indexesOf(plan)).toContain(index);
});

test.each<[string, Partial<UserFilter>]>([
  ["everybody", {}],
  ["a common word", { text: "anna" }],
  ["a rare word", { text: "quillf" }],
  ["two letters", { text: "an" }],
  ["a role", { role: "administrator" }],
])("a page for %s is three statements at most, however many it shows", async (_what, filter) => {
  counted.statements.length = 0;
  await search(filter, "name", null, counted.db);
  expect(counted.statements.length).toBeLessThanOrEqual(3);
});

async function walk(place: Workspace, filter: Partial<UserFilter>, sort: UserSort, size: number) {
  const names: string[] = [];
  for (let after: Place | null = null; ; ) {
    const page = await searchSubjects(
      db,
      place.workspaceId,
      { ...ALL, ...filter },
      { sort, after, size },
      availableKinds(),
    );
    names.push(...page.subjects.map(({ user }) => user.name));
    if (!page.next) return names;
    after = page.next;
  }
}

test.each(USER_SORTS)(
  "pages by `%s` show everybody once and in order, those who are equal too",
  async (sort) => {
    const place = await makeWorkspace(db);
    const seen = daysFromNow(-3);
    for (const name of ["Ada", "ada", "ADA", "Émile", "Zoë", "%", "李"])
      await makeUser(db, place, { name, lastSignInAt: name < "B" ? null : seen });
    const whole = await walk(place, {}, sort, 50);
    expect(whole).toHaveLength(7);
    expect(await walk(place, {}, sort, 2)).toEqual(whole);
    const reversed = sort.startsWith("-") ? sort.slice(1) : `-${sort}`;
    expect(await walk(place, {}, reversed as UserSort, 2)).toEqual(whole.toReversed());
  },
);

test.each([
  ["%", ["%"]],
  ["_", ["_x"]],
  ["b\\", ["B\\c"]],
  ["ADA", ["Ada Berg"]],
  ["berg", ["Ada Berg"]],
  ["be", []],
  ["李", ["李明"]],
  ["ÉMI", ["Émile"]],
  ["a@a.example", []],
  ["' or true --", []],
  ["\u{10ffff}", []],
])("a search for `%s` means these characters and finds %j", async (text, found) => {
  const place = await makeWorkspace(db);
  for (const [n, name] of ["Ada Berg", "%", "_x", "B\\c", "李明", "Émile"].entries())
    await makeUser(db, place, { name, email: `${n}@${place.workspaceId.slice(-6)}.x` });
  expect(await walk(place, { text }, "name", 9)).toEqual(found);
});

test("a search finds nobody by the end of a name and the beginning of the address together", async () => {
  const place = await makeWorkspace(db);
  await makeUser(db, place, { name: "Ada", email: `zoe@${place.workspaceId}.x` });
  for (const text of ["adazoe", "ada zoe"]) expect(await walk(place, { text }, "name", 9)).toEqual([]);
});

test.each<[Partial<UserFilter>, string[]]>([
  [{ factor: "totp" }, ["App"]],
  [{ factor: "none" }, ["Away", "Never", "Stopped", "Suspect", "Week"]],
  [{ signedIn: "never" }, ["App", "Never", "Stopped", "Suspect"]],
  [{ signedIn: "within_7" }, ["Week"]],
  [{ signedIn: "within_30" }, ["Week"]],
  [{ signedIn: "not_within_90" }, ["Away"]],
  [{ signedIn: "never", factor: "none", role: "member", text: "nev" }, ["Never"]],
])("the filter %j finds %j, and counts them", async (filter, names) => {
  const place = await makeWorkspace(db);
  const { workspaceId } = place;
  await addApp(db, await makeUser(db, place, { name: "App" }));
  await makeUser(db, place, { name: "Never" });
  await makeUser(db, place, { name: "Week", lastSignInAt: daysFromNow(-5) });
  await makeUser(db, place, { name: "Away", lastSignInAt: daysFromNow(-120) });
  const suspect = await makeUser(db, place, { name: "Suspect" });
  await addApp(db, suspect);
  await sql`update credentials set suspect_at = now() where user_id = ${suspect.id}`;
  const stopped = await makeUser(db, place, { name: "Stopped" });
  await addApp(db, stopped);
  await sql`insert into factor_failures (workspace_id, user_id, kind, in_a_row, stopped_at)
    values (${workspaceId}, ${stopped.id}, 'totp', 100, now())`;
  expect(await walk(place, filter, "name", 2)).toEqual(names);
  expect(await countSubjects(db, workspaceId, { ...ALL, ...filter }, availableKinds())).toBe(names.length);
});

test("which kinds work follows the factors: added, suspect, stopped, cleared, removed", async () => {
  const user = await makeUser(db, await makeWorkspace(db));
  const kinds = async () =>
    (await sql`select factor_kinds from users where id = ${user.id}`)[0]?.factor_kinds;
  const app = await addApp(db, user);
  expect(await kinds()).toBe("totp");
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    values (${user.workspaceId}, ${user.id}, 'crd_key', 'passkey', '', '{}')`;
  expect(await kinds()).toBe("passkey,totp");
  await sql`update credentials set suspect_at = now() where id = 'crd_key'`;
  expect(await kinds()).toBe("totp");
  await sql`insert into factor_failures (workspace_id, user_id, kind) values (${user.workspaceId}, ${user.id}, 'totp')`;
  expect(await kinds()).toBe("totp");
  await sql`update factor_failures set stopped_at = now() where user_id = ${user.id}`;
  expect(await kinds()).toBe("");
  await sql`delete from factor_failures where user_id = ${user.id}`;
  expect(await kinds()).toBe("totp");
  await sql`delete from credentials where id = ${app.id}`;
  expect(await kinds()).toBe("");
});

/** Every class of user there can be beside what the policies say, one of each. */
async function makeEveryKind(place: Workspace) {
  const { workspaceId, policyId } = place;
  await sql`insert into policies (workspace_id, id, name, mode, methods, phishing_resistant, starts_at, grace_days)
    values (${workspaceId}, 'pol_strict', 'Strict', 'required', '{passkey}', true, null, 7),
      (${workspaceId}, 'pol_later', 'Later', 'required', '{passkey,totp,sms,push}', false, now() + interval '9 days', null),
      (${workspaceId}, 'pol_trial', 'Trial', 'try_out', '{passkey}', true, null, null)`;
  await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id, two_factor_on, required_since)
    select ${workspaceId}, 'usr_' || row_number() over (), row_number() over () || ${`@${workspaceId}.x`},
      concat_ws(' ', p.id, k.kinds, o, b, x), row_number() over (), p.id, o, case when b then now() end
    from policies p, (values ('{}'::text[]), ('{totp}'), ('{passkey}'), ('{sms}'), ('{passkey,totp}')) k (kinds),
      (values (false), (true)) a (o), (values (false), (true)) c (b), (values (0), (1), (2)) d (x)
    where p.workspace_id = ${workspaceId}`;
  await sql`insert into credentials (workspace_id, user_id, id, kind, label, data)
    select u.workspace_id, u.id, u.id || kind, kind, '', '{}' from users u, unnest(array['totp','passkey','sms']) kind
    where u.workspace_id = ${workspaceId} and u.name like '%' || kind || '%'`;
  await sql`insert into exemptions (workspace_id, user_id, id, reason, starts_at, ends_at, revoked_at)
    select u.workspace_id, u.id, u.id, 'A test', now() - interval '9 days', now() + interval '9 days',
      case when u.name like '% 2' then now() - interval '1 day' end
    from users u where u.workspace_id = ${workspaceId} and u.name ~ ' [12]$'`;
  return { policyId };
}

test.each([null, daysFromNow(-1)])(
  "each status finds exactly those whom the decision gives it, and counts them, with all enforced since %s",
  async (enforcedSince) => {
    const place = await makeWorkspace(db, { enforcedSince });
    await makeEveryKind(place);
    const { workspaceId } = place;
    const everybody = await searchSubjects(
      db,
      workspaceId,
      ALL,
      { sort: "name", after: null, size: 1_000 },
      availableKinds(),
    );
    expect(everybody.subjects).toHaveLength(240);
    const facets = await countFacets(db, workspaceId, availableKinds());
    for (const status of ["active", "pending", "chosen", "exempt", "inactive"] as const) {
      const expected = everybody.subjects.filter(
        (one) => shieldStatus(requirementOf(one), one.facts.user, one.facts.now).status === status,
      );
      const names = expected.map(({ user }) => user.name);
      expect(await walk(place, { status }, "name", 7)).toEqual(names);
      expect(await walk(place, { status, factor: "totp" }, "-name", 90)).toEqual(
        names.filter((name) => name.includes("totp")).toReversed(),
      );
      expect(await countSubjects(db, workspaceId, { ...ALL, status }, availableKinds())).toBe(names.length);
      expect(facets.status[status]).toBe(names.length);
    }
  },
);

test("who is in grace is exactly who the decision gives time, page by page, counted and listed", async () => {
  const place = await makeWorkspace(db);
  await makeEveryKind(place);
  const { workspaceId } = place;
  await sql`update policies set mode = 'required', grace_days = 7, grace_skips = 2 where id = ${place.policyId}`;
  await sql`update users set first_prompted_at = now() - make_interval(days => length(name) % 12), skips_used = length(name) % 4
    where workspace_id = ${workspaceId}`;
  const page = { sort: "name", after: null, size: 1_000 } as const;
  const { subjects } = await searchSubjects(db, workspaceId, ALL, page, availableKinds());
  const expected = subjects.filter((one) => {
    const { status, until } = shieldStatus(requirementOf(one), one.facts.user, one.facts.now);
    return status === "pending" && until !== undefined;
  });
  const names = expected.map(({ user }) => user.name);
  expect(names.length).toBeGreaterThan(5);
  expect(names.length).toBeLessThan(subjects.length);
  const filter = { ...ALL, isInGrace: true };
  expect(await walk(place, filter, "name", 3)).toEqual(names);
  expect(await countSubjects(db, workspaceId, filter, availableKinds())).toBe(names.length);
  const { ids, isLast } = await listUserIds(
    db,
    workspaceId,
    filter,
    { after: "", limit: 500 },
    availableKinds(),
  );
  expect([ids.toSorted(), isLast]).toEqual([expected.map(({ user }) => user.id).toSorted(), true]);
  expect(await walk(place, { ...filter, status: "active" }, "name", 3)).toEqual([]);
});
