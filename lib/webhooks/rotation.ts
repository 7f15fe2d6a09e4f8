import "server-only";
import { recordEvent } from "../audit/service";
import { encryptionKeyIds, type Sealed, sealedKeyId } from "../core/crypto";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { listWorkspaceIds } from "../workspaces/service";
import { openSecret, sealSecret } from "./secrets";
import { listWebhookRows, lockWebhook, updateWebhook, type WebhookRow } from "./store";

/**
 * Seals every webhook's secrets with the current key, one by one, so that it can be cut short and run again; audited. Answers
 * how many webhooks it was. Throws where a value's key is no longer configured.
 */
export async function resealWebhooks(db: Db): Promise<number> {
  const currentKeyId = encryptionKeyIds()[0] ?? "";
  let count = 0;
  for (const workspaceId of await listWorkspaceIds(db))
    for (const row of await listWebhookRows(db, workspaceId))
      if (isStale(row, currentKeyId) && (await reseal(db, row, currentKeyId))) count += 1;
  return count;
}

const isStale = ({ secret, previousSecret }: WebhookRow, keyId: string): boolean =>
  [secret, previousSecret].some((sealed) => sealed !== null && sealedKeyId(sealed) !== keyId);

async function reseal(db: Db, { workspaceId, id }: WebhookRow, currentKeyId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const row = await lockWebhook(tx, workspaceId, id);
    if (!row || !isStale(row, currentKeyId)) return false;
    const anew = (sealed: Sealed) => sealSecret(openSecret(sealed, row), row);
    const previousSecret = row.previousSecret && anew(row.previousSecret);
    await updateWebhook(tx, workspaceId, id, { secret: anew(row.secret), previousSecret });
    await recordEvent(tx, {
      workspaceId,
      action: "keys.rotated",
      actorId: null,
      actorKind: "operator",
      targetId: id,
      client: null,
      data: { currentKeyId, resealed: 1 },
    });
    return true;
  });
}
