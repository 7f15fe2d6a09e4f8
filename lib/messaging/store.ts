import "server-only";
import { desc, eq } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { messages } from "../db/schema/record";
import { workspaces } from "../db/schema/workspaces";

export type NewMessage = Omit<typeof messages.$inferInsert, "id" | "createdAt" | "sentAt">;

export const insertMessageOnce = (db: Db, message: NewMessage): Promise<unknown> =>
  db
    .insert(messages)
    .values({ id: newId("message"), ...message })
    .onConflictDoNothing();

/** Newest first, over the demo's workspaces only. */
export const listDemoMessages = (db: Db, limit: number) =>
  db
    .select({
      id: messages.id,
      channel: messages.channel,
      to: messages.recipient,
      subject: messages.subject,
      text: messages.body,
      at: messages.createdAt,
    })
    .from(messages)
    .innerJoin(workspaces, eq(workspaces.workspaceId, messages.workspaceId))
    .where(eq(workspaces.isDemo, true))
    .orderBy(desc(messages.createdAt), desc(messages.id))
    .limit(limit);
