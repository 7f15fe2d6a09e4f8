import { expect, test } from "vitest";
import { findUnscoped } from "./scope";

test.each([
  ['select * from "users" where "users"."workspace_id" = $1', []],
  ['select * from "users" where "users"."id" = $1', ["users"]],
  ["select * from users u where u.workspace_id = $1", []],
  ["select * from users u join policies p on p.id = u.policy_id where u.workspace_id = $1", ["policies"]],
  ["select * from users u join policies p on p.workspace_id = u.workspace_id where u.workspace_id = $1", []],
  ['insert into "sessions" ("workspace_id", "id") values ($1, $2)', []],
  ['insert into "sessions" ("id") values ($1)', ["sessions"]],
  ['insert into "flows" ("workspace_id") values ($1) on conflict do update set "a" = 1 returning "a"', []],
  ['update "sessions" set "ended_at" = now() where "id" = $1', ["sessions"]],
  ['select * from "flows" where "flows"."workspace_id" = $1 for update', []],
  ['delete from "flows" where "flows"."expires_at" < now()', ["flows"]],
  ['delete from "throttles" where "key" = $1', []],
  ['select extract(epoch from "blocked_until" - now()) from "throttles"', []],
  ['select * from "workspaces"', []],
  ["select position from audit_frontier for update skip locked", []],
])("A66 of `%s` these tables are read or written without their workspace: %j", (query, missing) => {
  expect(findUnscoped(query)).toEqual(missing);
});
