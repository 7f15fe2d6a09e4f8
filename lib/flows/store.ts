import "server-only";
import { and, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import type { Db } from "../db/client";
import { flows } from "../db/schema/factors";

export type FlowRow = typeof flows.$inferSelect;
export type FlowBinding = { workspaceId: string; sessionId: string; userId: string };

const bound = (binding: FlowBinding) =>
  and(
    eq(flows.workspaceId, binding.workspaceId),
    eq(flows.sessionId, binding.sessionId),
    eq(flows.userId, binding.userId),
  );

export type FlowSlot = Pick<FlowRow, "kind" | "factor" | "purpose">;

const inSlot = (slot: FlowSlot) =>
  and(eq(flows.kind, slot.kind), eq(flows.factor, slot.factor), eq(flows.purpose, slot.purpose));

/** The unconsumed flow of this session in one slot, expired or not; locked, so that two tabs agree on one secret. */
export async function lockFlowInSlot(db: Db, binding: FlowBinding, slot: FlowSlot) {
  const [row] = await db
    .select({
      id: flows.id,
      state: flows.state,
      attempts: flows.attempts,
      isExpired: sql<boolean>`${flows.expiresAt} <= now()`,
    })
    .from(flows)
    .where(and(bound(binding), inSlot(slot), isNull(flows.consumedAt)))
    .for("update");
  return row ?? null;
}

export async function insertFlow(
  db: Db,
  row: FlowBinding & FlowSlot & { id: string; state: string; lifetimeSeconds: number },
): Promise<void> {
  const { lifetimeSeconds, ...rest } = row;
  await db
    .insert(flows)
    .values({ ...rest, expiresAt: sql`now() + make_interval(secs => ${lifetimeSeconds}::int)` });
}

export const deleteFlow = (db: Db, workspaceId: string, id: string): Promise<unknown> =>
  db.delete(flows).where(and(eq(flows.workspaceId, workspaceId), eq(flows.id, id)));

export async function findFlow(db: Db, binding: FlowBinding, id: string) {
  const [row] = await db
    .select({ flow: flows, isExpired: sql<boolean>`${flows.expiresAt} <= now()` })
    .from(flows)
    .where(and(bound(binding), eq(flows.id, id)));
  return row ?? null;
}

/** Counts an answer to an open flow; no row: it is consumed, expired, over its tries, or somebody else's. */
export async function countFlowAttempt(db: Db, binding: FlowBinding, id: string, maxAttempts: number) {
  const rows = await db
    .update(flows)
    .set({ attempts: sql`${flows.attempts} + 1` })
    .where(
      and(
        bound(binding),
        eq(flows.id, id),
        isNull(flows.consumedAt),
        gt(flows.expiresAt, sql`now()`),
        sql`${flows.attempts} < ${maxAttempts}`,
      ),
    )
    .returning({ id: flows.id });
  return rows.length === 1;
}

/** Uses a flow up, in one statement: of two finishes one gets true. */
export async function consumeFlow(db: Db, binding: FlowBinding, id: string): Promise<boolean> {
  const rows = await db
    .update(flows)
    .set({ consumedAt: sql`now()` })
    .where(and(bound(binding), eq(flows.id, id), isNull(flows.consumedAt), gt(flows.expiresAt, sql`now()`)))
    .returning({ id: flows.id });
  return rows.length === 1;
}

const openEnrollments = ({ workspaceId, userId }: FlowBinding) =>
  and(
    eq(flows.workspaceId, workspaceId),
    eq(flows.userId, userId),
    eq(flows.kind, "enrollment"),
    isNull(flows.consumedAt),
  );

/** Voids unfinished enrolments that other sessions of the user have begun. */
export const deleteEnrollmentsElsewhere = (db: Db, binding: FlowBinding): Promise<unknown> =>
  db.delete(flows).where(and(openEnrollments(binding), ne(flows.sessionId, binding.sessionId)));

/** Voids the user's unfinished enrolments of one factor, wherever begun, but the one in this session's slot. */
export const deleteOtherEnrollments = (db: Db, binding: FlowBinding, slot: FlowSlot): Promise<unknown> =>
  db
    .delete(flows)
    .where(
      and(
        openEnrollments(binding),
        eq(flows.factor, slot.factor),
        or(ne(flows.sessionId, binding.sessionId), ne(flows.purpose, slot.purpose)),
      ),
    );

/** The user's open enrolment of one factor, wherever it was begun: there is one at most. Locked. */
export async function lockEnrollment(
  db: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
  factor: string,
): Promise<FlowRow | null> {
  const [row] = await db
    .select()
    .from(flows)
    .where(
      and(
        eq(flows.workspaceId, workspaceId),
        eq(flows.userId, userId),
        eq(flows.kind, "enrollment"),
        eq(flows.factor, factor),
        isNull(flows.consumedAt),
        gt(flows.expiresAt, sql`now()`),
      ),
    )
    .for("update");
  return row ?? null;
}

export const setFlowState = (
  db: Db,
  { workspaceId, id }: Pick<FlowRow, "workspaceId" | "id">,
  state: string,
): Promise<unknown> =>
  db
    .update(flows)
    .set({ state })
    .where(and(eq(flows.workspaceId, workspaceId), eq(flows.id, id)));

/** Housekeeping by the way: what nobody can use any more. */
export const deleteStaleFlows = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db
    .delete(flows)
    .where(
      and(
        eq(flows.workspaceId, workspaceId),
        eq(flows.userId, userId),
        sql`${flows.expiresAt} < now() - interval '1 day'`,
      ),
    );

/** The same for everybody, at most `limit` at once; says how many went. */
export async function deleteStaleFlowsOfAll(db: Db, limit: number): Promise<number> {
  const rows = await db.execute(sql`/* all workspaces */
    delete from flows where (workspace_id, id) in (
      select workspace_id, id from flows where expires_at < now() - interval '1 day'
      order by expires_at limit ${limit} for update skip locked
    ) returning 1`);
  return rows.length;
}

/** One live code per user and purpose: a new one kills those that other sessions of the user were sent. */
export const deleteSlotElsewhere = (db: Db, binding: FlowBinding, slot: FlowSlot): Promise<unknown> =>
  db
    .delete(flows)
    .where(
      and(
        eq(flows.workspaceId, binding.workspaceId),
        eq(flows.userId, binding.userId),
        ne(flows.sessionId, binding.sessionId),
        inSlot(slot),
        isNull(flows.consumedAt),
      ),
    );

/** Voids whatever the user has begun, in whichever session. */
export const deleteFlowsOfUser = (db: Db, workspaceId: string, userId: string): Promise<unknown> =>
  db.delete(flows).where(and(eq(flows.workspaceId, workspaceId), eq(flows.userId, userId)));
