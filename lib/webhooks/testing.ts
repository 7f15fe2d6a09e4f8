import { afterAll, beforeAll } from "vitest";
import { sealAll } from "../audit/testing-chain";
import type { Db } from "../db/client";
import { addApp } from "../factors/testing";
import type { Actor } from "../flows/context";
import { ADMIN, makeUser, type Place, signedIn, storedProof } from "../identity/testing";
import type { Address } from "./addresses";
import type { WebhookInput } from "./schema";
import type { Ways } from "./send";
import { Peer } from "./testing-peer";

export function openPeer(): Peer {
  const peer = new Peer();
  beforeAll(() => peer.open());
  afterAll(() => peer.close());
  return peer;
}

export const LOOPBACK: Address = { address: "127.0.0.1", family: 4 };

/** Every name is this machine, which the operator allows; attempts are short. */
export const WAYS: Ways = { resolve: async () => [LOOPBACK], allowsPrivate: true, attemptMs: 500 };

/** An administrator who may make webhooks, behind a fresh second factor. */
export async function makeReader(
  db: Db,
  place: Place,
  rights = ["manage_user_rights", "manage_applications", "view_audit_log"],
): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, rights });
  await addApp(db, user);
  return signedIn(db, user, { proofs: [storedProof("password", 9), storedProof("totp", 1)] });
}

export const inputFor = (url: string, set: Partial<WebhookInput> = {}): WebhookInput => ({
  url,
  description: "Collector",
  actions: null,
  ...set,
});

/** Seals what is written and makes deliveries of it. */
export async function fanOutAll(db: Db): Promise<void> {
  const { fanOut } = await import("./delivery/fan-out");
  await sealAll(db);
  while (await fanOut(db));
}
