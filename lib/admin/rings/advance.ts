import "server-only";
import { listFailedSetUps } from "../../audit/service";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { limitPassed, type RingLimit } from "../../policy/core/rings";
import { claimLook, countAmong, findRings, type StoredRollout, setRollout } from "../../policy/rings/service";
import { listAskers } from "../../recovery/asked";
import { getLockedWorkspace } from "../../workspaces/service";
import { nextRing, startDue } from "./start";
import { recordRingsAlone, tellOfRings } from "./tell";

export { looksDue } from "../../policy/rings/service";

/** How often the rings of a workspace are looked at. */
const LOOK_SECONDS = 30;
/** More people than this are past every limit that anybody would wait for. */
const MOST_COUNTED = 10_000;

/**
 * Looks at the rings of one workspace whose turn it is: pauses where a limit is passed, and else starts the next ring once it
 * is due. False where no workspace has a turn. Any number of processes may call it; the look is repeated under the
 * workspace's lock, so that no ring starts once a limit is known to be passed.
 */
export async function advanceRings(db: Db): Promise<boolean> {
  const workspaceId = await claimLook(db, LOOK_SECONDS);
  if (workspaceId === null) return false;
  await inTransaction(db, async (tx) => {
    await getLockedWorkspace(tx, workspaceId);
    const stored = await findRings(tx, workspaceId);
    const ring = stored && nextRing(stored);
    if (!stored || !ring || stored.pausedAt !== null) return;
    const problems = await countProblems(tx, stored);
    const people = stored.rings.reduce((sum, one) => sum + (one.people ?? 0), 0);
    const limit = limitPassed(problems, people);
    if (limit !== null) await pause(tx, workspaceId, stored.now, limit, problems[limit]);
    else if (ring.plannedAt <= stored.now) await startDue(tx, workspaceId);
  });
  return true;
}

/** How many people of the rings that have started failed and have no factor, or asked for help, since it counts. */
export async function countProblems(db: Db, stored: StoredRollout): Promise<Record<RingLimit, number>> {
  const { workspaceId, countedFrom, rings } = stored;
  const started = rings.filter(({ startedAt }) => startedAt !== null);
  if (countedFrom === null || started.length === 0) return { failed_set_ups: 0, help_requests: 0 };
  const failed = await listFailedSetUps(db, workspaceId, countedFrom, MOST_COUNTED);
  const asked = await listAskers(db, workspaceId, countedFrom, MOST_COUNTED);
  return {
    failed_set_ups: await countAmong(db, workspaceId, failed, { started, isStuck: true }),
    help_requests: await countAmong(db, workspaceId, asked, { started, isStuck: false }),
  };
}

async function pause(
  tx: Db,
  workspaceId: string,
  now: Date,
  reason: RingLimit,
  people: number,
): Promise<void> {
  await setRollout(tx, workspaceId, { pausedAt: now, pausedReason: reason, pausedPeople: people });
  await recordRingsAlone(tx, workspaceId, "rings.paused", { reason, people });
  await tellOfRings(
    tx,
    workspaceId,
    { kind: "rings_paused", detail: { reason, people } },
    { by: "limit", except: null },
  );
}
