import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { countByStatus, EVERYBODY, takeCensus } from "../../policy/census/service";
import type { ShieldStatus } from "../../policy/core/types";

/** How many people of a workspace there are of each shield. */
export const getDistribution = async (db: Db, workspaceId: string): Promise<Record<ShieldStatus, number>> =>
  countByStatus(await takeCensus(db, workspaceId, EVERYBODY, availableKinds()));
