import "server-only";
import { cookies } from "next/headers";
import { isSecureOrigin } from "../core/env";
import { LOCALE_COOKIE, type Locale } from "../i18n/config";

const YEAR_SECONDS = 365 * 86_400;

export async function writeLocaleCookie(locale: Locale): Promise<void> {
  (await cookies()).set(LOCALE_COOKIE, locale, {
    httpOnly: true,
    secure: isSecureOrigin(),
    sameSite: "lax",
    path: "/",
    maxAge: YEAR_SECONDS,
  });
}
