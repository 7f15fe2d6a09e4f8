import "server-only";
import { recordEvent } from "../../audit/service";
import type { Client } from "../../core/client";
import { hashToken, isEqualSecret, randomToken } from "../../core/crypto";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { insertApplication, insertSecret, listLiveSecretHashes, type NewApplication } from "./store";

export {
  type ApplicationRow,
  findApplication,
  findEnabledApplication,
  findTokenHolder,
  listScopeNames,
  lockApplication,
  updateRule,
} from "./store";

const ENDING_LENGTH = 4;

export type CreatedApplication = { clientId: string; secret: string | null };

/**
 * Creates an application with its first secret, which is in the answer and nowhere else. `secret` is given for the
 * demo's published ones alone.
 */
export async function createApplication(
  db: Db,
  { secret, ...row }: Omit<NewApplication, "id"> & { id?: string; secret?: string },
  by: { actorId: string | null; client: Client | null },
): Promise<CreatedApplication> {
  const clientId = row.id ?? newId("application");
  const isPublic = row.authMethod === "none" || row.authMethod === "private_key_jwt";
  const made = isPublic ? null : (secret ?? randomToken());
  await inTransaction(db, async (tx) => {
    await insertApplication(tx, { ...row, id: clientId, createdBy: by.actorId });
    if (made) await addSecret(tx, row.workspaceId, clientId, by.actorId, made);
    await recordEvent(tx, {
      workspaceId: row.workspaceId,
      action: "application.created",
      actorId: by.actorId,
      targetId: clientId,
      client: by.client,
      data: { name: row.name, kind: row.kind, scopes: row.scopes ?? [], apiScopes: row.apiScopes ?? [] },
    });
  });
  return { clientId, secret: made };
}

/** One more secret of an application; it is in the answer and nowhere else. */
export async function addSecret(
  tx: Db,
  workspaceId: string,
  clientId: string,
  createdBy: string | null,
  secret: string = randomToken(),
): Promise<string> {
  await insertSecret(tx, {
    workspaceId,
    clientId,
    id: newId("applicationSecret"),
    secretHash: hashToken(secret),
    ending: secret.slice(-ENDING_LENGTH),
    createdBy,
  });
  return secret;
}

/** Whether `secret` is one of the application's live ones; the comparison tells nothing by its time. */
export async function isSecretRight(
  db: Db,
  application: { workspaceId: string; id: string },
  secret: string,
): Promise<boolean> {
  const hashes = await listLiveSecretHashes(db, application.workspaceId, application.id);
  const presented = hashToken(secret);
  return hashes.reduce((isRight, hash) => isEqualSecret(hash, presented) || isRight, false);
}
