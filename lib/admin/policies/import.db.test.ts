import { expect, test } from "vitest";
import { useTestDatabase } from "../../db/testing";
import { codeOf, useRaw } from "../../db/testing-faults";
import { makeUser, makeWorkspace } from "../../identity/testing";
import { checkImport, importMembers } from "./import";
import { createPolicy } from "./save";
import { eventsOf, makeAdmin, settings } from "./testing";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);

async function makeCase() {
  const place = await makeWorkspace(db);
  const admin = await makeAdmin(db, place);
  const policyId = await createPolicy(db, admin, settings({ mode: "required" }));
  const people = [await makeUser(db, place), await makeUser(db, place), await makeUser(db, place)] as const;
  const results = async (csv: string) =>
    (await checkImport(db, admin, { policyId, csv })).rows.map((row) => row.result);
  const move = (csv: string, by = admin) => codeOf(importMembers(db, by, { policyId, csv }));
  const under = async () =>
    (await sql`select id from users where policy_id = ${policyId} order by id`).map(({ id }) => id);
  return { place, admin, policyId, people, results, move, under };
}

test("every row has its result: by address in any spelling or by id, with or without a heading, in any column", async () => {
  const { people, results, move, under } = await makeCase();
  const [one, two, three] = people;
  const plain = `${one.email.toUpperCase()}\r\n\r\n "${two.id}" ,Two\n`;
  expect(await results(`\uFEFF${plain}`)).toEqual(["moves", "moves"]);
  const headed = `name,Email,note\nOne,${one.email},"a, b"\nAgain,${one.email}\nThree,${three.id}\n`;
  expect(await results(headed)).toEqual(["moves", "repeated", "moves"]);
  expect(await move(headed)).toBeNull();
  expect(await under()).toEqual([one.id, three.id].toSorted());
  expect(await results(headed)).toEqual(["stays", "repeated", "stays"]);
});

test("one row that names nobody here fails the whole: unknown, foreign, empty and what would be SQL", async () => {
  const { people, results, move, under, admin, policyId } = await makeCase();
  const stranger = await makeUser(db, await makeWorkspace(db));
  const csv = `id\n${people[0].id}\n${stranger.id}\n${stranger.email}\nnobody@x.example\n' or true --\n"",x\n`;
  expect(await results(csv)).toEqual(["moves", "unknown", "unknown", "unknown", "unknown", "unknown"]);
  const { rows } = await checkImport(db, admin, { policyId, csv });
  expect(rows.map(({ line, user }) => [line, user])[4]).toEqual([6, "' or true --"]);
  expect(await move(csv)).toBe("users_unknown");
  expect(await under()).toEqual([]);
  expect(await move('a "quote" that is none')).toBe("invalid_input");
});

test("the check says what moving would do to whom and changes nothing; the deed is audited row by row", async () => {
  const { place, people, admin, policyId, move, under } = await makeCase();
  const csv = people.map(({ email }) => email).join("\n");
  const checked = await checkImport(db, admin, { policyId, csv });
  expect(checked).toMatchObject({ moving: 3, preview: { people: 3, fates: { setup: 3 }, you: null } });
  expect(await under()).toEqual([]);
  expect(await move(csv, await makeAdmin(db, place, { rights: [] }))).toBe("missing_right");
  expect(await move(csv)).toBeNull();
  expect(await eventsOf(sql, place, "policy.moved")).toHaveLength(3);
});

test("ten thousand rows are read and moved at once; one more is refused", { timeout: 120_000 }, async () => {
  const { place, admin, policyId, results, under } = await makeCase();
  await sql`insert into users (workspace_id, id, email, name, webauthn_handle, policy_id)
    select ${place.workspaceId}, 'usr_csv' || n, 'csv' || n || '@many.example', 'Name ' || n, n::text, ${place.policyId}
    from generate_series(1, 10001::int) n`;
  const lines = Array.from({ length: 10_001 }, (_, n) => `csv${n + 1}@many.example`);
  expect(await codeOf(results(lines.join("\n")))).toBe("too_many");
  expect(await importMembers(db, admin, { policyId, csv: lines.slice(1).join("\n") })).toEqual({
    moved: 10_000,
  });
  expect(await under()).toHaveLength(10_000);
});
