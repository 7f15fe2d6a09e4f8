"use client";

import { useLocale } from "next-intl";

/** Day and time to the second, in UTC like the log itself. */
export function useMoment() {
  const locale = useLocale();
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: "UTC",
  });
  return (at: string) => format.format(new Date(at));
}
