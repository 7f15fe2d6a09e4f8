import "server-only";
import { recordAct } from "../../admin/tell";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { hasRight } from "../../identity/core/rights";
import { removeEverythingOf } from "../artifacts/service";
import { detailsOf, keepsSecret, versionOf } from "./page";
import type { ApplicationDetails } from "./schema";
import { addSecret, createApplication } from "./service";
import {
  type ApplicationRow,
  deleteApplication,
  endLiveSecrets,
  listLiveSecrets,
  lockApplication,
  type NewApplication,
  updateApplication,
} from "./store";

/** How long the secret before goes on beside a new one, so that nothing stands still meanwhile. */
export const OVERLAP_HOURS = 24;
/** So many secrets are good at once at most: the one in use and the one that takes its place. */
export const MOST_SECRETS = 2;

const columnsOf = ({ grants, logo, kind, ...rest }: ApplicationDetails) => ({
  ...rest,
  kind,
  logoUri: logo,
  grantTypes: [...grants],
});

/** A program on a device or in a browser keeps no secret: PKCE, which is always asked for, stands in for it. */
const authOf = (kind: ApplicationDetails["kind"]): Pick<NewApplication, "authMethod"> => ({
  authMethod: kind === "native" ? "none" : "client_secret_basic",
});

/**
 * Adds an application. Its secret is in the answer and nowhere else; null: it keeps none. The caller asked for the right
 * and a fresh `aal2`. Throws `missing_right`.
 */
export async function addApplication(
  db: Db,
  actor: Actor,
  details: ApplicationDetails,
): Promise<{ clientId: string; secret: string | null }> {
  const { workspace, user } = actor.subject;
  requireManager(actor);
  return createApplication(
    db,
    { workspaceId: workspace.id, ...columnsOf(details), ...authOf(details.kind) },
    { actorId: user.id, client: actor.client },
  );
}

/**
 * Changes an application; of which type it is stays as it was made. `seen`: the version that the change was made from. Throws
 * `missing_right`, `not_found`, `conflict`.
 */
export async function saveApplication(
  db: Db,
  actor: Actor,
  { clientId, seen, details }: { clientId: string; seen: string; details: ApplicationDetails },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    const before = detailsOf(row);
    if (versionOf(row) !== seen || details.kind !== before.kind) throw new AppError("conflict");
    const changed = changedParts(before, details);
    if (!changed) return;
    // A picture of another's, which is not shown, stays with whoever registered it
    const logoUri = before.logo === details.logo ? row.logoUri : details.logo;
    await updateApplication(tx, row.workspaceId, row.id, { ...columnsOf(details), logoUri });
    await recordAct(tx, actor, row, "application.changed", changed);
  });
}

/** A picture says nothing to whoever reads the log, and is large. */
const asRecorded = ({ logo, ...details }: ApplicationDetails): Record<string, unknown> => ({
  ...details,
  hasLogo: logo !== null,
});

function changedParts(before: ApplicationDetails, after: ApplicationDetails) {
  const [then, now] = [asRecorded(before), asRecorded(after)];
  const names = Object.keys(now).filter((name) => !isSame(then[name], now[name]));
  const logoChanged = before.logo !== after.logo;
  if (names.length === 0 && !logoChanged) return null;
  const pick = (of: Record<string, unknown>) => Object.fromEntries(names.map((name) => [name, of[name]]));
  return { before: pick(then), after: pick(now), logoChanged };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * A new secret beside the one there is, which ends in a day, or at once where it has leaked. Throws `missing_right`,
 * `not_found`, `too_many` where two are in use already.
 */
export async function replaceApplicationSecret(
  db: Db,
  actor: Actor,
  { clientId, endsOld }: { clientId: string; endsOld: "later" | "now" },
): Promise<{ secret: string }> {
  return inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    if (!keepsSecret(row)) throw new AppError("not_found");
    const live = await listLiveSecrets(tx, row.workspaceId, row.id);
    if (endsOld === "later" && live.length >= MOST_SECRETS) throw new AppError("too_many");
    await endLiveSecrets(
      tx,
      { workspaceId: row.workspaceId, clientId: row.id },
      endsOld === "now" ? 0 : OVERLAP_HOURS,
    );
    const secret = await addSecret(tx, row.workspaceId, row.id, actor.subject.user.id);
    await recordAct(tx, actor, row, "application.secret_replaced", { endsOld });
    return { secret };
  });
}

/** Ends one secret at once. The last one stays until there is another. Throws `missing_right`, `not_found`, `conflict`. */
export async function endApplicationSecret(
  db: Db,
  actor: Actor,
  { clientId, secretId }: { clientId: string; secretId: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    const live = await listLiveSecrets(tx, row.workspaceId, row.id);
    const ended = live.find(({ id }) => id === secretId);
    if (!ended) throw new AppError("not_found");
    if (live.length === 1) throw new AppError("conflict");
    await endLiveSecrets(tx, { workspaceId: row.workspaceId, clientId: row.id, id: secretId }, 0);
    await recordAct(tx, actor, row, "application.secret_ended", { ending: ended.ending });
  });
}

/**
 * Removes an application with its secrets, everything it holds and what its users let it do: nobody signs in to it from
 * here on. Throws `missing_right`, `not_found`.
 */
export async function removeApplication(db: Db, actor: Actor, clientId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    await removeEverythingOf(tx, { workspaceId: row.workspaceId, clientId: row.id });
    await deleteApplication(tx, row.workspaceId, row.id);
    await recordAct(tx, actor, row, "application.deleted", { name: row.name });
  });
}

export function requireManager({ subject }: Actor): void {
  if (!hasRight(subject.user, "manage_applications")) throw new AppError("missing_right");
}

async function getLocked(tx: Db, actor: Actor, clientId: string): Promise<ApplicationRow> {
  requireManager(actor);
  const row = await lockApplication(tx, actor.subject.workspace.id, clientId);
  if (!row) throw new AppError("not_found");
  return row;
}
