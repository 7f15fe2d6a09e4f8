import type { FormerTerms, Grace, Rules, Source, SourceInForce } from "./types";

const DAY_MILLISECONDS = 86_400_000;

/** Grace that counts skips alone still ends: as late as the longest exemption. */
const SKIPS_ALONE_DAYS = 90;

/** Days to comply as a grace; null: none. */
export const graceOfDays = (days: number | null): Grace | null =>
  days === null ? null : { until: null, days, skips: null };

type Time = Pick<SourceInForce, "graceUntil" | "skipsLeft">;

/**
 * The time that one source gives this user: until when, past ends included, and how often `Later` may still be pressed.
 * Terms that were lengthened reopen nothing that had ended under the former ones; only an extension does, which lasts until
 * its day or until the source is made stricter.
 */
export function timeOf(source: Source, rules: Rules, now: Date): Time {
  const given = timeGiven(source, rules, now);
  const extended = extensionOf(source, rules);
  if (extended === null) return given;
  const isOpen = given.graceUntil !== null && now < given.graceUntil && given.skipsLeft !== 0;
  const isLonger = isOpen && given.graceUntil !== null && given.graceUntil >= extended;
  return isLonger ? given : { graceUntil: extended, skipsLeft: null };
}

function timeGiven(source: Source, rules: Rules, now: Date): Time {
  const former = source.kind === "policy" ? rules.formerTerms.filter(({ mode }) => mode === "required") : [];
  const deadline = graceDeadline(source, rules.firstPromptedAt, now);
  const ended = former.flatMap((terms) => endUnder(terms, source, rules.firstPromptedAt) ?? []);
  const ends = [deadline, ...ended].filter((end) => end !== null).map((end) => end.getTime());
  const skips = source.grace?.skips ?? null;
  const isUsedUp = former.some((terms) => isUsedUpUnder(terms, source, rules));
  const left = skips === null ? null : Math.max(0, skips - rules.skipsUsed);
  return {
    graceUntil: deadline === null ? null : new Date(Math.min(...ends)),
    skipsLeft: deadline !== null && isUsedUp ? 0 : left,
  };
}

/**
 * When a source's grace ends: the earliest of what is set; null when it gives no time. Days run from the first prompt,
 * yet never from before the user came under the source; a later tightening or exemption does not restart them.
 */
function graceDeadline(source: Source, firstPromptedAt: Date | null, now: Date): Date | null {
  const { grace } = source;
  return grace === null || isEmpty(grace) ? null : endOf(grace, coveredFrom(source), firstPromptedAt ?? now);
}

/** When the user's time ran out under former terms, while these stood; null: it did not. */
function endUnder(
  { grace, endedAt }: FormerTerms,
  source: Source,
  firstPromptedAt: Date | null,
): Date | null {
  const covered = coveredFrom(source);
  if (covered >= endedAt) return null;
  const end = firstPromptedAt === null ? grace.until : endOf(grace, covered, firstPromptedAt);
  return end !== null && end <= endedAt ? end : null;
}

/** Whoever pressed `Later` once more after these terms had ended had something left when they did. */
function isUsedUpUnder({ grace, endedAt }: FormerTerms, source: Source, rules: Rules): boolean {
  const { skipsUsed, lastSkipAt } = rules;
  const isCovered = coveredFrom(source) < endedAt;
  const isAfter = lastSkipAt !== null && lastSkipAt > endedAt;
  return grace.skips !== null && isCovered && skipsUsed >= grace.skips && !isAfter;
}

function endOf(grace: Grace, covered: Date, firstPromptedAt: Date): Date {
  const start = Math.max(covered.getTime(), firstPromptedAt.getTime());
  const { days, until } = lengthOfGrace(grace);
  const byDays = days === null ? Number.POSITIVE_INFINITY : start + days * DAY_MILLISECONDS;
  return new Date(Math.min(byDays, until?.getTime() ?? Number.POSITIVE_INFINITY));
}

/** A grace with what it leaves out: nothing set is no day at all, and skips alone end as late as the longest exemption. */
export function lengthOfGrace(grace: Grace): Grace {
  if (isEmpty(grace)) return { ...grace, days: 0 };
  return grace.days === null && grace.until === null ? { ...grace, days: SKIPS_ALONE_DAYS } : grace;
}

function coveredFrom({ since, coveredSince }: Source): Date {
  return coveredSince !== null && coveredSince > since ? coveredSince : since;
}

/** The later of what was given to the user and to everybody, since the source stands as it does. */
function extensionOf(source: Source, { extensions }: Rules): Date | null {
  const { since, tightenedAt, coveredSince } = source;
  const mine = extensions.user !== null && !(coveredSince !== null && extensions.user.at < coveredSince);
  const given = [mine ? extensions.user : null, source.kind === "policy" ? extensions.policy : null];
  const standing = given.flatMap((extension) => {
    if (extension === null || extension.at < since) return [];
    return tightenedAt !== null && extension.at < tightenedAt ? [] : [extension.until.getTime()];
  });
  return standing.length === 0 ? null : new Date(Math.max(...standing));
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
