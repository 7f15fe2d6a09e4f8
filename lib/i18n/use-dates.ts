import { useLocale, useTimeZone } from "next-intl";
import { formatDay, formatMoment } from "./dates";

/** Days and moments in the reader's language, for server and client components alike. */
export function useDates() {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  return {
    day: (date: Date | string) => formatDay(date, locale, timeZone),
    moment: (date: Date | string) => formatMoment(date, locale, timeZone),
  };
}

/** A moment as mails say it: in UTC, whoever reads it wherever. */
export function useUtcMoment() {
  const locale = useLocale();
  return (date: Date | string) => formatMoment(date, locale, "UTC");
}
