import "server-only";
import { sql } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { auditEvents } from "../db/schema/record";

export type AuditRow = Omit<typeof auditEvents.$inferInsert, "id" | "at">;

export const insertEvent = (db: Db, row: AuditRow): Promise<unknown> =>
  db.insert(auditEvents).values({ id: newId("event"), ...row });

/** Many at once, by one statement. */
export function insertEvents(db: Db, rows: readonly AuditRow[]): Promise<unknown> {
  const list = rows.map((row) => ({ id: newId("event"), result: "ok", data: {}, ...row }));
  return db.execute(sql`
    insert into audit_events (workspace_id, id, action, result, actor_id, target_id, ip, user_agent, request_id, data)
    select "workspaceId", id, action, result, "actorId", "targetId", ip, "userAgent", "requestId", data
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as event("workspaceId" text, id text, action text, result text,
      "actorId" text, "targetId" text, ip text, "userAgent" text, "requestId" text, data jsonb)`);
}
