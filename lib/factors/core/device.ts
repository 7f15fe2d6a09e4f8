import { z } from "zod";

/** One device that approves sign-ins, as its browser keeps it: whose it is, and a secret of its own. */
export type DeviceEntry = { workspaceId: string; userId: string; credentialId: string; secret: string };

/** A device approves for so many people at most; beyond that the one that was paired first goes. */
const MOST_PEOPLE = 4;
const ENTRY = /^(wsp_\w{26})~(usr_\w{26})~(crd_\w{26})~([\w-]{43})$/;

/** The entries of a device's cookie; what is none is passed over. */
export function readDevices(cookie: string | null): DeviceEntry[] {
  return (cookie ?? "")
    .split(".")
    .flatMap((text) => {
      const [, workspaceId, userId, credentialId, secret] = ENTRY.exec(text) ?? [];
      return workspaceId && userId && credentialId && secret
        ? [{ workspaceId, userId, credentialId, secret }]
        : [];
    })
    .slice(0, MOST_PEOPLE);
}

/** The cookie's value for these devices, the newest first. */
export const writeDevices = (entries: readonly DeviceEntry[]): string =>
  entries
    .slice(0, MOST_PEOPLE)
    .map(({ workspaceId, userId, credentialId, secret }) =>
      [workspaceId, userId, credentialId, secret].join("~"),
    )
    .join(".");

/** What a person says on the device. A number that is not the one on the asking screen makes `approve` a refusal. */
export const DEVICE_ANSWERS = ["approve", "deny", "not_me"] as const;
export type DeviceAnswer = (typeof DEVICE_ANSWERS)[number];

/** What can follow "this is not me". */
export type DeviceDeed = DeviceAnswer | "end_sessions";

/** What the device signs with its key: this approval, this deed, this number, and nothing else. */
export const approvalText = (approvalId: string, deed: DeviceDeed, number = ""): string =>
  ["sallyport push approval", approvalId, deed, number].join("\n");

/** The link that pairs a device: whose it will be, and the secret of the set-up that waits for it. */
export const pairingLink = (link: { workspaceId: string; userId: string; secret: string }): string =>
  [link.workspaceId, link.userId, link.secret].join("~");

const LINK = /^(wsp_\w{26})~(usr_\w{26})~([\w-]{43})$/;

/** Null for what is no such link. */
export function readPairingLink(
  text: string,
): { workspaceId: string; userId: string; secret: string } | null {
  const [, workspaceId, userId, secret] = LINK.exec(text) ?? [];
  return workspaceId && userId && secret ? { workspaceId, userId, secret } : null;
}

/** A P-256 public key: SubjectPublicKeyInfo, DER, base64url. */
export const publicKeySchema = z
  .string()
  .regex(/^[\w-]+$/)
  .length(122);

/** A raw ECDSA P-256 signature (r and s, 64 bytes; IEEE P1363), base64url. */
export const signatureSchema = z
  .string()
  .regex(/^[\w-]+$/)
  .length(86);

const base64url = z
  .string()
  .regex(/^[\w-]+=*$/)
  .max(200);

/** What `PushSubscription.toJSON()` gives (W3C Push API §8). */
export const subscriptionSchema = z.object({
  endpoint: z.url().max(1_000),
  keys: z.object({ p256dh: base64url, auth: base64url }),
});
export type Subscription = z.infer<typeof subscriptionSchema>;
