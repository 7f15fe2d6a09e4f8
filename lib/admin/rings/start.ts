import "server-only";
import type { Db } from "../../db/client";
import { startNoticeRun } from "../../identity/notice-runs/service";
import { getUserNames } from "../../identity/users/service";
import {
  countAnew,
  countNewIn,
  findRings,
  markStarted,
  type RingRow,
  type StoredRollout,
} from "../../policy/rings/service";
import { recordRingsAlone, tellOfRings } from "./tell";

/** The ring that is to start next; null: all have. */
export const nextRing = ({ rings }: Pick<StoredRollout, "rings">): RingRow | null =>
  rings.find(({ startedAt }) => startedAt === null) ?? null;

/**
 * Starts the next ring, in a transaction that holds the workspace: one row, whatever the number of people. From this moment on
 * it is in force for them. Audited and mailed. False where no ring is left.
 */
export async function startDue(tx: Db, workspaceId: string): Promise<boolean> {
  const stored = await findRings(tx, workspaceId);
  const ring = stored && nextRing(stored);
  if (!stored || !ring) return false;
  const before = stored.rings.filter(({ number }) => number < ring.number);
  const people = await countNewIn(tx, workspaceId, ring, before);
  if (!(await markStarted(tx, ring, people))) return false;
  await countAnew(tx, workspaceId);
  const { number, percent, policyId } = ring;
  const rings = stored.rings.length;
  await recordRingsAlone(tx, workspaceId, "ring.started", { number, rings, percent, policyId, people });
  const by = await nameOf(tx, workspaceId, stored.setBy);
  await tellOfRings(
    tx,
    workspaceId,
    { kind: "ring_started", detail: { ring: number, rings, people } },
    { by, except: null },
  );
  if (stored.tellsPeople) {
    const from = Math.max(0, ...before.map((one) => one.percent ?? 0));
    const part = { policyId, spots: percent === null ? null : ([from, percent] as const) };
    await startNoticeRun(tx, { workspaceId, kind: "requirement_set", by, createdBy: stored.setBy, part });
  }
  return true;
}

async function nameOf(tx: Db, workspaceId: string, userId: string | null): Promise<string> {
  return (userId && (await getUserNames(tx, workspaceId, [userId])).get(userId)) || "an administrator";
}
