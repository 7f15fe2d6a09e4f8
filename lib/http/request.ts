import "server-only";
import { headers } from "next/headers";
import type { Client } from "../core/client";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import { hostCookie } from "../edge/session-hint";
import { readDevices } from "../factors/core/device";
import { readSecrets } from "../identity/core/browser-secrets";

/** Set by our own server on every request, whatever the client sent under these names (scripts/serve.mjs). */
export const CLIENT_IP_HEADER = "x-sallyport-client-ip";
export const REQUEST_ID_HEADER = "x-request-id";
export const REQUEST_URL_HEADER = "x-sallyport-url";

export const browserCookieName = (): string => hostCookie("sallyport-browser");

export const deviceCookieName = (): string => hostCookie("sallyport-devices");

const cookieValue = (source: Headers, name: string): string | null => {
  const pairs = (source.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
};

export function clientOf(source: Headers): Client {
  return {
    ip: source.get(CLIENT_IP_HEADER) ?? "unknown",
    userAgent: (source.get("user-agent") ?? "").slice(0, 512),
    requestId: source.get(REQUEST_ID_HEADER) ?? newId("request"),
    browserSecrets: readSecrets(cookieValue(source, browserCookieName())),
    devices: readDevices(cookieValue(source, deviceCookieName())),
  };
}

export const currentClient = async (): Promise<Client> => clientOf(await headers());

/** Path and query of the page under way, for the way back; without the mark by which Next asks for a payload. */
export async function currentPath(): Promise<string> {
  const address = (await headers()).get(REQUEST_URL_HEADER) ?? "/";
  const end = address.indexOf("?");
  if (end === -1) return address;
  const query = address.slice(end + 1).split("&");
  const asked = query.filter((pair) => !pair.startsWith("_rsc="));
  return asked.length > 0 ? `${address.slice(0, end)}?${asked.join("&")}` : address.slice(0, end);
}

/** Refuses a change that did not come from our own pages; a missing Origin and `null` are refused too (ASVS 3.5.1). */
export function requireSameOrigin(source: Headers): void {
  if (source.get("origin") !== env().APP_URL) throw new AppError("bad_origin");
}
