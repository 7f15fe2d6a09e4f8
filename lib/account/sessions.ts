import "server-only";
import { type Device, readDevice } from "../core/device";
import { AppError } from "../core/errors";
import { countryOf } from "../core/place";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import type { Actor } from "../flows/context";
import { bindingOf } from "../flows/context";
import { recordOwn } from "../flows/record";
import { fromStored } from "../identity/core/proofs";
import { endAccess, endSession, listUnendedSessions } from "../identity/sessions/service";
import { isSessionOver } from "../policy/core/session-presets";
import type { Proof } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";

/** One place where the user is signed in. Dates are ISO strings; `country` is ISO 3166-1 alpha-2. */
export type OwnSession = {
  id: string;
  isCurrent: boolean;
  device: Device | null;
  ip: string;
  country: string | null;
  beganAt: string;
  lastSeenAt: string;
  proofs: { factor: Proof["factor"]; at: string }[];
  isRemembered: boolean;
};

/** Where the signed-in user is signed in, this session first, then the newest. */
export async function listOwnSessions(db: Db, subject: SessionSubject): Promise<OwnSession[]> {
  const { workspace, user, rules, facts, sessionId } = subject;
  const rows = await listUnendedSessions(db, workspace.id, user.id);
  const live = rows.filter((row) => {
    const lived = { beganAt: row.createdAt, lastSeenAt: row.lastSeenAt, endedAt: row.endedAt };
    return !isSessionOver(rules.sessionPreset, lived, facts.now);
  });
  return live
    .map((row) => ({
      id: row.id,
      isCurrent: row.id === sessionId,
      device: readDevice(row.userAgent),
      ip: row.ip,
      country: countryOf(row.ip),
      beganAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      proofs: row.proofs.map(fromStored).map(({ factor, at }) => ({ factor, at: at.toISOString() })),
      isRemembered: row.rememberedAt !== null,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}

/**
 * Ends one of the actor's own sessions. The one that asks is ended by signing out instead. Throws `not_found` for
 * anybody else's, `already_done` for one that has ended.
 */
export async function endOwnSession(db: Db, actor: Actor, sessionId: string): Promise<void> {
  const { workspaceId, userId, sessionId: current } = bindingOf(actor);
  if (sessionId === current) throw new AppError("invalid_input");
  await inTransaction(db, async (tx) => {
    const own = await listUnendedSessions(tx, workspaceId, userId);
    if (!own.some(({ id }) => id === sessionId)) throw new AppError("not_found");
    if (!(await endSession(tx, workspaceId, sessionId, "ended_by_user"))) throw new AppError("already_done");
    await recordOwn(tx, actor, "session.ended", { ended: sessionId });
  });
}

/** Ends every session of the actor but the one that asks, remembers no browser any more, and says how many ended. */
export async function endOwnOtherSessions(db: Db, actor: Actor): Promise<number> {
  const { workspaceId, userId, sessionId } = bindingOf(actor);
  return inTransaction(db, async (tx) => {
    const count = await endAccess(tx, { workspaceId, userId, except: [sessionId], reason: "ended_by_user" });
    await recordOwn(tx, actor, "session.ended", { others: count });
    return count;
  });
}
