import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import { type Db, database } from "../db/client";
import { SMS_CODE_SECONDS } from "../factors/sms";
import { sendText } from "../messaging/service";
import { countAgainst, type WindowLimit } from "../ratelimit/windows";
import { getWorkspace } from "../workspaces/service";
import type { Actor } from "./context";
import { recordOwn } from "./record";

const HOUR = 3_600;
const DAY = 86_400;
/** Digits that numbers of one block share: pumping walks through a block. */
const PREFIX_LENGTH = 8;

/** Contract §6 and A35. Per person, number, block of numbers, address and workspace. */
const limitsFor = (actor: Actor, number: string, dailyCap: number): WindowLimit[] => {
  const { workspace, user } = actor.subject;
  return [
    { name: "user", subject: `${workspace.id}\n${user.id}`, max: 10, windowSeconds: HOUR },
    { name: "number", subject: number, max: 10, windowSeconds: HOUR },
    { name: "prefix", subject: number.slice(0, PREFIX_LENGTH), max: 50, windowSeconds: HOUR },
    { name: "address", subject: actor.client.ip, max: 60, windowSeconds: HOUR },
    { name: "workspace", subject: workspace.id, max: dailyCap, windowSeconds: DAY },
  ];
};

/**
 * Puts a code on its way: allowed country, within every limit, in the outbox. Throws `country_not_allowed`, `sms_limit`.
 * The limits are counted outside the caller's transaction, so that a rollback gives nothing back.
 */
export async function sendCode(
  tx: Db,
  actor: Actor,
  purpose: string,
  to: { number: string; country: string; code: string },
): Promise<void> {
  const workspace = await getWorkspace(tx, actor.subject.workspace.id);
  const isAllowed = workspace.smsCountries.includes("*") || workspace.smsCountries.includes(to.country);
  if (!isAllowed) throw new AppError("country_not_allowed");
  const passed = await countAgainst(database(), limitsFor(actor, to.number, workspace.smsDailyCap));
  if (passed) {
    await recordOwn(
      database(),
      actor,
      "sms.limit_reached",
      { limit: passed, country: to.country },
      "refused",
    );
    throw new AppError("sms_limit");
  }
  await sendText(tx, {
    workspaceId: workspace.workspaceId,
    eventKey: newId("event"),
    to: to.number,
    code: to.code,
    workspaceName: workspace.name,
    lifetimeSeconds: SMS_CODE_SECONDS,
  });
  await recordOwn(tx, actor, "sms.sent", { purpose, country: to.country });
}
