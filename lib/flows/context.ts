import "server-only";
import type { Client } from "../core/client";
import { env } from "../core/env";
import type { Db } from "../db/client";
import type { FactorContext } from "../factors/factor";
import { getUser } from "../identity/users/service";
import type { SessionSubject } from "../policy/facts";
import type { FlowBinding } from "./store";

export type { FlowBinding } from "./store";

/** The signed-in (or half signed-in) person on whose behalf a flow runs, and where the request came from. */
export type Actor = { subject: SessionSubject; client: Client };

export const relyingParty = (name: string): FactorContext["rp"] => {
  const url = new URL(env().APP_URL);
  return { name, id: url.hostname, origin: url.origin };
};

export const bindingOf = ({ subject }: Pick<Actor, "subject">): FlowBinding => ({
  workspaceId: subject.workspace.id,
  sessionId: subject.sessionId,
  userId: subject.user.id,
});

export const ownerOf = ({ subject }: Actor) => ({
  workspaceId: subject.workspace.id,
  userId: subject.user.id,
});

export async function factorContext(db: Db, { subject }: Actor): Promise<FactorContext> {
  const user = await getUser(db, subject.workspace.id, subject.user.id);
  return {
    user: {
      id: user.id,
      workspaceId: user.workspaceId,
      email: user.email,
      name: user.name,
      webauthnHandle: user.webauthnHandle,
    },
    now: subject.facts.now,
    rp: relyingParty(subject.workspace.name),
  };
}
