import "server-only";
import { recordEvent } from "../../audit/service";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import type { Actor } from "../../flows/context";
import { removeEverythingHeld } from "../artifacts/service";
import {
  type ConsentKey,
  deleteConsent,
  findConsent,
  type Given,
  listConsents,
  setConsentOptIn,
  upsertConsent,
} from "./store";

export { type ConsentRow, findConsent, type Given, touchConsent, upsertConsent } from "./store";

const keyOf = ({ subject }: Actor, clientId: string): ConsentKey => ({
  workspaceId: subject.workspace.id,
  userId: subject.user.id,
  clientId,
});

const union = (one: readonly string[], other: readonly string[]): string[] => [
  ...new Set([...one, ...other]),
];

/** Keeps what the user let an application do, beside what they let it do before, on record. */
export async function rememberConsent(db: Db, actor: Actor, clientId: string, given: Given): Promise<void> {
  const key = keyOf(actor, clientId);
  await inTransaction(db, async (tx) => {
    const before = await findConsent(tx, key);
    const resources = { ...before?.resources };
    for (const [name, scopes] of Object.entries(given.resources))
      resources[name] = union(resources[name] ?? [], scopes);
    await upsertConsent(tx, key, {
      scopes: union(before?.scopes ?? [], given.scopes),
      claims: union(before?.claims ?? [], given.claims),
      resources,
    });
    await recordEvent(tx, {
      workspaceId: key.workspaceId,
      action: "consent.given",
      actorId: key.userId,
      targetId: clientId,
      client: actor.client,
      data: { ...given },
    });
  });
}

/** The user wants an application out: what it holds of theirs is worth nothing from here on. */
export async function endConsent(db: Db, actor: Actor, clientId: string): Promise<void> {
  const key = keyOf(actor, clientId);
  await inTransaction(db, async (tx) => {
    if (!(await deleteConsent(tx, key))) throw new AppError("not_found");
    await removeEverythingHeld(tx, key);
    await recordEvent(tx, {
      workspaceId: key.workspaceId,
      action: "consent.ended",
      actorId: key.userId,
      targetId: clientId,
      client: actor.client,
    });
  });
}

/** The user's own wish for a second factor in one application; it counts where the application leaves it to them. */
export async function setOptIn(db: Db, actor: Actor, clientId: string, isOn: boolean): Promise<void> {
  const key = keyOf(actor, clientId);
  await inTransaction(db, async (tx) => {
    if (!(await setConsentOptIn(tx, key, isOn))) throw new AppError("not_found");
    await recordEvent(tx, {
      workspaceId: key.workspaceId,
      action: "consent.opted_in",
      actorId: key.userId,
      targetId: clientId,
      client: actor.client,
      data: { isOn },
    });
  });
}

/** One application that the user let in. Dates are ISO strings. */
export type Connection = {
  clientId: string;
  name: string;
  homeUri: string | null;
  scopes: string[];
  since: string;
  lastUsedAt: string;
  /** Whether the user may ask for a second factor here, and does; null: it is not theirs to say. */
  optedIn: boolean | null;
};

export async function listConnections(db: Db, { workspace, user }: Actor["subject"]): Promise<Connection[]> {
  const rows = await listConsents(db, workspace.id, user.id);
  return rows.map(({ consent, application }) => ({
    clientId: application.id,
    name: application.name,
    homeUri: application.homeUri,
    scopes: consent.scopes,
    since: consent.createdAt.toISOString(),
    lastUsedAt: consent.lastUsedAt.toISOString(),
    optedIn: application.rule === "opted_in" ? consent.optedInAt !== null : null,
  }));
}
