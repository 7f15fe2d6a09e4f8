import "server-only";
import type postgres from "postgres";
import type { Db } from "../../db/client";
import { addApp } from "../../factors/testing";
import type { Actor } from "../../flows/context";
import { ADMIN, makeUser, type Place, signedIn, storedProof } from "../../identity/testing";
import { listPolicies, type PolicyRow } from "../../policy/policies";
import { NEW_POLICY, type PolicySettings } from "./schema";
import { settingsOfPolicy } from "./settings";

/** Settings of a policy that asks for nothing, or what is said of it. */
export const settings = (rest: Partial<PolicySettings> = {}): PolicySettings => ({
  ...NEW_POLICY,
  name: "Staff",
  ...rest,
});

/** An administrator who proved an app a moment ago. */
export async function makeAdmin(db: Db, place: Place, set: object = {}, provedAgo = 1): Promise<Actor> {
  const user = await makeUser(db, place, { ...ADMIN, ...set });
  await addApp(db, user);
  const proofs = [storedProof("password", 400), storedProof("totp", provedAgo)];
  return signedIn(db, user, { proofs });
}

export async function policyNamed(db: Db, { workspaceId }: Place, name: string): Promise<PolicyRow> {
  const policy = (await listPolicies(db, workspaceId)).find((one) => one.name === name);
  if (!policy) throw new Error(`no policy ${name}`);
  return policy;
}

/** What the page shows of a policy now, with a change: as it is sent when saved. */
export async function changeOf(db: Db, place: Place, name: string, change: Partial<PolicySettings>) {
  const policy = await policyNamed(db, place, name);
  const seen = settingsOfPolicy(policy);
  return { policyId: policy.id, seen, settings: { ...seen, ...change } };
}

export const eventsOf = (sql: postgres.Sql, { workspaceId }: Place, action: string) =>
  sql`select actor_id, target_id, data from audit_events
    where workspace_id = ${workspaceId} and action = ${action} order by id`;
