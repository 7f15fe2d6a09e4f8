import "server-only";
import type { Admin, Machine } from "../admin/authority";
import type { Client } from "../core/client";
import type { Db } from "../db/client";
import type { Scope } from "./core/scopes";

/** A program that showed the right to call by its token. It acts for itself, in one workspace. */
export type Caller = {
  clientId: string;
  name: string;
  workspace: { id: string; name: string };
  scopes: readonly Scope[];
  /** The only policies whose users it reaches; null: everybody. */
  policies: readonly string[] | null;
  /** Users who know its secret: what nobody may do to themselves, it does not do to them. */
  heldBy: readonly string[];
};

/** Who an `Authorization` header stands for. Throws `access_token_invalid`. */
export type Authenticate = (db: Db, authorization: string | null) => Promise<Caller>;

/**
 * The caller as services get it, for one operation at one moment: of its scopes only those that the operation names, so that
 * two scopes never add up to something that neither was granted for.
 */
export function actorOf(
  { clientId, name, workspace, scopes, policies, heldBy }: Caller,
  operation: { scopes: readonly Scope[]; now: Date; client: Client },
): Admin & { subject: Machine } {
  const held = scopes.filter((scope) => operation.scopes.includes(scope));
  return {
    client: operation.client,
    subject: {
      workspace,
      user: { id: clientId, name, role: "administrator", rights: [], locale: "en" },
      facts: { now: operation.now },
      machine: { scopes: held, policies, heldBy },
    },
  };
}
