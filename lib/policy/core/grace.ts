import type { Grace, Source, SourceInForce } from "./types";

const DAY_MILLISECONDS = 86_400_000;

/** Grace that counts skips alone still ends: as late as the longest exemption. */
const SKIPS_ALONE_DAYS = 90;

/**
 * When a source's grace ends: the earliest of what is set; null when it gives no time. Days run from the first prompt,
 * yet never from before the user came under the source; a later tightening or exemption does not restart them.
 */
export function graceDeadline(source: Source, firstPromptedAt: Date | null, now: Date): Date | null {
  const { grace } = source;
  if (grace === null || isEmpty(grace)) return null;
  const started = [firstPromptedAt ?? now, source.since, source.coveredSince ?? source.since];
  const start = Math.max(...started.map((moment) => moment.getTime()));
  const days = grace.days ?? (grace.until === null ? SKIPS_ALONE_DAYS : null);
  const byDays = days === null ? Number.POSITIVE_INFINITY : start + days * DAY_MILLISECONDS;
  return new Date(Math.min(byDays, grace.until?.getTime() ?? Number.POSITIVE_INFINITY));
}

/** The earliest deadline of several sources; null when there is none or when one of them gives no time. */
export function strictestDeadline(sources: readonly SourceInForce[]): Date | null {
  const deadlines = sources.flatMap(({ graceUntil }) => (graceUntil === null ? [] : [graceUntil.getTime()]));
  if (deadlines.length === 0 || deadlines.length < sources.length) return null;
  return new Date(Math.min(...deadlines));
}

/**
 * Until when all of these sources let the user put set-up off, or null when one does not (any more). Used-up skips end
 * it for the next session; the one that pressed `Later` (`isDeferred`) keeps what it was given, to the deadline.
 */
export function openGrace(sources: readonly SourceInForce[], isDeferred: boolean, now: Date): Date | null {
  const deadline = strictestDeadline(sources);
  if (deadline === null || !(now < deadline)) return null;
  const hasSkips = sources.every(({ skipsLeft }) => skipsLeft === null || skipsLeft > 0);
  return hasSkips || isDeferred ? deadline : null;
}

function isEmpty(grace: Grace): boolean {
  return grace.until === null && grace.days === null && grace.skips === null;
}
