import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { SMS_CODE_SECONDS, SMS_COOLDOWN_SECONDS } from "../factors/sms";
import { sendText } from "../messaging/service";
import { countAgainst, type WindowLimit } from "../ratelimit/windows";
import { getWorkspace } from "../workspaces/service";
import type { Actor } from "./context";
import { recordOwn } from "./record";

const HOUR = 3_600;
const DAY = 86_400;
/** Digits that numbers of one block share: pumping walks through a block. */
const PREFIX_LENGTH = 8;
const COOLDOWN = "cooldown";
/** A second short of the cool-down, so that two sends a cool-down apart never fall into one window. */
const COOLDOWN_WINDOW = SMS_COOLDOWN_SECONDS - 1;

/** Contract §6 and A35. Per person and number, person, number, block of numbers, address and workspace. */
const limitsFor = (actor: Actor, number: string, dailyCap: number): WindowLimit[] => {
  const { workspace, user } = actor.subject;
  const person = `${workspace.id}\n${user.id}`;
  return [
    { name: COOLDOWN, subject: `${person}\n${number}`, max: 1, windowSeconds: COOLDOWN_WINDOW },
    { name: "user", subject: person, max: 10, windowSeconds: HOUR },
    { name: "number", subject: number, max: 10, windowSeconds: HOUR },
    { name: "prefix", subject: number.slice(0, PREFIX_LENGTH), max: 50, windowSeconds: HOUR },
    { name: "address", subject: actor.client.ip, max: 60, windowSeconds: HOUR },
    { name: "workspace", subject: workspace.id, max: dailyCap, windowSeconds: DAY },
  ];
};

/** Carries a limit that refused out of the transaction that it rolls back. */
class LimitReached extends Error {
  constructor(
    readonly limit: string,
    readonly country: string,
  ) {
    super("sms limit");
  }
}

/**
 * Runs a transaction that may call `sendCode`. Pass the pool: what a limit refused is rolled back, and the alarm is
 * audited after that. Throws `sms_limit`, or `too_many_attempts` with the seconds left of the cool-down.
 */
export async function inSendingTransaction<T>(
  db: Db,
  actor: Actor,
  work: (tx: Db) => Promise<T>,
): Promise<T> {
  try {
    return await inTransaction(db, work);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    const { limit, country } = error;
    if (limit === COOLDOWN) {
      const second = Math.floor(actor.subject.facts.now.getTime() / 1_000);
      const retryAfterSeconds = COOLDOWN_WINDOW - (second % COOLDOWN_WINDOW);
      throw new AppError("too_many_attempts", { retryAfterSeconds });
    }
    await recordOwn(db, actor, "sms.limit_reached", { limit, country }, "refused");
    throw new AppError("sms_limit");
  }
}

/**
 * Puts a code on its way: allowed country, within every limit, in the outbox. Counted with the message itself, so that
 * only what is sent counts and nobody who is refused uses up the others' share. Throws `country_not_allowed`; within
 * `inSendingTransaction` alone.
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
  const passed = await countAgainst(tx, limitsFor(actor, to.number, workspace.smsDailyCap));
  if (passed) throw new LimitReached(passed, to.country);
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
