import "server-only";
import { randomInt } from "node:crypto";
import { hashToken, isEqualSecret, randomToken } from "../core/crypto";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type DeviceEntry, readPairingLink } from "../factors/core/device";
import { isDeviceKey, type Pairing, pairingSchema } from "../factors/push";
import { getUser } from "../identity/users/service";
import { getWorkspace } from "../workspaces/service";
import { flowState } from "./state";
import { type FlowRow, lockEnrollment, setFlowState } from "./store";

/** Whose sign-ins a device would approve. */
export type OpenPairing = { email: string; workspaceName: string };

type Waiting = { flow: FlowRow; pairing: Pairing };

/** The set-up that waits for the device with this link, locked. Throws `token_invalid`. */
async function lockPairing(tx: Db, link: string): Promise<Waiting> {
  const read = readPairingLink(link);
  const flow = read && (await lockEnrollment(tx, read, "push"));
  if (!flow) throw new AppError("token_invalid");
  const pairing = pairingSchema.parse(flowState.open(flow.id, flow.state));
  if (!isEqualSecret(pairing.secret, read.secret)) throw new AppError("token_invalid");
  return { flow, pairing };
}

/** Looks at a pairing link without using it. Throws `token_invalid`. */
export async function getPairing(db: Db, link: string): Promise<OpenPairing> {
  return inTransaction(db, async (tx) => {
    const { flow } = await lockPairing(tx, link);
    const { email } = await getUser(tx, flow.workspaceId, flow.userId);
    return { email, workspaceName: (await getWorkspace(tx, flow.workspaceId)).name };
  });
}

export type Paired = { code: string; entry: DeviceEntry };

/**
 * Lays a device's key beside the set-up that waits for it. Nothing counts until the code that comes back is typed in on the
 * screen that asked, so that whoever else gets hold of the link gains nothing; a later device takes an earlier one's place.
 * Throws `token_invalid`, `same_browser`, `invalid_input`.
 */
export async function pairDevice(
  db: Db,
  device: { link: string; publicKey: string; label: string },
  { sessionId }: { sessionId: string | null },
): Promise<Paired> {
  if (!isDeviceKey(device.publicKey)) throw new AppError("invalid_input");
  const secret = randomToken();
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  return inTransaction(db, async (tx) => {
    const { flow, pairing } = await lockPairing(tx, device.link);
    if (flow.sessionId === sessionId) throw new AppError("same_browser");
    const { workspaceId, userId, id } = flow;
    const { label, publicKey } = device;
    const waiting = { label, publicKey, subscription: null, secretHash: hashToken(secret), code };
    await setFlowState(tx, flow, flowState.seal(id, { ...pairing, device: waiting }));
    return { code, entry: { workspaceId, userId, credentialId: pairing.credentialId, secret } };
  });
}
