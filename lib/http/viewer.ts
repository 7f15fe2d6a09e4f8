import "server-only";
import { cache } from "react";
import { database } from "../db/client";
import type { SessionToken } from "../edge/session-hint";
import { availableKinds } from "../factors/registry";
import { findSessionSubject, type SessionSubject } from "../policy/facts";
import { readSessionCookie } from "./session-cookie";

export type Viewer = { cookie: SessionToken | null; subject: SessionSubject | null };

/** Who is looking, from the cookie and one query; once per page, however many components ask. */
export const currentViewer = cache(async (): Promise<Viewer> => {
  const cookie = await readSessionCookie();
  const subject = cookie ? await findSessionSubject(database(), cookie, availableKinds()) : null;
  return { cookie, subject };
});
