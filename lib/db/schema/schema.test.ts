import { is } from "drizzle-orm";
import { getTableConfig, PgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { findUnscoped, GLOBAL_TABLES } from "../scope";
import * as schema from "./all";

const tables = Object.values(schema)
  .filter((value) => is(value, PgTable))
  .map(getTableConfig);
const tenants = tables.filter(({ name }) => !(GLOBAL_TABLES as readonly string[]).includes(name));

test("the schema has tenant tables and the global ones", () => {
  expect(tenants.length).toBeGreaterThan(10);
  expect(tables.length - tenants.length).toBe(GLOBAL_TABLES.length);
});

test.each(tenants.map((table) => [table.name, table] as const))(
  "A66 %s has workspace_id first in its primary key",
  (_name, { primaryKeys, columns }) => {
    const key = primaryKeys[0]?.columns ?? columns.filter((column) => column.primary);
    expect(key[0]?.name).toBe("workspace_id");
  },
);

test.each([
  ['select * from "users" where "users"."id" = $1', ["users"]],
  ['select * from "users" where "users"."workspace_id" = $1', []],
  ['update "users" set "name" = $1 where "users"."id" = $2', ["users"]],
  ['insert into "sessions" ("id") values ($1)', ["sessions"]],
  ['insert into "sessions" ("workspace_id", "id") values ($1, $2)', []],
  ["select 1 from sessions s join users u on u.workspace_id = s.workspace_id where s.workspace_id = $1", []],
  ["select 1 from sessions s join users u on u.id = s.user_id where s.workspace_id = $1", ["users"]],
  ['delete from "throttles" where "throttles"."key" = $1', []],
  ["select count(*) from credentials c", ["credentials"]],
])("A66 the reader of statements finds a table without its workspace: %s", (query, expected) => {
  expect(findUnscoped(query)).toEqual(expected);
});
