import "server-only";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { findEnabledApplication } from "../applications/service";
import { findArtifact } from "../artifacts/service";

/** What the provider waits to be told about signing out; null: nobody asked this session for it. */
export type SignOutRequest = { xsrf: string; application: string | null };

export async function findSignOutRequest(db: Db, { subject }: Actor): Promise<SignOutRequest | null> {
  const row = await findArtifact(db, { kind: "Session", id: subject.sessionId });
  const state = row?.payload.state as { secret?: string; clientId?: string } | undefined;
  if (!state?.secret) return null;
  const application = state.clientId ? await findEnabledApplication(db, state.clientId) : null;
  return { xsrf: state.secret, application: application?.name ?? null };
}
