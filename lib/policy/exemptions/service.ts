import "server-only";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { type ExemptionRow, insertExemption, revokeStanding } from "./store";

export { type ExemptionRow, findStanding as findExemption, revokeStanding, takeEnding } from "./store";

/** Exempts a user until `endsAt`, in place of whatever exempts them now. What was set to end sooner than it is warned of is not. */
export async function putExemption(
  db: Db,
  {
    isShort,
    ...exemption
  }: Pick<ExemptionRow, "workspaceId" | "userId" | "reason" | "startsAt" | "endsAt"> & {
    setBy: string;
    isShort: boolean;
  },
): Promise<{ replaced: boolean }> {
  const replaced = (await revokeStanding(db, exemption, exemption.setBy)) > 0;
  const warnedAt = isShort ? exemption.startsAt : null;
  await insertExemption(db, { ...exemption, id: newId("exemption"), warnedAt });
  return { replaced };
}
