import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { database } from "../../lib/db/client";
import { writeDurably } from "../../lib/db/embedded/durable-file";
import { resealSecrets } from "../../lib/factors/rotation";
import { resealSigningKeys, rotateSigningKey } from "../../lib/oidc/keys/service";
import { resealWebhooks } from "../../lib/webhooks/rotation";

/**
 * Embedded database: makes a new key beside the old ones, then seals everything with it. A database of one's own: the
 * operator has put the new key first in ENCRYPTION_KEYS and restarted every process; this seals everything with it.
 * Tokens get a new signing key too.
 */
export async function rotateKeys(): Promise<string> {
  const { SALLYPORT_EMBEDDED, DATA_DIR } = process.env;
  if (SALLYPORT_EMBEDDED === "running") {
    throw new Error(
      "Stop Sallyport first: the running server holds the old keys and could not read what is sealed anew.",
    );
  }
  if (SALLYPORT_EMBEDDED === "stopped" && DATA_DIR) addKey(join(DATA_DIR, "secrets.json"));
  const { resealed, currentKeyId } = await resealSecrets(database());
  const resealedKeys = await resealSigningKeys(database());
  const resealedWebhooks = await resealWebhooks(database());
  const { kid } = await rotateSigningKey(database());
  return [
    `Sealed ${resealed + resealedKeys + resealedWebhooks} secrets with key ${currentKeyId}. Keep the older keys as long as backups need them.`,
    `Tokens are signed with ${kid} from now on; the key before it stays published for 30 days.`,
  ].join("\n");
}

function addKey(path: string): void {
  const secrets = JSON.parse(readFileSync(path, "utf8")) as { ENCRYPTION_KEYS: string };
  const id = `k${Date.now().toString(36)}`;
  secrets.ENCRYPTION_KEYS = `${id}:${randomBytes(32).toString("base64")},${secrets.ENCRYPTION_KEYS}`;
  writeDurably(path, `${JSON.stringify(secrets, null, 2)}\n`);
  process.env.ENCRYPTION_KEYS = secrets.ENCRYPTION_KEYS;
}
