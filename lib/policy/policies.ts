import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { findDefaultPolicyId, insertPolicy, listPolicyNames } from "./store";

export { listPolicyNames } from "./store";

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
