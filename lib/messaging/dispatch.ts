import "server-only";
import { env } from "../core/env";
import { logger } from "../core/logger";
import type { Db } from "../db/client";
import { RefusedForGood } from "./channels/channel";
import { channelFor } from "./channels/choose";
import { MAX_ATTEMPTS } from "./core/backoff";
import { type ClaimedMessage, claimDueMessages, markFailed, markSent, noteError } from "./store";

export { messagesDue } from "./store";

const BATCH = 20;

/**
 * Sends what is due and answers how much that was. Any number of processes may call it at once: each message is claimed by
 * one statement that also sets its next try, so that a process that dies loses nothing and sends nothing twice at a time.
 */
export async function dispatchDue(db: Db): Promise<number> {
  const claimed = await claimDueMessages(db, BATCH);
  await Promise.all(claimed.map((message) => deliver(db, message)));
  return claimed.length;
}

async function deliver(db: Db, message: ClaimedMessage): Promise<void> {
  const channel = channelFor(message.channel);
  if (!channel) return noteError(db, message, "nobody is configured to send this");
  if (message.isExpired) return markFailed(db, message, "expired before it could be sent");
  try {
    const { id, createdAt: at, recipient: to, locale, subject, body: text, action, target } = message;
    await channel({ id, at, to, locale, subject, text, action, target }, db);
    await markSent(db, message, env().DEMO);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    logger().warn(
      { messageId: message.id, channel: message.channel, attempts: message.attempts, reason },
      "not sent",
    );
    const isFinal = error instanceof RefusedForGood || message.attempts >= MAX_ATTEMPTS;
    await (isFinal ? markFailed : noteError)(db, message, reason);
  }
}
