import "server-only";
import { Webhook } from "standardwebhooks";
import { findSealedEvent } from "../../audit/chain/service";
import { env } from "../../core/env";
import { databaseErrorCode } from "../../core/errors";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { RefusedAddress, resolveName } from "../addresses";
import { toEvent } from "../core/event";
import { UNDER_WAY, UNDER_WAY_OF_ONE } from "../core/limits";
import { openSecret } from "../secrets";
import { post, type Ways } from "../send";
import { type Claimed, claimDue, markDead, markDelivered, markFailed } from "./store";
import { switchOff } from "./switch-off";

export const ownWays = (): Ways => ({
  resolve: resolveName,
  allowsPrivate: env().WEBHOOKS_ALLOW_PRIVATE,
});

/** Claims what is due and sees it through. Any number of processes may call it at once. Answers how much it was. */
export async function deliverDue(db: Db, ways: Ways = ownWays()): Promise<number> {
  const claimed = await claimDue(db, { busy: [], most: UNDER_WAY, mostOfOne: UNDER_WAY_OF_ONE });
  await Promise.all(claimed.map((one) => deliver(db, one, ways)));
  return claimed.length;
}

/** One attempt, from the event in the log to what came of it. Throws only what the database throws. */
export async function deliver(db: Db, claimed: Claimed, ways: Ways): Promise<void> {
  const row = await findSealedEvent(db, claimed.workspaceId, claimed.eventAt, claimed.eventId);
  if (!row) return void (await markDead(db, claimed, "event_dropped"));
  const event = toEvent(row);
  const outcome = await attempt(
    claimed,
    JSON.stringify({ type: event.action, timestamp: event.at, data: event }),
    ways,
  );
  if (outcome.error === null) return inTransaction(db, (tx) => markDelivered(tx, claimed, outcome.status));
  const { status, error } = outcome;
  logger().warn({ webhookId: claimed.webhookId, deliveryId: claimed.id, status, error }, "not delivered");
  await inTransaction(db, async (tx) => {
    const { isFailingLong } = await markFailed(tx, claimed, { status, error });
    if (status === 410) await switchOff(tx, claimed, "gone");
    else if (isFailingLong) await switchOff(tx, claimed, "failing");
  });
}

type Outcome = { status: number; error: null } | { status: number | null; error: string };

async function attempt(claimed: Claimed, body: string, ways: Ways): Promise<Outcome> {
  try {
    const headers = headersOf(claimed, body);
    const status = await post({ url: claimed.url, headers, body }, ways);
    if (status >= 200 && status < 300) return { status, error: null };
    return { status, error: status >= 300 && status < 400 ? "redirect" : "status" };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

/** Our own word for it, or the code of the network's or TLS's error: no text of the other side's is kept. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedAddress) return error.message;
  if (error instanceof Error && ["TimeoutError", "AbortError"].includes(error.name)) return "timeout";
  return databaseErrorCode(error) ?? "failed";
}

/** Standard Webhooks: the same id at every attempt, and a signature by each secret that counts. */
function headersOf({ id, webhookId, workspaceId, secret, previousSecret }: Claimed, body: string) {
  const now = new Date();
  const owner = { workspaceId, id: webhookId };
  const signatures = [secret, previousSecret]
    .filter((sealed) => sealed !== null)
    .map((sealed) => new Webhook(openSecret(sealed, owner)).sign(id, now, body));
  return {
    "content-type": "application/json",
    "user-agent": "Sallyport-Webhooks/1",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
    "webhook-signature": signatures.join(" "),
  };
}
