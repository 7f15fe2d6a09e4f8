import "server-only";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from "jose";
import { recordEvent } from "../../audit/service";
import { encryptionKeyIds, open, seal, sealedKeyId } from "../../core/crypto";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { listWorkspaceIds } from "../../workspaces/service";
import {
  insertCurrentKey,
  listAllKeys,
  listPublishedKeys,
  replacePrivateKey,
  supersedeCurrentKey,
} from "./store";

/** What every OpenID Connect client can verify (OpenID Connect Core §15.1). */
export const SIGNING_ALG = "RS256";

/** Longer than anything lives that a past key signed, hints for signing out included. */
const OVERLAP_SECONDS = 30 * 86_400;

const contextOf = (kid: string): string => `signing key\n${kid}`;

/** A key of the issuer with its private part, opened. */
export type SigningKey = JWK & { kid: string };

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair(SIGNING_ALG, { extractable: true });
  const shared = { alg: SIGNING_ALG, use: "sig" };
  const publicJwk: JWK = { ...(await exportJWK(publicKey)), ...shared };
  const kid = await calculateJwkThumbprint(publicJwk);
  const privateJwk = JSON.stringify({ ...(await exportJWK(privateKey)), ...shared, kid });
  return { kid, publicJwk: { ...publicJwk, kid }, privateJwk: seal(privateJwk, contextOf(kid)) };
}

/**
 * The issuer's keys, the one that signs first; made where there is none yet. Of two processes that start at once one
 * makes it and the other reads it.
 */
export async function listSigningKeys(db: Db): Promise<SigningKey[]> {
  const rows = await listPublishedKeys(db, OVERLAP_SECONDS);
  if (rows.some(({ state }) => state === "current"))
    return rows.map(({ kid, privateJwk }) => JSON.parse(open(privateJwk, contextOf(kid))) as SigningKey);
  await insertCurrentKey(db, await makeKey());
  return listSigningKeys(db);
}

/** The public parts of the same keys. */
export async function listPublicKeys(db: Db): Promise<JWK[]> {
  const rows = await listPublishedKeys(db, OVERLAP_SECONDS);
  return rows.map(({ publicJwk }) => publicJwk as JWK);
}

/** A new key signs from now on; the one before it stays published. On record in every workspace. */
export async function rotateSigningKey(db: Db): Promise<{ kid: string }> {
  const key = await makeKey();
  await inTransaction(db, async (tx) => {
    await supersedeCurrentKey(tx);
    await insertCurrentKey(tx, key);
    for (const workspaceId of await listWorkspaceIds(tx))
      await recordEvent(tx, {
        workspaceId,
        action: "signing_key.rotated",
        actorId: null,
        client: null,
        data: { kid: key.kid },
      });
  });
  return { kid: key.kid };
}

/** Seals every signing key with the newest encryption key; says how many that were. */
export async function resealSigningKeys(db: Db): Promise<number> {
  const currentKeyId = encryptionKeyIds()[0] ?? "";
  const stale = (await listAllKeys(db)).filter(({ privateJwk }) => sealedKeyId(privateJwk) !== currentKeyId);
  for (const row of stale) {
    const context = contextOf(row.kid);
    await replacePrivateKey(db, row, seal(open(row.privateJwk, context), context));
  }
  return stale.length;
}
