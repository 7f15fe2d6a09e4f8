import "server-only";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { requireManager } from "../applications/manage";
import { ruleOf } from "../applications/page";
import { lockApplication, updateRule } from "../applications/service";
import { mayAskMore, type RuleSettings } from "../core/rule";
import { checkCondition } from "./condition";

/**
 * Says when an application asks for a second factor. A rule that may ask more than the one before binds anew: at the next
 * sign-in, or right away, refresh tokens included. Throws `missing_right`, `not_found`, `conflict` where `seen` is no longer
 * what is stored, and `invalid_input` for a condition that cannot be told.
 */
export async function saveRule(
  db: Db,
  actor: Actor,
  { clientId, seen, settings }: { clientId: string; seen: RuleSettings; settings: RuleSettings },
): Promise<void> {
  requireManager(actor);
  if (settings.condition !== null && !checkCondition(settings.condition).ok)
    throw new AppError("invalid_input", { fields: { condition: "invalid_input" } });
  await inTransaction(db, async (tx) => {
    const row = await lockApplication(tx, actor.subject.workspace.id, clientId);
    if (!row) throw new AppError("not_found");
    const before = ruleOf(row);
    if (!isSame(before, seen)) throw new AppError("conflict");
    if (isSame(before, settings)) return;
    const { effect: ruleEffect, rule, condition, allowsRemembered } = settings;
    const bindsAnew = mayAskMore(before, settings);
    await updateRule(
      tx,
      row.workspaceId,
      row.id,
      { rule, condition, allowsRemembered, ruleEffect },
      bindsAnew,
    );
    await recordEvent(tx, {
      workspaceId: row.workspaceId,
      action: "application.rule_changed",
      actorId: actor.subject.user.id,
      targetId: row.id,
      client: actor.client,
      data: { before, after: settings, bindsAnew },
    });
  });
}

const isSame = (one: RuleSettings, other: RuleSettings): boolean =>
  one.rule === other.rule &&
  one.condition === other.condition &&
  one.allowsRemembered === other.allowsRemembered &&
  one.effect === other.effect;
