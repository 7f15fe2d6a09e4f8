import type { Locale } from "./config";

// English dates put the day first ("3 May 2026"): nobody on either side of an ocean can misread them.
const REGION: Record<Locale, string> = { en: "en-GB", de: "de-DE" };

/** A day as it is said in a sentence: `3 May 2026`, `3. Mai 2026`. */
export function formatDay(date: Date | string, locale: Locale, timeZone: string): string {
  return new Intl.DateTimeFormat(REGION[locale], {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone,
  }).format(new Date(date));
}

/** A day and the time to the minute: `3 May 2026, 14:02`, `3. Mai 2026, 14:02`. */
export function formatMoment(date: Date | string, locale: Locale, timeZone: string): string {
  const time = new Intl.DateTimeFormat(REGION[locale], {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  }).format(new Date(date));
  return `${formatDay(date, locale, timeZone)}, ${time}`;
}

/** A day and the time to the second, in UTC like the log it is read in: `3 May 2026, 14:02:09`, `03.05.2026, 14:02:09`. */
export const formatEntry = (date: Date | string, locale: Locale): string =>
  new Intl.DateTimeFormat(REGION[locale], {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: "UTC",
  }).format(new Date(date));
