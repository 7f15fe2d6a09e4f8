import "server-only";
import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { installation } from "../db/schema/push";
import { messages } from "../db/schema/record";
import { workspaces } from "../db/schema/workspaces";
import { inTransaction } from "../db/transaction";
import { retryDelaySeconds } from "./core/backoff";

export type NewMessage = Pick<
  typeof messages.$inferInsert,
  "workspaceId" | "eventKey" | "channel" | "recipient" | "target" | "subject" | "body" | "locale" | "action"
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

export type ClaimedMessage = typeof messages.$inferSelect & { isExpired: boolean };

const one = ({ workspaceId, id }: { workspaceId: string; id: string }) =>
  and(eq(messages.workspaceId, workspaceId), eq(messages.id, id));

/** Whether anything is to be sent, in whatever workspace; read by the statement that looks for what is due. */
export const messagesDue = sql`exists (select from messages
  where sent_at is null and failed_at is null and next_attempt_at <= now())`;

/** Claims what is due, in every workspace: the outbox of the whole database is emptied by whoever comes first. */
export async function claimDueMessages(db: Db, limit: number): Promise<ClaimedMessage[]> {
  const isDue = and(
    isNull(messages.sentAt),
    isNull(messages.failedAt),
    lte(messages.nextAttemptAt, sql`now()`),
  );
  return inTransaction(db, async (tx) => {
    const due = await tx
      .select({ message: messages, isExpired: sql<boolean>`coalesce(${messages.expiresAt} <= now(), false)` })
      .from(messages)
      .where(and(isDue, sql`/* all workspaces */ true`))
      .orderBy(messages.nextAttemptAt)
      .limit(limit)
      .for("update", { skipLocked: true });
    for (const { message } of due) {
      const attempts = message.attempts + 1;
      const delay = retryDelaySeconds(attempts);
      const nextAttemptAt = sql`now() + make_interval(secs => ${delay}::int)`;
      await tx.update(messages).set({ attempts, nextAttemptAt }).where(one(message));
    }
    return due.map(({ message, isExpired }) => ({ ...message, attempts: message.attempts + 1, isExpired }));
  });
}

/** Sent: a code has done its work and is not kept, except where the demo's inbox shows it. */
export async function markSent(db: Db, message: ClaimedMessage, keepsBody: boolean): Promise<void> {
  const body = message.channel === "sms" && !keepsBody ? "" : message.body;
  await db.update(messages).set({ sentAt: sql`now()`, lastError: null, body }).where(one(message));
}

/** Given up: a code nobody got is not kept either. */
export async function markFailed(db: Db, message: ClaimedMessage, lastError: string): Promise<void> {
  const body = message.channel === "sms" ? "" : message.body;
  await db.update(messages).set({ failedAt: sql`now()`, lastError, body }).where(one(message));
}

export async function noteError(db: Db, message: ClaimedMessage, lastError: string): Promise<void> {
  await db.update(messages).set({ lastError }).where(one(message));
}

export async function findInstallationValue(db: Db, name: string): Promise<string | null> {
  const [row] = await db
    .select({ value: installation.value })
    .from(installation)
    .where(eq(installation.name, name));
  return row?.value ?? null;
}

/** Keeps the first value that anybody writes. */
export const insertInstallationValue = (db: Db, name: string, value: string): Promise<unknown> =>
  db.insert(installation).values({ name, value }).onConflictDoNothing();

export const updateInstallationValue = (db: Db, name: string, value: string): Promise<unknown> =>
  db.update(installation).set({ value }).where(eq(installation.name, name));
