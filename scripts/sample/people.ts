import type { Chance } from "./chance";
import type { Row } from "./copy";
import { nameBy } from "./names";

const DAY_MS = 86_400_000;

export type Setting = {
  workspaceId: string;
  policies: readonly (readonly [id: string, share: number])[];
  passwordHash: string;
  now: number;
};

export type Person = {
  id: string;
  email: string;
  createdAt: number;
  isInvited: boolean;
  isOn: boolean;
  kinds: string[];
  isExempt: boolean;
};

export const USER_COLUMNS = [
  ...[
    "workspace_id",
    "id",
    "email",
    "email_verified_at",
    "name",
    "role",
    "rights",
    "password_hash",
    "blocked_at",
  ],
  ...[
    "webauthn_handle",
    "two_factor_on",
    "two_factor_origin",
    "two_factor_since",
    "required_since",
    "required_by",
  ],
  ...[
    "policy_id",
    "policy_since",
    "first_prompted_at",
    "skips_used",
    "last_sign_in_at",
    "created_at",
    "locale",
    "factor_kinds",
  ],
] as const;

const KINDS: readonly (readonly [readonly string[], number])[] = [
  [[], 42],
  [["totp"], 36],
  [["passkey"], 11],
  [["passkey", "totp"], 6],
  [["sms"], 4],
  [["sms", "totp"], 1],
];

/** One user by number; the first is the owner, who can sign in. The row is for COPY, and lacks its last column, the kinds of factors that work. */
export function makePerson(
  chance: Chance,
  { workspaceId, policies, passwordHash, now }: Setting,
  number: number,
): { person: Person; row: Row } {
  const isOwner = number === 1;
  const createdAt = now - Math.floor((isOwner ? 1 : chance.next()) * 1_800 * DAY_MS) - 1_000;
  const since = (share: number) => new Date(createdAt + (now - createdAt) * share);
  const isInvited = !isOwner && chance.is(0.05);
  const kinds: string[] = isInvited || isOwner ? [] : [...chance.weigh(KINDS)];
  const isRequired = !isOwner && chance.is(0.12);
  const id = chance.idAt("user", createdAt);
  const person: Person = {
    id,
    email: isOwner ? "owner@sample.example" : `person-${number}@sample.example`,
    createdAt,
    isInvited,
    isOn: kinds.length > 0 && chance.is(0.95),
    kinds,
    isExempt: !isOwner && chance.is(0.01),
  };
  const isAdministrator = !isOwner && chance.is(0.0005);
  const role = isOwner ? "owner" : isAdministrator ? "administrator" : "member";
  const lastSignIn = isInvited ? null : new Date(now - Math.floor(chance.next() ** 3 * (now - createdAt)));
  const row: Row = [
    ...[
      workspaceId,
      id,
      person.email,
      isInvited ? null : since(0.01),
      isOwner ? "Olivia Sample" : nameBy(chance, number),
      role,
    ],
    isAdministrator && chance.is(0.6) ? ["manage_user_rights"] : [],
    ...[isInvited ? null : passwordHash, !isOwner && chance.is(0.02) ? since(0.9) : null, `sample-${number}`],
    ...[person.isOn, person.isOn ? chance.pick(["self", "required"]) : null, person.isOn ? since(0.3) : null],
    ...(isRequired ? [since(0.5), "usr_sample"] : [null, null]),
    ...[isOwner ? (policies[0]?.[0] ?? "") : chance.weigh(policies), since(chance.next() * 0.6)],
    ...(isRequired && chance.is(0.4) ? [since(0.95), chance.below(3)] : [null, 0]),
    ...[lastSignIn, new Date(createdAt), chance.is(0.2) ? "de" : "en"],
  ];
  return { person, row };
}
