import "server-only";
import { desc, eq, sql } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { messages } from "../db/schema/record";
import { workspaces } from "../db/schema/workspaces";

export type NewMessage = Pick<
  typeof messages.$inferInsert,
  "workspaceId" | "eventKey" | "channel" | "recipient" | "subject" | "body"
> & {
  /** After this many seconds it is of no use; left out: it always is. */
  lifetimeSeconds?: number;
};

export const insertMessageOnce = (db: Db, { lifetimeSeconds, ...message }: NewMessage): Promise<unknown> =>
  db
    .insert(messages)
    .values({
      id: newId("message"),
      ...message,
      expiresAt: lifetimeSeconds ? sql`now() + make_interval(secs => ${lifetimeSeconds}::int)` : null,
    })
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
