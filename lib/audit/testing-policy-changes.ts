import "server-only";
import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import { moveUsers } from "../admin/policies/moves";
import { createPolicy, deletePolicy, savePolicy } from "../admin/policies/save";
import { changeOf, policyNamed, settings } from "../admin/policies/testing";
import { pauseRings, resumeRings } from "../admin/rings/pause";
import { changeRings, planRings } from "../admin/rings/plan";
import { LATER, share } from "../admin/rings/testing";
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
  const rings = [share(10, 5), share(100, 9)];
  /** A workspace whose rings are planned. */
  async function planned() {
    const { actor, target, secrets } = await admin();
    await planRings(db, actor, { ...LATER, rings });
    return { actor, secrets, targetId: target.workspaceId };
  }

  return [
    [
      "rings planned",
      ["rings.planned"],
      async () => {
        const { actor, target, secrets } = await admin();
        const run = () => planRings(db, actor, { ...LATER, rings });
        return { targetId: target.workspaceId, secrets, run };
      },
    ],
    [
      "other rings",
      ["rings.changed"],
      async () => {
        const { actor, ...rest } = await planned();
        const others = [share(20, 7), share(100, 30)];
        return { ...rest, run: () => changeRings(db, actor, { started: 0, rings: others }) };
      },
    ],
    [
      "rings paused",
      ["rings.paused"],
      async () => {
        const { actor, ...rest } = await planned();
        return { ...rest, run: () => pauseRings(db, actor) };
      },
    ],
    [
      "rings resumed",
      ["rings.resumed"],
      async () => {
        const { actor, ...rest } = await planned();
        await pauseRings(db, actor);
        return { ...rest, run: () => resumeRings(db, actor) };
      },
    ],
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
