import "server-only";
import { recordEvent } from "../audit/service";
import { encryptionKeyIds, open, sealedKeyId } from "../core/crypto";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { resealVapidKeys } from "../messaging/vapid";
import { listWorkspaceIds } from "../workspaces/service";
import { toCredential } from "./service";
import { resealSms } from "./sms";
import { type CredentialRow, listSealedAfter, replaceData } from "./store";
import { sealTotpSecret, totpContext } from "./totp";

const BATCH = 200;

export type Rotation = { resealed: number; currentKeyId: string };

/**
 * Seals every stored secret with the current key, in small transactions: it can be cut short and run again, and sign-ins
 * go on meanwhile. Each batch is audited with itself. Throws where a value's key is no longer configured; nothing of that batch is changed then.
 */
export async function resealSecrets(db: Db): Promise<Rotation> {
  const currentKeyId = encryptionKeyIds()[0] ?? "";
  let resealed = await resealVapidKeys(db, currentKeyId);
  for (const workspaceId of await listWorkspaceIds(db)) {
    resealed += await resealWorkspace(db, workspaceId, currentKeyId);
  }
  return { resealed, currentKeyId };
}

async function resealWorkspace(db: Db, workspaceId: string, currentKeyId: string): Promise<number> {
  let count = 0;
  for (let after = { userId: "", id: "" }; ; ) {
    const rows = await listSealedAfter(db, workspaceId, after, BATCH);
    const last = rows.at(-1);
    if (!last) return count;
    const stale = rows.filter((row) => sealedKeyId(sealedIn(row)) !== currentKeyId);
    await inTransaction(db, async (tx) => {
      for (const row of stale) await reseal(tx, row);
      if (stale.length === 0) return;
      const data = { currentKeyId, resealed: stale.length };
      await recordEvent(tx, {
        workspaceId,
        action: "keys.rotated",
        actorId: null,
        actorKind: "operator",
        client: null,
        data,
      });
    });
    count += stale.length;
    after = { userId: last.userId, id: last.id };
  }
}

const sealedIn = ({ kind, data }: CredentialRow): string =>
  String(kind === "sms" ? data.number : data.secret);

async function reseal(tx: Db, row: CredentialRow): Promise<void> {
  const { workspaceId, userId, id } = row;
  if (row.kind === "sms") {
    await replaceData(tx, { workspaceId, userId }, id, resealSms({ workspaceId, userId }, toCredential(row)));
    return;
  }
  const secret = open(String(row.data.secret), totpContext(workspaceId, userId, id));
  await replaceData(tx, { workspaceId, userId }, id, sealTotpSecret(workspaceId, userId, id, secret));
}
