import "server-only";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { isLocale } from "../../i18n/config";
import { formatDay } from "../../i18n/dates";
import { getLockedUser, getUser, type UserRow } from "../../identity/users/service";
import type { NoticeOf } from "../../messaging/core/notices";
import { sendNotice } from "../../messaging/notices";
import { type ExemptionRow, putExemption, revokeStanding, takeEnding } from "../../policy/exemptions/service";
import { getWorkspace } from "../../workspaces/service";
import type { Admin } from "../authority";
import { recordAct, tellUser } from "../tell";
import { requireAct } from "../user-security";
import { LONGEST_EXEMPTION_DAYS, WARNED_DAYS } from "./schema";

const DAY_MS = 86_400_000;
const SERVER = { ip: "the server itself", userAgent: "", requestId: "exemptions that end" };

/**
 * Exempts a user from every requirement but a request's, to the end of the day `endsOn` (UTC, at most 90 days away), in place of
 * an exemption that stands. Takes `aal2`; nobody exempts themselves but a sole owner. Audited and mailed. Throws `invalid_input`,
 * `missing_right`, `own_requirement`, `step_up_required`, `factor_required`, `not_found`.
 */
export async function exemptUser(
  db: Db,
  actor: Admin,
  { userId, reason, endsOn }: { userId: string; reason: string; endsOn: string },
): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  const endsAt = endOf(endsOn, facts.now);
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, userId);
    await requireAct(tx, actor, target, "loosen");
    const { replaced } = await putExemption(tx, {
      workspaceId: workspace.id,
      userId,
      reason,
      setBy: user.id,
      startsAt: facts.now,
      endsAt,
      isShort: endsAt.getTime() < facts.now.getTime() + (WARNED_DAYS + 1) * DAY_MS,
    });
    await recordAct(tx, actor, target, "exemption.set", { reason, endsAt: endsAt.toISOString(), replaced });
    const detail = { by: user.name, reason, date: dayFor(target, endsAt) };
    await tellUser(tx, actor, target, { kind: "exempted", detail });
  });
}

/** Ends a user's exemption before its day: what it suspended is in force again. Audited and mailed. Throws as tightening does, and `already_done`. */
export async function revokeExemption(db: Db, actor: Admin, userId: string): Promise<void> {
  const { workspace, user } = actor.subject;
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, userId);
    await requireAct(tx, actor, target, "tighten");
    const revoked = await revokeStanding(tx, { workspaceId: workspace.id, userId }, user.id);
    if (revoked === 0) throw new AppError("already_done");
    await recordAct(tx, actor, target, "exemption.revoked");
    await tellUser(tx, actor, target, { kind: "exemption_revoked", detail: { by: user.name } });
  });
}

/** Says of one exemption that it ends within a week, to the user and to who set it, once each; false where there is none. */
export async function warnOfEnding(db: Db): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const ending = await takeEnding(tx, WARNED_DAYS);
    if (ending) await tellOfEnding(tx, ending);
    return ending !== null;
  });
}

async function tellOfEnding(tx: Db, { workspaceId, userId, id, setBy, endsAt }: ExemptionRow): Promise<void> {
  const { name: workspace } = await getWorkspace(tx, workspaceId);
  const user = await getUser(tx, workspaceId, userId);
  const tell = (to: UserRow, notice: NoticeOf) =>
    sendNotice(
      tx,
      { ...to, workspaceId, workspace },
      { ...notice, eventKey: `${id} ends ${to.id}`, at: endsAt, client: SERVER },
    );
  const url = `${env().APP_URL}/settings`;
  await tell(user, {
    kind: "exemption_ends",
    detail: { date: dayFor(user, endsAt), url: `${url}/two-factor` },
  });
  if (setBy === null || setBy === userId) return;
  const setter = await getUser(tx, workspaceId, setBy).catch(() => null);
  if (setter === null || setter.blockedAt !== null) return;
  await tell(setter, {
    kind: "exemption_of_other_ends",
    detail: { of: user.name, email: user.email, date: dayFor(setter, endsAt), url: `${url}/users/${userId}` },
  });
}

function endOf(day: string, now: Date): Date {
  const end = Date.parse(`${day}T00:00:00Z`) + DAY_MS;
  const latest = now.getTime() + LONGEST_EXEMPTION_DAYS * DAY_MS;
  if (Number.isNaN(end) || end <= now.getTime() || end > latest + DAY_MS)
    throw new AppError("invalid_input", { fields: { endsOn: "invalid_input" } });
  return new Date(Math.min(end, latest));
}

const dayFor = ({ locale }: Pick<UserRow, "locale">, date: Date): string =>
  formatDay(date, isLocale(locale) ? locale : "en", "UTC");
