import { expect, test } from "vitest";
import { useTestDatabase } from "../db/testing";
import { changedTables, codeOf, dump, useRaw, withFailingCommit, withFault } from "../db/testing-faults";
import { useDevices } from "../flows/approvals/testing-devices";
import { CLIENT, PASSWORD } from "../identity/testing";
import { changesAmongOthers } from "./testing-admin-changes";
import { ownChanges } from "./testing-changes";

const database = useTestDatabase();
const { db } = database;
const sql = useRaw(database);
const changes = [...ownChanges(db, sql, useDevices(database)), ...changesAmongOthers(db, sql)];

const lastEntry = async () => String((await sql`select max(id) as id from audit_events`)[0]?.id ?? "");
const entriesAfter = (id: string) => sql`select * from audit_events where id > ${id} order by id`;
const counters = async () => [
  (await sql`select 1 from factor_failures where in_a_row > 0`).length,
  (await sql`select 1 from throttles`).length,
];

test.each(changes)(
  "A84 C04 %s leaves %j, once, and nothing changes where that cannot be written",
  async (_what, actions, prepare) => {
    const { targetId, run } = await prepare();
    const before = await dump(sql);
    const mark = await lastEntry();
    await withFault(sql, { table: "audit_events" }, async () => {
      expect(await codeOf(run())).toBe("internal");
    });
    const touched = changedTables(before, await dump(sql));
    // A challenge that was begun, and an answer that was counted, are no part of the change
    expect(touched.filter((table) => table !== "factor_failures" && table !== "flows")).toEqual([]);

    await run();
    const entries = await entriesAfter(mark);
    expect(entries.map((entry) => entry.action).toSorted()).toEqual(actions.toSorted());
    for (const entry of entries) {
      expect(entry).toMatchObject({
        target_id: targetId,
        result: "ok",
        actor_kind: entry.actor_id === null ? "nobody" : "user",
        ip: CLIENT.ip,
        user_agent: CLIENT.userAgent,
      });
      expect(entry.request_id).toBe(CLIENT.requestId);
      expect(Math.abs(Date.now() - entry.at.getTime())).toBeLessThan(60_000);
    }
  },
);

const CHANGED = [
  "users",
  "workspaces",
  "policies",
  "rollouts",
  "rings",
  "sessions",
  "credentials",
  "recovery_codes",
  "tokens",
  "messages",
  "push_approvals",
];

test.each(changes)(
  "A84 %s that fails at its commit leaves no entry: both are one transaction",
  async (_what, _actions, prepare) => {
    const { run } = await prepare();
    const mark = await lastEntry();
    await withFailingCommit(sql, CHANGED, async () => {
      expect(await codeOf(run())).toBe("internal");
    });
    expect(await entriesAfter(mark)).toEqual([]);
  },
);

test.each(changes)(
  "C06 %s succeeds once where the database asks twice to try again, and no failure is counted",
  async (_what, actions, prepare) => {
    await sql`delete from factor_failures`;
    const { run } = await prepare();
    await sql`delete from throttles`;
    const mark = await lastEntry();
    const refused = await withFault(sql, { table: "audit_events", code: "40001", times: 2 }, run);
    expect(refused).toBe(2);
    expect((await entriesAfter(mark)).map((entry) => entry.action).toSorted()).toEqual(actions.toSorted());
    expect(await counters()).toEqual([0, 0]);
  },
);

test("A84 C06 a database that never stops asking to try again is 503 after a bounded number of tries", async () => {
  const [, , prepare] = changes.find(([what]) => what === "a set-up") ?? [];
  const { run } = (await prepare?.()) ?? { run: async () => undefined };
  const refused = await withFault(sql, { table: "audit_events", code: "40P01" }, async () => {
    expect(await codeOf(run())).toBe("service_unavailable");
  });
  expect(refused).toBe(3);
});

test("A84 A29 entries and mails hold no password, no secret, no code and no session's secret", async () => {
  const secrets: string[] = [PASSWORD];
  for (const [, , prepare] of changes) {
    const prepared = await prepare();
    const result = await prepared.run();
    const made = result as { token?: string; session?: { token: string }; codes?: string[] } | undefined;
    secrets.push(...prepared.secrets, ...(made?.codes ?? []), made?.token ?? "", made?.session?.token ?? "");
  }
  const entries = await sql`select to_jsonb(a)::text as text from audit_events a`;
  const notices =
    await sql`select body as text from messages where body not like '%/invite/%' and body not like '%-password/%'
    and body not like '%/verify-email/%' and body not like '%/confirm-address/%'`;
  const all = [...entries, ...notices].map((row) => String(row.text)).join("\n");
  const unique = [...new Set(secrets)].filter((secret) => secret.length > 0);
  expect(unique.length).toBeGreaterThan(40);
  for (const secret of unique) {
    const isCode = /^\d{6}$/.test(secret);
    expect(isCode ? new RegExp(`(?<![\\w.-])${secret}(?![\\w])`).test(all) : all.includes(secret)).toBe(
      false,
    );
  }
});
