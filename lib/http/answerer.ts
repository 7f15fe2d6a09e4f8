import "server-only";
import type { Client } from "../core/client";
import type { Answerer } from "../flows/approvals/questions";
import { currentClient } from "./request";
import { readSessionCookie } from "./session-cookie";

/** The browser that answers for a device, with the session it is signed in with, so that it is not the one that asks. */
export async function answererOf(client?: Client): Promise<Answerer> {
  const cookie = await readSessionCookie();
  return { client: client ?? (await currentClient()), sessionId: cookie?.sessionId ?? null };
}
