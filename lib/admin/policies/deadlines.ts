import "server-only";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import { DEFAULT_LOCALE, isLocale } from "../../i18n/config";
import { formatDay } from "../../i18n/dates";
import { getLockedUser, updateUser } from "../../identity/users/service";
import { sendNotice } from "../../messaging/notices";
import { shieldStatus } from "../../policy/core/status";
import { findSubject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import type { Admin } from "../authority";
import { requireAct } from "../user-security";

const DAY_MS = 86_400_000;
/** No more time is given at once than an exemption may last. */
export const MOST_EXTENDED_DAYS = 90;

/**
 * Gives somebody who has still to set up until `until`, whether their own time is over or not; it lasts until that day or
 * until the rule is made stricter. Audited and mailed. Throws `invalid_input` for a moment that is past or too far,
 * `conflict` where nothing is pending, and as `requireAct`.
 */
export async function extendDeadline(
  db: Db,
  actor: Admin,
  { userId, until }: { userId: string; until: Date },
): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, userId);
    await requireAct(tx, actor, target, "loosen");
    const days = (until.getTime() - facts.now.getTime()) / DAY_MS;
    if (!(days > 0 && days <= MOST_EXTENDED_DAYS + 1))
      throw new AppError("invalid_input", { fields: { until: "invalid_input" } });
    const from = await pendingUntil(tx, workspace.id, userId);
    await updateUser(tx, workspace.id, userId, { extendedUntil: until, extendedAt: facts.now });
    await recordEvent(tx, {
      workspaceId: workspace.id,
      action: "deadline.extended",
      actorId: user.id,
      targetId: userId,
      client: actor.client,
      data: { from, until },
    });
    const locale = isLocale(target.locale) ? target.locale : DEFAULT_LOCALE;
    const detail = { by: user.name, date: formatDay(until, locale, "UTC") };
    const event = { kind: "deadline_extended", detail, eventKey: newId("event") } as const;
    const to = { ...target, workspace: workspace.name };
    await sendNotice(tx, to, { ...event, at: facts.now, client: actor.client });
  });
}

/** When the time of somebody pending ends as it stands; null: it is over, or there was none. */
async function pendingUntil(tx: Db, workspaceId: string, userId: string): Promise<Date | null> {
  const subject = await findSubject(tx, workspaceId, userId, availableKinds());
  if (!subject) throw new AppError("not_found");
  const shield = shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now);
  if (shield.status !== "pending") throw new AppError("conflict");
  return shield.until ?? null;
}
