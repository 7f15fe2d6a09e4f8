import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { countAnew, setRollout } from "../../policy/rings/service";
import { getLockedWorkspace } from "../../workspaces/service";
import type { Admin } from "../authority";
import { requireActForAll } from "../enforcement/permission";
import { getStored } from "./plan";
import { recordRings, tellRings } from "./tell";

/**
 * Lets no further ring start until it is resumed; whoever is in a ring that has started stays in it. Takes `aal2`. Audited and
 * mailed. Throws `not_found` where nothing is planned, `already_done` where it is paused or every ring has started.
 */
export async function pauseRings(db: Db, actor: Admin): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    await getLockedWorkspace(tx, workspace.id);
    requireActForAll(actor, "loosen");
    const { pausedAt, rings } = await getStored(tx, workspace.id);
    if (pausedAt !== null || rings.every(({ startedAt }) => startedAt !== null))
      throw new AppError("already_done");
    const reason = "administrator";
    await setRollout(tx, workspace.id, { pausedAt: facts.now, pausedBy: user.id, pausedReason: reason });
    await recordRings(tx, actor, "rings.paused", { reason });
    await tellRings(tx, actor, { kind: "rings_paused", detail: { reason, people: 0 } });
  });
}

/**
 * Lets further rings start again, one that was due meanwhile at the next look. What went wrong up to now counts no more: the
 * limits begin anew. Takes the freshest proof that the actor's factors allow. Audited and mailed. Throws `not_found`,
 * `already_done` where it is not paused.
 */
export async function resumeRings(db: Db, actor: Admin): Promise<void> {
  const { workspace, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    await getLockedWorkspace(tx, workspace.id);
    requireActForAll(actor, "tighten");
    const { pausedAt, pausedReason } = await getStored(tx, workspace.id);
    if (pausedAt === null) throw new AppError("already_done");
    const running = { pausedAt: null, pausedBy: null, pausedReason: null, pausedPeople: null };
    await setRollout(tx, workspace.id, { ...running, nextLookAt: facts.now });
    await countAnew(tx, workspace.id);
    await recordRings(tx, actor, "rings.resumed", { pausedAt: pausedAt.toISOString(), reason: pausedReason });
    await tellRings(tx, actor, { kind: "rings_resumed", detail: {} });
  });
}
