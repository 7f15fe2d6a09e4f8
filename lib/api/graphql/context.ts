import "server-only";
import type { Admin } from "../../admin/authority";
import type { Client } from "../../core/client";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { hasRight } from "../../identity/core/rights";
import type { SessionSubject } from "../../policy/facts";
import { actorOf, type Caller } from "../caller";
import { rightsFor, SCOPE_NAMES, type Scope } from "../core/scopes";
import { type Room, requireScope, requireUnbounded } from "../rest/guard";
import type { Loaders } from "./loaders";

/** Who asks. A person has in place of scopes what their rights stand for. */
export type Visitor = { caller: Caller; person: SessionSubject | null; now: Date };

export type Context = {
  db: Db;
  client: Client;
  visitor: Visitor;
  loaders: Loaders;
  idempotencyKey: string | null;
  /** How the caller's minute stands, as it is counted. */
  admitted: Room;
  /** Ends when the other side is gone. */
  gone: AbortSignal;
  /** Asks again who asks, for what lasts: throws once the token or the session has ended. */
  again: () => Promise<Visitor>;
};

/** What guards a field, as it stands in the schema's extensions. */
export type Guard = { scopes: readonly Scope[]; alsoUses?: readonly Scope[]; isForAll?: boolean };

/** Throws `insufficient_scope` for a program, `missing_right` for a person or for what a bounded program may not. */
export function requireGuard({ caller, person }: Visitor, { scopes, isForAll = false }: Guard): void {
  if (person && !scopes.some((scope) => caller.scopes.includes(scope))) throw new AppError("missing_right");
  requireScope(caller, scopes);
  if (isForAll) requireUnbounded(caller);
}

/** The visitor as services get them, with no more scopes than the field names. */
export function actorFor({ visitor, client }: Pick<Context, "visitor" | "client">, guard: Guard): Admin {
  const { caller, person, now } = visitor;
  if (person) return { subject: person, client };
  return actorOf(caller, { scopes: [...guard.scopes, ...(guard.alsoUses ?? [])], now, client });
}

/** A signed-in administrator as a caller. Throws `missing_right` for whoever has no right at all. */
export function personAsCaller(subject: SessionSubject): Caller {
  const { user, workspace } = subject;
  const scopes = SCOPE_NAMES.filter((scope) => rightsFor(scope).every((right) => hasRight(user, right)));
  if (scopes.length === 0) throw new AppError("missing_right");
  return { clientId: user.id, name: user.name, workspace, scopes, policies: null, heldBy: [] };
}
