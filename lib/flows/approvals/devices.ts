import "server-only";
import { recordEvent } from "../../audit/service";
import type { Client } from "../../core/client";
import { hashToken, isEqualSecret } from "../../core/crypto";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Subscription } from "../../factors/core/device";
import type { Credential } from "../../factors/factor";
import { deviceDataSchema } from "../../factors/push";
import { getProvableCredentials, setCredentialData } from "../../factors/service";
import { findUser, getLockedUser } from "../../identity/users/service";
import { isPushAddress } from "../../messaging/core/push-hosts";
import { getWorkspace } from "../../workspaces/service";

/** One person whose sign-ins this browser approves. */
export type KnownDevice = {
  workspaceId: string;
  userId: string;
  credential: Credential;
  email: string;
  workspaceName: string;
};

/**
 * Whose device this browser is: the entries of its cookie whose secret is a credential's. A device that was removed, or
 * whose user is blocked or gone, is none from that moment.
 */
export async function listDevicesHere(db: Db, client: Client): Promise<KnownDevice[]> {
  const found = await Promise.all((client.devices ?? []).map((entry) => findDevice(db, entry)));
  return found.filter((device) => device !== null);
}

async function findDevice(
  db: Db,
  { workspaceId, userId, credentialId, secret }: NonNullable<Client["devices"]>[number],
): Promise<KnownDevice | null> {
  const owner = { workspaceId, userId };
  const credential = (await getProvableCredentials(db, owner, "push")).find(({ id }) => id === credentialId);
  if (!credential) return null;
  const { secretHash } = deviceDataSchema.parse(credential.data);
  if (!isEqualSecret(secretHash, hashToken(secret))) return null;
  const user = await findUser(db, workspaceId, userId);
  if (!user || user.blockedAt) return null;
  const { name: workspaceName } = await getWorkspace(db, workspaceId);
  return { ...owner, credential, email: user.email, workspaceName };
}

/**
 * Where this browser is notified from now on, for everybody whose device it is. Audited. Throws `not_found`, and
 * `invalid_input` for an address that `PUSH_HOSTS` does not name: a device could name any, this machine's own too.
 */
export async function subscribeDevices(
  db: Db,
  client: Client,
  subscription: Subscription | null,
): Promise<void> {
  if (subscription && !isPushAddress(subscription.endpoint, env().PUSH_HOSTS))
    throw new AppError("invalid_input", { fields: { subscription: "invalid_input" } });
  const devices = await listDevicesHere(db, client);
  if (devices.length === 0) throw new AppError("not_found");
  for (const { workspaceId, userId, credential } of devices) {
    if (isSame(credential, subscription)) continue;
    const owner = { workspaceId, userId };
    await inTransaction(db, async (tx) => {
      await getLockedUser(tx, workspaceId, userId);
      const data = { ...credential.data, subscription };
      if (!(await setCredentialData(tx, owner, credential.id, data))) return;
      const details = {
        credentialId: credential.id,
        host: subscription && new URL(subscription.endpoint).host,
      };
      const about = { workspaceId, actorId: userId, targetId: userId, client };
      await recordEvent(tx, { ...about, action: "push.subscribed", data: details });
    });
  }
}

const isSame = ({ data }: Credential, subscription: Subscription | null): boolean =>
  deviceDataSchema.parse(data).subscription?.endpoint === subscription?.endpoint;
