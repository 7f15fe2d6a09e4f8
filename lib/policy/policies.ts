import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { acceptedKinds } from "./core/requirement";
import type { FactorKind, PolicyMode } from "./core/types";
import { findDefaultPolicyId, insertPolicy, listPolicyNames, listPolicyTerms } from "./store";

export { countLosingFactor, listPolicyNames } from "./store";

/** The policy every user starts in; each workspace has it from its first moment. */
export async function createDefaultPolicy(db: Db, workspaceId: string): Promise<string> {
  const id = newId("policy");
  await insertPolicy(db, { workspaceId, id, name: "Default", isDefault: true });
  return id;
}

export async function getDefaultPolicyId(db: Db, workspaceId: string): Promise<string> {
  const id = await findDefaultPolicyId(db, workspaceId);
  if (!id) throw new AppError("not_found");
  return id;
}

/** The shortest password a user of this policy may choose. */
export async function getMinPasswordLength(db: Db, workspaceId: string, policyId: string): Promise<number> {
  const policy = (await listPolicyNames(db, workspaceId)).find(({ id }) => id === policyId);
  if (!policy) throw new AppError("not_found");
  return policy.minPasswordLength;
}

/** The policies by name that would accept nothing any more. One that accepts nothing already is not among them. */
export async function listEmptied(
  db: Db,
  workspaceId: string,
  before: readonly FactorKind[],
  after: readonly FactorKind[],
): Promise<string[]> {
  const policies = await listPolicyTerms(db, workspaceId);
  return policies
    .map(({ mode, ...rest }) => ({ ...rest, mode: mode as PolicyMode }))
    .filter((terms) => acceptedKinds(terms, before).length > 0 && acceptedKinds(terms, after).length === 0)
    .map(({ name }) => name);
}
