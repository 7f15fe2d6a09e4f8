import "server-only";
import { recordEvent } from "../../audit/service";
import type { Client } from "../../core/client";
import { hashToken, randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Proof } from "../../policy/core/types";
import { sendOwnNotice } from "../own-notices";
import { getLockedUser } from "../users/service";
import {
  deleteUnusedBrowsers,
  forgetRemembered,
  hasBrowser,
  insertBrowser,
  listRemembered,
  lockBrowserByTokens,
  lockBrowserOfSession,
  markRemembered,
  type Owner,
  setSessionBrowser,
  touchBrowser,
} from "./store";

export { isMetInSession, listBeginnings } from "./store";

/** A remembered browser that was not used for so long is remembered no more (contract §6). */
export const REMEMBERED_UNUSED_DAYS = 7;
/** A browser that was not used for so long is a new one again: what a browser keeps a cookie for at most. */
const KNOWN_DAYS = 400;

type InSession = Owner & { sessionId: string };

const record = (
  db: Db,
  { workspaceId, userId, sessionId }: InSession,
  client: Client,
  action: "browser.added" | "browser.remembered",
  browserId: string,
) =>
  recordEvent(db, {
    workspaceId,
    action,
    actorId: userId,
    targetId: userId,
    client,
    data: { sessionId, browserId },
  });

/**
 * Lays the browser of a sign-in beside the session that has just begun: known, and remembered where it still is. What
 * being remembered is worth is the decision's question. Call it in the transaction of the new session.
 */
export async function presentBrowser(tx: Db, session: InSession, client: Client): Promise<void> {
  const hashes = (client.browserSecrets ?? []).map(hashToken);
  const found = await lockBrowserByTokens(tx, session, hashes, REMEMBERED_UNUSED_DAYS);
  if (!found) return;
  const { id, rememberedAt } = found.row;
  await setSessionBrowser(tx, session, { id, rememberedAt: found.isUsedLately ? rememberedAt : null });
  await touchBrowser(tx, session, id, { ip: client.ip, userAgent: client.userAgent });
}

/**
 * Keeps a browser in which a sign-in got through for the first time and tells its user, unless it is their very first.
 * Returns the secret for its cookie; null: the session's browser is known.
 */
export async function meetBrowser(
  db: Db,
  session: InSession & { workspace: string; proofs: readonly Pick<Proof, "factor">[] },
  client: Client,
): Promise<string | null> {
  const { workspaceId, userId } = session;
  const secret = randomToken();
  return inTransaction(db, async (tx) => {
    const user = await getLockedUser(tx, workspaceId, userId);
    await deleteUnusedBrowsers(tx, session, KNOWN_DAYS);
    const isFirst = !(await hasBrowser(tx, session));
    const id = newId("browser");
    if (!(await setSessionBrowser(tx, session, { id, rememberedAt: null }))) return null;
    const { ip, userAgent } = client;
    await insertBrowser(tx, { workspaceId, userId, id, tokenHash: hashToken(secret), ip, userAgent });
    await record(tx, session, client, "browser.added", id);
    if (isFirst) return secret;
    const detail = { proved: session.proofs.map(({ factor: kind }) => ({ kind })) };
    const event = { kind: "new_browser", detail, eventKey: id, at: new Date(), client } as const;
    await sendOwnNotice(tx, { ...user, userId, workspace: session.workspace }, event);
    return secret;
  });
}

/**
 * Remembers the session's browser from now on, under a new secret: a copy of the cookie from before is worth nothing. The
 * caller has checked that the second factor was proved and that the policy allows it. Throws `session_ended`.
 */
export async function rememberBrowser(
  db: Db,
  session: InSession,
  client: Client,
): Promise<{ secret: string; replaced: string | null }> {
  const secret = randomToken();
  return inTransaction(db, async (tx) => {
    const row = await lockBrowserOfSession(tx, session);
    if (!row) throw new AppError("session_ended");
    await markRemembered(tx, session, row.id, hashToken(secret));
    await record(tx, session, client, "browser.remembered", row.id);
    const replaced = client.browserSecrets?.find((held) => hashToken(held) === row.tokenHash) ?? null;
    return { secret, replaced };
  });
}

/** The user's remembered browsers that count under a policy of so many days; none where it allows none. */
export const listRememberedBrowsers = (db: Db, owner: Owner, days: number) =>
  listRemembered(db, owner, { days, unusedDays: REMEMBERED_UNUSED_DAYS });

/** Remembers none of the user's browsers any more, and says how many were. They stay known. */
export const forgetBrowsers = (db: Db, owner: Owner): Promise<number> => forgetRemembered(db, owner, null);

/** Remembers one browser no more; false where it was not. */
export const forgetBrowser = async (db: Db, owner: Owner, id: string): Promise<boolean> =>
  (await forgetRemembered(db, owner, id)) === 1;
