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
