import "server-only";
import { logger } from "../../core/logger";
import type { Db } from "../../db/client";
import { listEndedSessions, removeKept } from "../artifacts/service";
import { currentProvider } from "../provider/provider";

export { signOutsDue } from "../artifacts/service";

/** Sessions that are looked after at once. */
const AT_ONCE = 20;

type Told = {
  backchannelLogoutUri?: string;
  backchannelLogout: (sub: string, sid?: string) => Promise<unknown>;
};

/**
 * Tells applications by the back channel that a session of ours was ended (OpenID Connect Back-Channel Logout 1.0 §2.5),
 * whoever ended it and why. Each is told once; one that does not answer holds up no other. Says whether there was any.
 */
export async function tellOfEndedSessions(db: Db): Promise<boolean> {
  const ended = await listEndedSessions(db, AT_ONCE);
  if (ended.length === 0) return false;
  const provider = await currentProvider(db);
  for (const { id, authorizations, userId } of ended) {
    if (!(await removeKept(db, { kind: "Session", id }))) continue;
    const told = Object.entries(authorizations).map(async ([clientId, { sid }]) => {
      const client = (await provider.Client.find(clientId)) as unknown as Told | undefined;
      if (client?.backchannelLogoutUri) await client.backchannelLogout(userId, sid);
    });
    for (const one of await Promise.allSettled(told))
      if (one.status === "rejected")
        logger().warn({ err: one.reason }, "an application could not be told of a sign-out");
  }
  return true;
}
