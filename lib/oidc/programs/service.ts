import "server-only";
import { recordAct } from "../../admin/tell";
import { isScope, rightsFor, type Scope } from "../../api/core/scopes";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { hasRight } from "../../identity/core/rights";
import { getUserNames, listUsers, tellAdministrators } from "../../identity/users/service";
import { listPolicyNames } from "../../policy/policies";
import { addSecret, createApplication } from "../applications/service";
import type { ProgramInput } from "./schema";
import {
  disableProgram,
  endSecrets,
  listLiveSecrets,
  listProgramRows,
  lockProgram,
  type ProgramRow,
  updateProgram,
  voidTokens,
} from "./store";

/** How long the secret before goes on beside a new one, so that nothing stands still meanwhile. */
export const OVERLAP_HOURS = 24;

/** A machine client as `/settings/api` shows it. Dates are ISO strings. */
export type Program = {
  id: string;
  name: string;
  scopes: Scope[];
  policies: string[] | null;
  createdBy: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  secrets: { ending: string; createdAt: string; expiresAt: string | null }[];
  /** Somebody was shown a live secret who is blocked, gone, or no administrator any more. */
  isKnownOutside: boolean;
};

/** The workspace's programs by name, with the endings of their live secrets. */
export async function listPrograms(db: Db, workspaceId: string): Promise<Program[]> {
  const rows = await listProgramRows(db, workspaceId);
  const secrets = await listLiveSecrets(db, workspaceId);
  const names = await getUserNames(
    db,
    workspaceId,
    rows.map(({ createdBy }) => createdBy),
  );
  const holders = secrets.flatMap(({ createdBy }) => createdBy ?? []);
  const inside = new Set(
    (await listUsers(db, workspaceId, [...new Set(holders)]))
      .filter(({ role, blockedAt }) => role !== "member" && !blockedAt)
      .map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: row.apiScopes.filter(isScope),
    policies: row.apiPolicies,
    createdBy: row.createdBy ? (names.get(row.createdBy) ?? null) : null,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    isKnownOutside: secrets.some(
      ({ clientId, createdBy }) => clientId === row.id && createdBy !== null && !inside.has(createdBy),
    ),
    secrets: secrets
      .filter(({ clientId }) => clientId === row.id)
      .map(({ ending, createdAt, expiresAt }) => ({
        ending,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt?.toISOString() ?? null,
      })),
  }));
}

/**
 * Makes a program. Its secret is in the answer and nowhere else. Nobody grants more than they may themselves. Audited, and
 * mailed to the other administrators. The caller asked for the right and a fresh `aal2`. Throws `missing_right`, `not_found`
 * for a policy that is not there.
 */
export async function createProgram(
  db: Db,
  actor: Actor,
  input: ProgramInput,
): Promise<{ clientId: string; secret: string }> {
  const { workspace, user, facts } = actor.subject;
  return inTransaction(db, async (tx) => {
    await requireGrantable(tx, actor, input);
    const { clientId, secret } = await createApplication(
      tx,
      {
        workspaceId: workspace.id,
        name: input.name,
        kind: "machine",
        grantTypes: ["client_credentials"],
        apiScopes: input.scopes,
        apiPolicies: input.policies,
      },
      { actorId: user.id, client: actor.client },
    );
    await tellAdministrators(tx, workspace, {
      kind: "program_created",
      eventKey: newId("event"),
      at: facts.now,
      client: actor.client,
      detail: { by: user.name, name: input.name, url: `${env().APP_URL}/settings/api` },
      except: user.id,
    });
    return { clientId, secret: secret ?? "" };
  });
}

/** Changes what a program may; a scope that is taken away is gone from its tokens at once. Throws as `createProgram`. */
export async function saveProgram(
  db: Db,
  actor: Actor,
  { clientId, ...input }: ProgramInput & { clientId: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    await requireGrantable(tx, actor, input);
    const after = { name: input.name, apiScopes: input.scopes, apiPolicies: input.policies };
    await updateProgram(tx, row.workspaceId, row.id, after);
    const before = { name: row.name, apiScopes: row.apiScopes, apiPolicies: row.apiPolicies };
    await recordAct(tx, actor, row, "application.changed", { before, after });
  });
}

/** A new secret beside the one there is, which ends in a day, or at once with every token where it has leaked. Throws `not_found`. */
export async function replaceSecret(
  db: Db,
  actor: Actor,
  { clientId, endsOld }: { clientId: string; endsOld: "later" | "now" },
): Promise<{ secret: string }> {
  return inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    await requireGrantable(tx, actor, { scopes: row.apiScopes.filter(isScope), policies: null });
    await endSecrets(tx, row.workspaceId, row.id, endsOld === "now" ? 0 : OVERLAP_HOURS);
    if (endsOld === "now") await voidTokens(tx, row.workspaceId, row.id);
    const secret = await addSecret(tx, row.workspaceId, row.id, actor.subject.user.id);
    await recordAct(tx, actor, row, "application.secret_replaced", { endsOld });
    return { secret };
  });
}

/** Ends a program with every secret and token of its, at once. Throws `not_found`. */
export async function revokeProgram(db: Db, actor: Actor, clientId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const row = await getLocked(tx, actor, clientId);
    await disableProgram(tx, row.workspaceId, row.id);
    await endSecrets(tx, row.workspaceId, row.id, 0);
    await recordAct(tx, actor, row, "application.revoked", { name: row.name });
  });
}

async function getLocked(tx: Db, { subject }: Actor, clientId: string): Promise<ProgramRow> {
  const row = await lockProgram(tx, subject.workspace.id, clientId);
  if (!row) throw new AppError("not_found");
  return row;
}

/** A secret is as good as the scopes behind it: whoever gets one to see holds every right that they stand for. */
async function requireGrantable(
  tx: Db,
  { subject }: Actor,
  { scopes, policies }: { scopes: readonly Scope[]; policies: readonly string[] | null },
): Promise<void> {
  if (scopes.some((scope) => !rightsFor(scope).every((right) => hasRight(subject.user, right))))
    throw new AppError("missing_right");
  const known = policies ? await listPolicyNames(tx, subject.workspace.id) : [];
  if (policies?.some((id) => !known.some((policy) => policy.id === id))) throw new AppError("not_found");
}
