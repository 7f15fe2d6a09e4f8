import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, negotiateLocale } from "./config";
import { MESSAGES } from "./messages";

const SERVER_TIME_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = negotiateLocale(chosen, (await headers()).get("accept-language"));
  return { locale, messages: MESSAGES[locale], timeZone: SERVER_TIME_ZONE, now: new Date() };
});
