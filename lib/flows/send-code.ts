import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { SMS_CODE_SECONDS, SMS_COOLDOWN_SECONDS } from "../factors/sms";
import { tellAdministrators } from "../identity/users/service";
import type { NoticeDetails } from "../messaging/core/notices";
import { sendText } from "../messaging/service";
import { beginHold, findSecondsHeld } from "../ratelimit/holds";
import { countAgainst, getTally, tally, type WindowLimit } from "../ratelimit/windows";
import { getWorkspace } from "../workspaces/service";
import type { Actor } from "./context";
import { COMPLETION, isTooFewCompleted, PREFIX_LENGTH, SMS_LIMITS } from "./core/sms-limits";
import { recordOwn } from "./record";

/** Limits whose passing is mailed to the administrators, once per window: somebody may be pumping. */
const ALARMING = ["prefix", "workspace"];

/** Contract §6 and A35. Per person, number, block of numbers, address and workspace. */
const limitsFor = (actor: Actor, number: string, dailyCap: number): WindowLimit[] => {
  const { workspace, user } = actor.subject;
  return [
    { name: "user", subject: `${workspace.id}\n${user.id}`, ...SMS_LIMITS.user },
    { name: "number", subject: number, ...SMS_LIMITS.number },
    { name: "prefix", subject: number.slice(0, PREFIX_LENGTH), ...SMS_LIMITS.prefix },
    { name: "address", subject: actor.client.ip, ...SMS_LIMITS.address },
    { name: "workspace", subject: workspace.id, max: dailyCap, ...SMS_LIMITS.workspace },
  ];
};

/** Carries a limit that refused out of the transaction that it rolls back. */
class LimitReached extends Error {
  constructor(
    readonly limit: Pick<WindowLimit, "name"> & Partial<WindowLimit>,
    readonly country: string,
  ) {
    super("sms limit");
  }
}

/**
 * Runs a transaction that may call `sendCode`. Pass the pool: what a limit refused is rolled back, and the alarm is
 * audited and mailed after that. Throws `sms_limit`.
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
    await inTransaction(db, async (tx) => {
      await recordOwn(tx, actor, "sms.limit_reached", { limit: limit.name, country }, "refused");
      const { name, windowSeconds } = limit;
      if (!windowSeconds || !ALARMING.includes(name)) return;
      const window = Math.floor(actor.subject.facts.now.getTime() / 1_000 / windowSeconds);
      await alarm(tx, actor, `sms_limit ${name} ${window}`, { limit: name as "prefix", country });
    });
    throw new AppError("sms_limit");
  }
}

/** Mails the administrators that no more codes are sent. */
const alarm = (tx: Db, actor: Actor, eventKey: string, detail: NoticeDetails["sms_limit"]): Promise<void> =>
  tellAdministrators(tx, actor.subject.workspace, {
    kind: "sms_limit",
    detail,
    eventKey,
    at: actor.subject.facts.now,
    client: actor.client,
  });

/**
 * Puts a code on its way: allowed country, within every limit, in the outbox. Counted with the message itself, so that
 * only what is sent counts and nobody who is refused uses up the others' share. Throws `country_not_allowed`; within
 * `inSendingTransaction` alone. Throws `too_many_attempts` with the seconds left of the cool-down.
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
  const { workspaceId } = workspace;
  const wait = await beginHold(
    tx,
    { name: "cooldown", subject: `${workspaceId}\n${actor.subject.user.id}\n${to.number}` },
    SMS_COOLDOWN_SECONDS,
  );
  if (wait !== null) throw new AppError("too_many_attempts", { retryAfterSeconds: wait });
  const passed = await countAgainst(tx, limitsFor(actor, to.number, workspace.smsDailyCap));
  if (passed) throw new LimitReached(passed, to.country);
  await keepCompletion(tx, actor, to.country);
  await sendText(tx, {
    workspaceId,
    eventKey: newId("event"),
    to: to.number,
    code: to.code,
    workspaceName: workspace.name,
    locale: actor.subject.user.locale,
    lifetimeSeconds: SMS_CODE_SECONDS,
  });
  await recordOwn(tx, actor, "sms.sent", { purpose, country: to.country });
}

const perCountry = ({ subject }: Actor, country: string): string => `${subject.workspace.id}\n${country}`;

/**
 * Counts a message to a country, and stops sending there for an hour where hardly any code is typed in (A35). The message
 * that shows it still leaves; the stop is audited and mailed with it.
 */
async function keepCompletion(tx: Db, actor: Actor, country: string): Promise<void> {
  const subject = perCountry(actor, country);
  const stop = { name: "completion", subject };
  if ((await findSecondsHeld(tx, stop)) !== null) throw new LimitReached({ name: stop.name }, country);
  await tally(tx, { name: "sent", subject });
  const sent = await getTally(tx, { name: "sent", subject }, COMPLETION.lookBackHours);
  if (sent < COMPLETION.leastSent) return;
  const completed = await getTally(tx, { name: "completed", subject }, COMPLETION.lookBackHours);
  if (!isTooFewCompleted(sent, completed)) return;
  await beginHold(tx, stop, COMPLETION.stopSeconds);
  await recordOwn(tx, actor, "sms.limit_reached", { limit: stop.name, country, sent, completed });
  await alarm(tx, actor, newId("event"), { limit: "completion", country });
}

/** Counts a code that was typed in, in the transaction of what it proved. `state` is the answered flow's. */
export async function countCompleted(tx: Db, actor: Actor, state: Record<string, unknown>): Promise<void> {
  await tally(tx, { name: "completed", subject: perCountry(actor, String(state.country)) });
}
