import type { Proof } from "../../policy/core/types";

/** A proof as the session row keeps it: the moment is an ISO string of the database's clock. */
export type StoredProof = {
  factor: string;
  amr: string[];
  userVerified?: boolean;
  credentialId?: string;
  at: string;
};

export const toStored = (proof: Proof): StoredProof => ({
  ...proof,
  amr: [...proof.amr],
  at: proof.at.toISOString(),
});

export const fromStored = (stored: StoredProof): Proof => ({ ...stored, at: new Date(stored.at) }) as Proof;

/** Keeps the newest proof per factor and credential: what level a session has never depends on older ones. */
export function withProof(proofs: readonly StoredProof[], proof: StoredProof): StoredProof[] {
  const isSame = (other: StoredProof) =>
    other.factor === proof.factor && other.credentialId === proof.credentialId;
  return [...proofs.filter((other) => !isSame(other)), proof];
}
