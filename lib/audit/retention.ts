import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { stateRetention } from "./chain/retention";
import { recordEvent } from "./service";
import { dropMonth, hasUnsealed, listChained, listMonths } from "./store";

/** The first day of the month `months` before `now`, UTC. */
const monthsBefore = (now: Date, months: number): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1)).toISOString().slice(0, 10);

/**
 * Keeps the given number of whole months before this one and drops the rest, month by month; each chain that loses events is
 * told so first, by a signed statement. For the tables' owner alone, in a transaction. Throws `conflict` where something in those
 * months is not sealed yet. Answers the months dropped.
 */
export async function retainMonths(tx: Db, now: Date, months: number): Promise<string[]> {
  const before = monthsBefore(now, months);
  const dropped = (await listMonths(tx)).filter((month) => month < before);
  if (dropped.length === 0) return [];
  for (const month of dropped)
    if (await hasUnsealed(tx, month)) throw new AppError("conflict", { log: { month } });
  for (const workspaceId of await listChained(tx)) {
    const data = stateRetention(workspaceId, before);
    await recordEvent(tx, {
      workspaceId,
      action: "audit.retained",
      actorId: null,
      actorKind: "operator",
      client: null,
      data,
    });
  }
  for (const month of dropped) await dropMonth(tx, month);
  return dropped;
}
