import "server-only";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { getLockedWorkspace, getWorkspace, setWorkspace, type WorkspaceRow } from "../../workspaces/service";
import { requireManager } from "../applications/manage";
import type { Terms } from "./schema";

const termsOf = ({ scopeLevels, freshBelowSeconds }: WorkspaceRow): Terms => ({
  scopes: Object.entries(scopeLevels)
    .map(([scope, level]) => ({ scope, level }))
    .sort((a, b) => (a.scope < b.scope ? -1 : 1)),
  freshBelowSeconds,
});

/** The workspace's tables, the scopes in order. */
export const getTerms = async (db: Db, workspaceId: string): Promise<Terms> =>
  termsOf(await getWorkspace(db, workspaceId));

const inOrder = ({ scopes, freshBelowSeconds }: Terms): string =>
  JSON.stringify([scopes.map(({ scope, level }) => [scope, level]).sort(), freshBelowSeconds]);

/**
 * Says which scopes demand which level, and below which `max_age` a fresh second factor is asked for, of every application of
 * the workspace from its next request on. Throws `missing_right`, `conflict` where `seen` is no longer what is stored.
 */
export async function saveTerms(
  db: Db,
  actor: Actor,
  { seen, terms }: { seen: Terms; terms: Terms },
): Promise<void> {
  requireManager(actor);
  const workspaceId = actor.subject.workspace.id;
  await inTransaction(db, async (tx) => {
    const before = termsOf(await getLockedWorkspace(tx, workspaceId));
    if (inOrder(before) !== inOrder(seen)) throw new AppError("conflict");
    if (inOrder(before) === inOrder(terms)) return;
    const scopeLevels = Object.fromEntries(terms.scopes.map(({ scope, level }) => [scope, level]));
    await setWorkspace(tx, workspaceId, { scopeLevels, freshBelowSeconds: terms.freshBelowSeconds });
    await recordEvent(tx, {
      workspaceId,
      action: "context.changed",
      actorId: actor.subject.user.id,
      targetId: workspaceId,
      client: actor.client,
      data: { before, after: terms },
    });
  });
}
