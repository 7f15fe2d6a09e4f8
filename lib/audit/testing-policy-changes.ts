import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { moveUsers } from "../admin/policies/moves";
import { createPolicy, deletePolicy, savePolicy } from "../admin/policies/save";
import { changeOf, policyNamed, settings } from "../admin/policies/testing";
import type { makeCast } from "./testing-cast";
import type { Change } from "./testing-changes";

/** Every change an administrator makes to policies and to who is under them. */
export function policyChanges(db: PostgresJsDatabase, admin: ReturnType<typeof makeCast>["admin"]): Change[] {
  /** A workspace with a second policy. */
  async function twoPolicies() {
    const { actor, target, secrets } = await admin();
    const policyId = await createPolicy(db, actor, settings());
    const place = { workspaceId: target.workspaceId, policyId: target.policyId };
    return { actor, target, secrets, policyId, place };
  }
  return [
    [
      "a changed policy",
      ["policy.changed"],
      async () => {
        const { actor, policyId, place, secrets } = await twoPolicies();
        const change = await changeOf(db, place, "Staff", { mode: "required" });
        return { targetId: policyId, secrets, run: () => savePolicy(db, actor, change) };
      },
    ],
    [
      "a removed policy",
      ["policy.removed"],
      async () => {
        const { actor, policyId, secrets } = await twoPolicies();
        const run = () => deletePolicy(db, actor, { policyId, moveTo: null });
        return { targetId: policyId, secrets, run };
      },
    ],
    [
      "a user moved to another policy",
      ["policy.moved"],
      async () => {
        const { actor, target, place, secrets } = await twoPolicies();
        const { id: policyId } = await policyNamed(db, place, "Staff");
        const run = () => moveUsers(db, actor, { userIds: [target.id], policyId });
        return { targetId: target.id, secrets, run };
      },
    ],
  ];
}
