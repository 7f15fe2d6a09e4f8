import "server-only";
import { cookies } from "next/headers";
import type { Client } from "../core/client";
import { isSecureOrigin } from "../core/env";
import { type DeviceEntry, writeDevices } from "../factors/core/device";
import { withSecret } from "../identity/core/browser-secrets";
import { browserCookieName, deviceCookieName } from "./request";

/** As long as browsers keep a cookie at most. */
const COOKIE_SECONDS = 400 * 86_400;

async function keep(name: string, value: string): Promise<void> {
  (await cookies()).set(name, value, {
    httpOnly: true,
    secure: isSecureOrigin(),
    sameSite: "lax",
    path: "/",
    maxAge: COOKIE_SECONDS,
  });
}

/** Puts a person's fresh secret into the browser's cookie, in place of the one it replaces. */
export const writeBrowserCookie = (
  client: Client,
  { secret, replaced }: { secret: string; replaced: string | null },
): Promise<void> => keep(browserCookieName(), withSecret(client.browserSecrets ?? [], secret, replaced));

/** Puts a device that was just paired into the browser's cookie, the newest first. */
export const keepDevice = (client: Client, entry: DeviceEntry): Promise<void> =>
  keep(deviceCookieName(), writeDevices([entry, ...(client.devices ?? [])]));
