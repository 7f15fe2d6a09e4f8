import "server-only";
import webPush from "web-push";
import { open, seal, sealedKeyId } from "../core/crypto";
import type { Db } from "../db/client";
import { findInstallationValue, insertInstallationValue, updateInstallationValue } from "./store";

export type VapidKeys = { publicKey: string; privateKey: string };

const NAME = "vapid";
let kept: Promise<VapidKeys> | undefined;

async function load(db: Db): Promise<VapidKeys> {
  const found = await findInstallationValue(db, NAME);
  // Of two first starts at once the first pair stays
  if (!found)
    await insertInstallationValue(db, NAME, seal(JSON.stringify(webPush.generateVAPIDKeys()), NAME));
  const value = found ?? (await findInstallationValue(db, NAME));
  return JSON.parse(open(value ?? "", NAME)) as VapidKeys;
}

/**
 * The keys by which push services know this installation (RFC 8292), made once and kept sealed. Devices are subscribed
 * with the public one: another pair would cut them all off.
 */
export function vapidKeys(db: Db): Promise<VapidKeys> {
  kept ??= load(db).catch((error: unknown) => {
    kept = undefined;
    throw error;
  });
  return kept;
}

/** Seals the keys anew where that was done with another key than `currentKeyId`; says how many values that were. */
export async function resealVapidKeys(db: Db, currentKeyId: string): Promise<number> {
  const value = await findInstallationValue(db, NAME);
  if (!value || sealedKeyId(value) === currentKeyId) return 0;
  await updateInstallationValue(db, NAME, seal(open(value, NAME), NAME));
  return 1;
}
