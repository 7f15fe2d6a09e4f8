import "server-only";
import { cache } from "react";
import { database } from "../db/client";
import type { SessionToken } from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import { findSessionSubject, type SessionSubject } from "../policy/facts";
import { currentClient } from "./request";
import { readSessionCookie } from "./session-cookie";

export type Viewer = { cookie: SessionToken | null; subject: SessionSubject | null };

/** Who is looking, from the cookie and one query; once per page, however many components ask. */
export const currentViewer = cache(async (): Promise<Viewer> => {
  const cookie = await readSessionCookie();
  const devicesHere = (await currentClient()).devices?.map(({ credentialId }) => credentialId);
  const subject = cookie ? await findSessionSubject(database(), cookie, availableKinds(), devicesHere) : null;
  return { cookie, subject };
});
