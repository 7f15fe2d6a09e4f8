import "server-only";
import { isDeepStrictEqual } from "node:util";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Db } from "../db/client";
import { DETAILS } from "./core/details/table";
import type { AuditAction } from "./core/events";

/** What is wrong with an event's details; null: they are as they are published, with nothing beside. */
export function findUndocumented(action: AuditAction, data: Record<string, unknown>): string | null {
  const read = DETAILS[action].safeParse(data);
  if (!read.success) return `${action}: ${read.error.message} in ${JSON.stringify(data)}`;
  // What a schema does not name is gone from what it reads
  if (isDeepStrictEqual(read.data, data)) return null;
  return `${action}: ${JSON.stringify(data)} has more than ${JSON.stringify(read.data)}`;
}

/** What the service recorded; tests that write rows themselves give them shorter ids. */
const RECORDED = "evt_[0-9a-z]{26}";

/** Whatever a test file recorded is documented, so that what is published of events never says less, or other, than they do. */
export async function expectDocumentedRecord(db: Db): Promise<void> {
  const events = await db.execute<{ action: AuditAction; data: Record<string, unknown> }>(
    sql`/* all workspaces */ select distinct action, data from audit_events where id ~ ${`^${RECORDED}$`}`,
  );
  const found = [...events].flatMap(({ action, data }) => findUndocumented(action, data) ?? []);
  expect([...new Set(found)].slice(0, 10), "details that lib/audit/core/details does not name").toEqual([]);
}
