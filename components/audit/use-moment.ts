"use client";

import { useLocale } from "next-intl";
import { formatEntry } from "@/lib/i18n/dates";

/** Day and time to the second, in UTC like the log itself. */
export function useMoment() {
  const locale = useLocale();
  return (at: string) => formatEntry(at, locale);
}
