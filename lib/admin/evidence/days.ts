import "server-only";
import { hash } from "node:crypto";
import { findFigures, lockFigures, recordEvent } from "../../audit/service";
import { canonicalJson } from "../../core/canonical-json";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import { EVERYBODY, takeCensus } from "../../policy/census/service";
import { type ExemptionFact, listExemptionsAt } from "../../policy/service";
import { listWorkspaceIds } from "../../workspaces/service";
import { type Figures, figuresOf } from "./figures";

/** What is kept of a day: the figures, and a hash of the exemptions in force, which their own table lists. */
export type Day = { takenAt: string; figures: Figures; exemptions: { count: number; hash: string } };

/** The exemptions of a day in one number: whoever changes one afterwards does not arrive at it again. */
export const hashExemptions = (exemptions: readonly ExemptionFact[]): string =>
  hash("sha256", canonicalJson(exemptions), "hex");

/**
 * Records the figures of this day (UTC) once for a workspace, in its audit log, where they are sealed with everything else. What is
 * known of a past day is what was recorded on it, never what is made out afterwards.
 */
export async function takeFigures(db: Db, workspaceId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const now = await lockFigures(tx, workspaceId);
    if (await findFigures(tx, workspaceId, now)) return;
    const classes = await takeCensus(tx, workspaceId, EVERYBODY, availableKinds());
    const exemptions = await listExemptionsAt(tx, workspaceId, now);
    const day: Day = {
      takenAt: now.toISOString(),
      figures: figuresOf(classes),
      exemptions: { count: exemptions.length, hash: hashExemptions(exemptions) },
    };
    await recordEvent(tx, {
      workspaceId,
      action: "figures.taken",
      actorId: null,
      targetId: workspaceId,
      client: null,
      data: day,
    });
  });
}

/** Records the day's figures of every workspace that has none yet. */
export async function takeDueFigures(db: Db): Promise<boolean> {
  for (const workspaceId of await listWorkspaceIds(db)) await takeFigures(db, workspaceId);
  return false;
}
