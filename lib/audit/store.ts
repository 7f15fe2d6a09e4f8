import "server-only";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { auditEvents } from "../db/schema/record";

export type AuditRow = Omit<typeof auditEvents.$inferInsert, "id" | "at">;

export const insertEvent = (db: Db, row: AuditRow): Promise<unknown> =>
  db.insert(auditEvents).values({ id: newId("event"), ...row });
