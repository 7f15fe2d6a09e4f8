import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import type { ShieldStatus } from "../../policy/core/types";
import { countFacets } from "../../policy/directory/service";

/** How many people of a workspace there are of each shield. */
export const getDistribution = async (db: Db, workspaceId: string): Promise<Record<ShieldStatus, number>> =>
  (await countFacets(db, workspaceId, availableKinds())).status;
