import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Db } from "../db/client";
import { sealDue } from "./chain/seal";
import { BEGINNING, type Progress, verifyStretch } from "./chain/verify";

const countUnsealed = async (db: Db): Promise<number> => {
  const [row] = await db.execute<{ count: number }>(sql`/* all workspaces */
    select count(*)::int as count from audit_events, audit_frontier f where audit_events.position >= f.position`);
  return row?.count ?? 0;
};

/** Seals whatever is written; a transaction of another test on the same server may hold it back for a moment. */
export async function sealAll(db: Db): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt++) {
    while (await sealDue(db));
    if ((await countUnsealed(db)) === 0) return;
    await sleep(25);
  }
  throw new Error("events stayed unsealed for 10 seconds");
}

/** The whole chain of a workspace, from its first block to its last. */
export async function verifyAll(db: Db, workspaceId: string): Promise<Progress> {
  let progress: Progress = BEGINNING;
  while (!progress.isFinished) progress = await verifyStretch(db, workspaceId, progress);
  return progress;
}

/** A84: whatever a test file wrote, its chain holds. */
export async function expectIntactRecord(db: Db): Promise<void> {
  await sealAll(db);
  const written = await db.execute<{ id: string; count: number }>(sql`/* all workspaces */
    select workspace_id as id, count(*)::int as count from audit_events group by workspace_id`);
  for (const { id, count } of written) {
    const { events, findings } = await verifyAll(db, id);
    expect({ findings, events }, `the audit log of ${id}`).toEqual({ findings: [], events: count });
  }
}
