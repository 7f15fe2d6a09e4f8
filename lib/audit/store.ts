import "server-only";
import { sql } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import type { auditEvents } from "../db/schema/audit";

export type AuditRow = Omit<typeof auditEvents.$inferInsert, "id" | "at" | "position">;

/** Names its columns one by one: when and at which position it is written is the database's to say, and no column grants it. */
export const insertEvent = (db: Db, row: AuditRow): Promise<unknown> =>
  db.execute(sql`
    insert into audit_events (workspace_id, id, action, result, actor_kind, actor_id, target_id, ip, user_agent, request_id, data)
    values (${row.workspaceId}, ${newId("event")}, ${row.action}, ${row.result ?? "ok"}, ${row.actorKind ?? "system"},
      ${row.actorId ?? null}, ${row.targetId ?? null}, ${row.ip ?? null}, ${row.userAgent ?? null}, ${row.requestId ?? null},
      ${JSON.stringify(row.data ?? {})}::jsonb)`);

/** Partitions of the months to come; what exists is left alone. */
export const makeMonthsAhead = (db: Db): Promise<unknown> =>
  db.execute(sql`select audit.make_months_ahead()`);
