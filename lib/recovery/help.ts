import "server-only";
import type { Admin } from "../admin/authority";
import { requireAct, tellUser } from "../admin/user-security";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { type Actor, ownerOf } from "../flows/context";
import { recordOwn } from "../flows/record";
import { getLockedUser } from "../identity/users/service";
import type { SessionSubject } from "../policy/facts";
import { countAgainst } from "../ratelimit/windows";
import { issueTo } from "./access-pass";
import { listHelpers } from "./helpers";
import { recordOn } from "./record";
import { type ResetState, resetIn } from "./reset";
import {
  answerOpenRequest,
  closeOwnRequest,
  findLastHelpRequest,
  hasHelpRequest,
  insertHelpRequest,
} from "./store";

/** So often may one person ask in a day: enough to try again, too little to fill a mailbox. */
const ASKS_PER_DAY = 5;

/** What somebody sees who can use none of their factors. Dates are ISO strings. */
export type HelpOffer = {
  /** The administrators by name; none: nobody can help, and a sole owner helps themselves. */
  helpers: string[];
  last: {
    state: "open" | "access_pass" | "reset" | "declined" | "withdrawn" | "closed";
    at: string;
    words: string;
  } | null;
  isSoleOwner: boolean;
};

/** What is offered to the user of a session that has got as far as the password. */
export async function getHelpOffer(db: Db, subject: SessionSubject): Promise<HelpOffer> {
  const helpers = await listHelpers(db, subject);
  const last = await findLastHelpRequest(db, { workspaceId: subject.workspace.id, userId: subject.user.id });
  return {
    helpers: helpers.map(({ name }) => name),
    last: last && {
      state: (last.answer as NonNullable<HelpOffer["last"]>["state"] | null) ?? "open",
      at: (last.answeredAt ?? last.createdAt).toISOString(),
      words: last.words,
    },
    isSoleOwner: subject.user.role === "owner" && helpers.length === 0,
  };
}

/**
 * Asks the workspace's administrators for help, in the user's own words; mailed to each, one open request at a time.
 * Throws `already_done`, `rate_limited`, and `recovery_refused` where nobody could answer.
 */
export async function askForHelp(db: Db, actor: Actor, words: string): Promise<void> {
  const owner = ownerOf(actor);
  const { ip, userAgent } = actor.client;
  const helpers = await listHelpers(db, actor.subject);
  if (helpers.length === 0) throw new AppError("recovery_refused");
  await inTransaction(db, async (tx) => {
    const limit = { name: "help", subject: owner.userId, max: ASKS_PER_DAY, windowSeconds: 86_400 };
    if (await countAgainst(tx, [limit])) throw new AppError("rate_limited");
    const id = newId("helpRequest");
    if (!(await insertHelpRequest(tx, { ...owner, id, words, ip, userAgent })))
      throw new AppError("already_done");
    await recordOwn(tx, actor, "help.requested", { requestId: id });
    const { user } = actor.subject;
    const url = `${env().APP_URL}/settings/requests`;
    const detail = { by: user.name, email: user.email, url };
    for (const helper of helpers) await tellUser(tx, actor, helper, { kind: "help_requested", detail });
  });
}

/** Takes one's own open request back. Throws `not_found`. */
export async function withdrawHelp(db: Db, actor: Actor): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (!(await closeOwnRequest(tx, ownerOf(actor), "withdrawn"))) throw new AppError("not_found");
    await recordOwn(tx, actor, "help.withdrawn");
  });
}

export type HelpAnswer =
  | { answer: "access_pass"; minutes: number }
  | { answer: "reset" }
  | { answer: "declined" };

/**
 * Answers a request, once: with a pass (its code is shown this once), a reset or a refusal, each with a reason. Throws
 * `already_done` where another administrator was first, `not_found`, and what `requireAct` throws.
 */
export async function answerHelp(
  db: Db,
  actor: Admin,
  input: HelpAnswer & { requestId: string; reason: string },
): Promise<{ code: string | null; reset: ResetState | null }> {
  const { workspace, user } = actor.subject;
  const { answer, reason, requestId } = input;
  return inTransaction(db, async (tx) => {
    const answered = await answerOpenRequest(tx, workspace.id, requestId, {
      answer,
      reason,
      answeredBy: user.id,
    });
    if (!answered) {
      const isThere = await hasHelpRequest(tx, workspace.id, requestId);
      throw new AppError(isThere ? "already_done" : "not_found");
    }
    if (answered.userId === user.id) throw new AppError("own_requirement");
    const target = await getLockedUser(tx, workspace.id, answered.userId);
    await recordOn(tx, actor, target, "help.answered", { requestId, answer, reason });
    if (answer === "access_pass") {
      return { code: await issueTo(tx, actor, target, { minutes: input.minutes, reason }), reset: null };
    }
    if (answer === "reset") return { code: null, reset: await resetIn(tx, actor, target, reason) };
    await requireAct(tx, actor, target, "access_pass");
    await tellUser(tx, actor, target, { kind: "help_answered", detail: { by: user.name, reason } });
    return { code: null, reset: null };
  });
}
