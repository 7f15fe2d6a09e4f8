import "server-only";
import { type Admin, isMachine } from "../admin/authority";
import { AppError } from "../core/errors";
import { isId } from "../core/ids";
import type { Db } from "../db/client";
import { listCredentials } from "../factors/service";
import { findUser, type UserRow } from "../identity/users/service";
import { type DelayedResetRow, endDelayedReset, lockWaitingReset } from "../identity/waiting-resets/service";
import { recordOn } from "./record";

/** How long another administrator's reset waits for a second administrator or a cancellation. */
export const ADMINISTRATOR_DELAY_HOURS = 24;
/** So long before a reset was asked for, whomever its asker made an administrator is no second one. */
const MADE_LATELY_DAYS = 30;
/** So far it is looked back who made whom an administrator. */
const MOST_HANDS = 10;
const HOUR_MS = 3_600_000;

/**
 * Whose factors do not go by one administrator's hand at once: administrators, owners, and whoever was one a day ago, so that
 * taking the role away first is no way round the wait.
 */
export const isGuarded = ({ role, demotedAt }: UserRow, now: Date): boolean =>
  role !== "member" ||
  (demotedAt !== null && now.getTime() - demotedAt.getTime() < ADMINISTRATOR_DELAY_HOURS * HOUR_MS);

/** By whom and since when somebody is what they are. */
const rankOf = ({ rankBy, rankSince, createdBy, createdAt }: UserRow) =>
  rankSince ? { by: rankBy, since: rankSince } : { by: createdBy, since: createdAt };

/** Whether an administrator goes back to the asker's hand, through whomever; where it cannot be seen any more, they do. */
async function isMadeBy(tx: Db, row: UserRow, requestedBy: string, from: Date): Promise<boolean> {
  let one: UserRow | null = row;
  for (let hands = 0; one && hands < MOST_HANDS; hands++) {
    const { by, since } = rankOf(one);
    if (by === null || since < from) return false;
    if (by === requestedBy || !isId("user", by)) return true;
    one = await findUser(tx, row.workspaceId, by);
  }
  return true;
}

/**
 * Whether the actor is a second administrator for a waiting reset. The first one's own second press, the user's own recovery, a
 * program of anybody's, and somebody whom the first one may have made an administrator for it, are none.
 */
export async function isSecond(
  tx: Db,
  { requestedBy, createdAt, workspaceId }: DelayedResetRow,
  { subject }: Admin,
): Promise<boolean> {
  if (requestedBy === null || !isId("user", requestedBy)) return false;
  if (isMachine(subject) || subject.user.id === requestedBy) return false;
  const row = await findUser(tx, workspaceId, subject.user.id);
  if (!row || rankOf(row).since >= createdAt) return false;
  const from = new Date(createdAt.getTime() - MADE_LATELY_DAYS * 24 * HOUR_MS);
  return !(await isMadeBy(tx, row, requestedBy, from));
}

/**
 * A pass in place of an administrator's factors is as good as a reset of them, so it takes the second administrator that a
 * reset does, and is what becomes of the reset that waited. Somebody without any factor it lets do nothing that the password
 * does not. Throws `second_needed`.
 */
export async function requireSecondForPass(tx: Db, actor: Admin, target: UserRow): Promise<void> {
  if (!isGuarded(target, actor.subject.facts.now)) return;
  const owner = { workspaceId: target.workspaceId, userId: target.id };
  if ((await listCredentials(tx, owner)).length === 0) return;
  const waiting = await lockWaitingReset(tx, owner);
  if (!waiting || !(await isSecond(tx, waiting, actor))) throw new AppError("second_needed");
  await endDelayedReset(tx, owner.workspaceId, waiting.id, "cancelled");
  await recordOn(tx, actor, target, "reset.cancelled", { resetId: waiting.id, because: "access_pass" });
}
