import { HttpBrowser } from "../http/browser";
import { makeApplication, requestOf } from "./applications";

/** Where an authorization of a browser waits: which page, and for which interaction. */
export type WaitingAt = { id: string; page: string; clientId: string };

export function readWaiting(location: string | null, clientId: string): WaitingAt {
  const url = new URL(location ?? "", "http://localhost");
  const id = url.searchParams.get("interaction") ?? url.pathname.split("/").at(-1) ?? "";
  return { id, page: url.pathname.split("/")[1] ?? "", clientId };
}

/** Sends a browser to a new application of the workspace and says where it waits. */
export async function waitAt(
  browser: HttpBrowser,
  workspaceId: string,
  query: Record<string, string> = {},
): Promise<WaitingAt> {
  const { clientId } = await makeApplication(workspaceId);
  const response = await browser.request(requestOf(clientId, query).address);
  return readWaiting(response.headers.get("location"), clientId);
}

/** An authorization that waits for somebody to sign in: bound to nobody yet. */
export const waitingSignIn = (workspaceId: string): Promise<WaitingAt> =>
  waitAt(new HttpBrowser(), workspaceId);
