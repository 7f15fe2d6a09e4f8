import "server-only";
import type { IncomingMessage } from "node:http";
import type { Client } from "../../core/client";
import type { SessionSubject } from "../../policy/facts";

/** Who stands behind a request to the provider: read from our own session's row before the provider runs. */
export type Visitor = {
  client: Client;
  /** Null: nobody, or somebody whose session is over. */
  subject: SessionSubject | null;
  /** What is still being recorded; the answer waits for it. */
  pending: Promise<unknown>[];
  /** The provider signed the user out: our session ends with the answer. */
  isSignedOut: boolean;
};

const visitors = new WeakMap<IncomingMessage, Visitor>();

export const setVisitor = (req: IncomingMessage, visitor: Visitor): unknown => visitors.set(req, visitor);

/** Throws where the request did not come through our own handler: nothing is guessed about a stranger. */
export function visitorOf(req: IncomingMessage): Visitor {
  const visitor = visitors.get(req);
  if (!visitor) throw new Error("a request that has no visitor reached the provider");
  return visitor;
}
