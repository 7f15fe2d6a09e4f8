import "server-only";
import type { Db } from "../../db/client";
import type { Rollout } from "../core/types";
import { findRollout, listRings, type RingRow, type RolloutRow } from "./store";

export {
  claimLook,
  countAmong,
  countAnew,
  countNewIn,
  deleteOpenRings as removeOpenRings,
  deleteRollout as removeRollout,
  hasRingOf,
  insertRings as addRings,
  insertRollout as addRollout,
  looksDue,
  markStarted,
  type RingRow,
  type RolloutRow,
  updateRollout as setRollout,
} from "./store";

/** Enforcing in rings as it is stored, its rings in order. */
export type StoredRollout = RolloutRow & { rings: RingRow[]; now: Date };

export async function findRings(db: Db, workspaceId: string): Promise<StoredRollout | null> {
  const row = await findRollout(db, workspaceId);
  return row && { ...row, rings: await listRings(db, workspaceId) };
}

/** As the decision reads it. */
export const toRolloutRules = ({
  setBy,
  effect,
  graceDays,
  rings,
}: Pick<StoredRollout, "setBy" | "effect" | "graceDays"> & {
  rings: readonly Pick<RingRow, "percent" | "policyId" | "startedAt">[];
}): Rollout => ({
  setBy,
  effect: effect === "right_away" ? "right_away" : "next_sign_in",
  graceDays,
  rings: rings.map(({ percent, policyId, startedAt }) => ({ percent, policyId, startedAt })),
});
