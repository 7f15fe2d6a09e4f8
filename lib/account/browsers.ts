import "server-only";
import { type Device, readDevice } from "../core/device";
import { AppError } from "../core/errors";
import { countryOf } from "../core/place";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Actor, bindingOf } from "../flows/context";
import { recordOwn } from "../flows/record";
import {
  forgetBrowser as forget,
  forgetBrowsers as forgetAll,
  listRememberedBrowsers,
  REMEMBERED_UNUSED_DAYS,
} from "../identity/browsers/service";
import { canRemember } from "../policy/core/remembering";
import type { SessionSubject } from "../policy/facts";
import { requirementOf } from "../policy/service";

const DAY_MS = 86_400_000;

/** A browser in which the second step is left out for a while. Dates are ISO strings. */
export type RememberedBrowser = {
  id: string;
  isCurrent: boolean;
  device: Device | null;
  ip: string;
  country: string | null;
  lastUsedAt: string;
  /** Until when, if it is used now and then. */
  until: string;
};

/** `days`: what the policy allows; `counts`: false while a requirement asks for the second step all the same. */
export type RememberedOverview = {
  days: number;
  unusedDays: number;
  counts: boolean;
  browsers: RememberedBrowser[];
};

/** The signed-in user's remembered browsers; null where the policy allows none. */
export async function getRememberedBrowsers(
  db: Db,
  subject: SessionSubject,
): Promise<RememberedOverview | null> {
  const { workspace, user, rules, facts, browserId } = subject;
  if (!rules.remembered.allowed) return null;
  const { days } = rules.remembered;
  const rows = await listRememberedBrowsers(db, { workspaceId: workspace.id, userId: user.id }, days);
  return {
    days,
    unusedDays: REMEMBERED_UNUSED_DAYS,
    counts: canRemember(requirementOf(subject), facts.user),
    browsers: rows.map((row) => ({
      id: row.id,
      isCurrent: row.id === browserId,
      device: readDevice(row.userAgent),
      ip: row.ip,
      country: countryOf(row.ip),
      lastUsedAt: row.lastUsedAt.toISOString(),
      until: new Date((row.rememberedAt ?? facts.now).getTime() + days * DAY_MS).toISOString(),
    })),
  };
}

/** One of the actor's browsers is asked for the second step again. Throws `not_found`. */
export async function forgetOwnBrowser(db: Db, actor: Actor, browserId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await forget(tx, bindingOf(actor), browserId))) throw new AppError("not_found");
    await recordOwn(tx, actor, "browser.forgotten", { browserId });
  });
}

/** All of the actor's browsers are asked for the second step again. */
export async function forgetOwnBrowsers(db: Db, actor: Actor): Promise<void> {
  await inTransaction(db, async (tx) => {
    const count = await forgetAll(tx, bindingOf(actor));
    await recordOwn(tx, actor, "browser.forgotten", { count });
  });
}
