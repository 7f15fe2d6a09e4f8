import "server-only";
import { cookies } from "next/headers";
import type { Client } from "../core/client";
import { isSecureOrigin } from "../core/env";
import { withSecret } from "../identity/core/browser-secrets";
import { browserCookieName } from "./request";

/** As long as browsers keep a cookie at most. */
const COOKIE_SECONDS = 400 * 86_400;

/** Puts a person's fresh secret into the browser's cookie, in place of the one it replaces. */
export async function writeBrowserCookie(
  client: Client,
  { secret, replaced }: { secret: string; replaced: string | null },
): Promise<void> {
  (await cookies()).set(browserCookieName(), withSecret(client.browserSecrets ?? [], secret, replaced), {
    httpOnly: true,
    secure: isSecureOrigin(),
    sameSite: "lax",
    path: "/",
    maxAge: COOKIE_SECONDS,
  });
}
