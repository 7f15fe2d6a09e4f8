import type { FactorKind, ShieldStatus } from "../core/types";

/** What a list of users can be ordered by; a leading `-` turns it round. */
export const USER_SORTS = ["name", "-name", "last_sign_in", "-last_sign_in", "created", "-created"] as const;
export type UserSort = (typeof USER_SORTS)[number];

/** When somebody was last here: within so many days, not within them, or never. */
export const SIGNED_IN = ["within_7", "within_30", "not_within_90", "never"] as const;
export type SignedIn = (typeof SIGNED_IN)[number];

/** What a list of users is narrowed by; null or empty: not. All of it at once. */
export type UserFilter = {
  /** Part of a name or address, or a whole id. Shorter than three characters: how name or address begin. */
  text: string;
  status: ShieldStatus | null;
  policyId: string | null;
  role: string | null;
  factor: FactorKind | "none" | null;
  signedIn: SignedIn | null;
  /** Only those who still have time to set up. */
  isInGrace: boolean;
};

/** Where a page begins: after this user, by what the list is ordered by. */
export type Place = { key: string; id: string };

/** Fewer characters are looked for where a name or address begins: inside, they would be nearly everywhere. */
export const LEAST_INNER_LENGTH = 3;

export const isBeginning = (text: string): boolean => [...text].length < LEAST_INNER_LENGTH;
