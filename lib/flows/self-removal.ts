import "server-only";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { availableKinds } from "../factors/registry";
import { type CredentialRow, listCredentials, removeCredentials } from "../factors/service";
import { endAccess, listUnendedSessions, type SessionRow } from "../identity/sessions/service";
import { tellAdministrators, updateUser } from "../identity/users/service";
import { decide } from "../policy/core/decide";
import { findSubject, type Subject, sessionFacts } from "../policy/facts";
import { requirementOf } from "../policy/service";
import { type Actor, ownerOf } from "./context";
import { noticeOwn, recordOwn } from "./record";

/** Takes these factors away and says in the mail which; 2FA is off afterwards. */
export async function switchOff(tx: Db, actor: Actor, gone: readonly CredentialRow[]): Promise<void> {
  const { workspaceId, userId } = ownerOf(actor);
  await removeCredentials(
    tx,
    ownerOf(actor),
    gone.map((row) => row.id),
  );
  await updateUser(tx, workspaceId, userId, {
    twoFactorOn: false,
    twoFactorOrigin: null,
    twoFactorSince: null,
    preferredFactor: null,
  });
  const factors = gone.map(({ kind, label }) => ({ kind, label }));
  await noticeOwn(tx, actor, { kind: "two_factor_off", detail: { factors } });
}

/**
 * What a policy may let a required user do: every factor goes and recovery codes stay. All sessions fall to set-up at once;
 * one that the rule does not bind, so that it would go on without a second factor, ends. Audited, and told to the
 * administrators. Call it with the user locked and `fresh` read under the lock.
 */
export async function removeOwnTwoStep(tx: Db, actor: Actor, fresh: Subject): Promise<void> {
  const gone = await listCredentials(tx, ownerOf(actor));
  if (gone.length === 0) throw new AppError("already_done");
  await switchOff(tx, actor, gone);
  const held = await listHeldSessions(tx, fresh);
  const owner = ownerOf(actor);
  const sessionsEnded = await endAccess(tx, { ...owner, except: held, reason: "two_factor_disabled" });
  const removed = gone.map((row) => row.kind);
  await recordOwn(tx, actor, "mfa.self_removed", { removed, sessionsEnded, sessionsHeld: held.length });
  const { workspace, user, facts } = actor.subject;
  await tellAdministrators(tx, workspace, {
    kind: "self_removed",
    eventKey: newId("event"),
    at: facts.now,
    client: actor.client,
    detail: { by: user.name, email: user.email, url: `${env().APP_URL}/settings/users/${user.id}` },
    except: user.id,
  });
}

/** The user's sessions that are asked for something before they go on, now that there is no factor. */
async function listHeldSessions(tx: Db, { workspace, user }: Subject): Promise<string[]> {
  const bare = await findSubject(tx, workspace.id, user.id, availableKinds());
  if (!bare) throw new AppError("not_found");
  const isHeld = (row: SessionRow): boolean => {
    const session = sessionFacts(row, bare.rules.sessionPreset, bare.facts.now);
    const { outcome } = decide(requirementOf(bare), { ...bare.facts, session });
    return outcome === "setup" || outcome === "challenge";
  };
  const rows = await listUnendedSessions(tx, workspace.id, user.id);
  return rows.filter(isHeld).map(({ id }) => id);
}
