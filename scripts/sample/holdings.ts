import { seal } from "../../lib/core/crypto";
import { sealTotpSecret } from "../../lib/factors/totp";
import type { Chance } from "./chance";
import type { Row } from "./copy";
import type { Person } from "./people";

const DAY_MS = 86_400_000;

export const CREDENTIAL_COLUMNS = [
  ...["workspace_id", "user_id", "id", "kind", "label", "data", "suspect_at", "last_used_at", "created_at"],
] as const;
export const EXEMPTION_COLUMNS = [
  ...["workspace_id", "user_id", "id", "reason", "set_by", "starts_at", "ends_at", "revoked_at"],
] as const;

const LABELS: Record<string, string> = {
  totp: "Authenticator app",
  passkey: "Passkey",
  sms: "Phone",
};
export const REASONS = [
  "Hardware key is on its way",
  "Lost phone while travelling",
  "On parental leave, no work phone",
  "Replacement phone ordered",
  "Accessibility needs are being sorted out",
];

/** Kept for fiction by the Bundesnetzagentur. */
const PHONE = "+4917139200000";

const passkeyData = (number: string) => ({
  webauthnId: Buffer.from(number).toString("base64url"),
  publicKey: Buffer.alloc(77, 1).toString("base64url"),
  transports: ["internal"],
  aaguid: "00000000-0000-0000-0000-000000000000",
  deviceType: "multiDevice",
  backedUp: true,
});

/** Nothing here opens anything: secrets are sealed like anybody's, and nobody holds them. */
export function credentialsOf(chance: Chance, workspaceId: string, person: Person, now: number): Row[] {
  return person.kinds.map((kind) => {
    const at = person.createdAt + Math.floor(chance.next() * (now - person.createdAt));
    const id = chance.idAt("credential", at);
    const data = {
      totp: () => sealTotpSecret(workspaceId, person.id, id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
      passkey: () => passkeyData(id),
      sms: () => ({ number: seal(PHONE, `sms\n${workspaceId}\n${person.id}\n${id}`), country: "DE" }),
    }[kind as "totp" | "passkey" | "sms"]();
    const isSuspect = kind === "passkey" && chance.is(0.002);
    const lastUsed = new Date(now - Math.floor(chance.next() ** 2 * 60 * DAY_MS));
    const label = LABELS[kind] ?? kind;
    return [
      workspaceId,
      person.id,
      id,
      kind,
      label,
      JSON.stringify(data),
      isSuspect ? lastUsed : null,
      lastUsed,
      new Date(at),
    ];
  });
}

/** The kinds of factors that work, as the table of users keeps them. */
export const kindsOf = (credentials: readonly Row[]): string =>
  [...new Set(credentials.filter((row) => row[6] === null).map((row) => String(row[3])))].sort().join(",");

/** Half of them are over by now. */
export function exemptionOf(chance: Chance, workspaceId: string, person: Person, now: number): Row {
  const startsAt = now - Math.floor(chance.next() * 120 * DAY_MS);
  const endsAt = startsAt + (10 + chance.below(80)) * DAY_MS;
  const revokedAt = chance.is(0.1) ? new Date(Math.min(now, startsAt + 5 * DAY_MS)) : null;
  const id = chance.idAt("exemption", startsAt);
  return [
    workspaceId,
    person.id,
    id,
    chance.pick(REASONS),
    "usr_sample",
    new Date(startsAt),
    new Date(endsAt),
    revokedAt,
  ];
}
