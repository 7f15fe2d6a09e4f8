/**
 * Seconds to wait after the first failed attempt, the second, and so on. The first is longer than an attempt may take, so that
 * the next one never begins while it is under way; a restart of the other side is bridged within minutes, an outage over a
 * weekend within three days. After the last one a delivery is a dead letter.
 */
export const RETRY_SECONDS: readonly number[] = [
  30, 120, 600, 1_800, 7_200, 21_600, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800, 28_800,
];

/** Each wait is longer by up to this part of it, so that what failed together does not come back together. */
export const JITTER = 0.1;

/** The attempts a delivery gets: one at once and one after each wait, over three days. */
export const MOST_ATTEMPTS = RETRY_SECONDS.length + 1;

/** A webhook that answered nothing but failures for this long is switched off: as long as its first delivery was tried. */
export const FAILING_HOURS = 72;

/** What one attempt may take, from looking its name up to the answer's status (Standard Webhooks asks for 15 to 30 s). */
export const ATTEMPT_MS = 15_000;

/** So long after an attempt began it is over for certain, and whoever asks for the next one gets it. */
export const ATTEMPT_OVER_SECONDS = 60;

/** What is read of an answer: its status says everything, the rest is only let through so that the other side can finish. */
export const MOST_ANSWER_BYTES = 16_384;
export const ANSWER_BODY_MS = 1_000;

/** A replaced secret signs beside the new one for so long (as the secrets of machine clients do). */
export const OVERLAP_HOURS = 24;

/** Attempts that a process has under way at once, and of one webhook: so that one that hangs holds up no other. */
export const UNDER_WAY = 200;
export const UNDER_WAY_OF_ONE = 20;
export const EVENTS_AT_ONCE = 500;
export const WEBHOOKS_AT_ONCE = 50;

/** Webhooks of a workspace, each of which gets a row per event. */
export const MOST_WEBHOOKS = 20;

/** Days that a delivery is listed after it arrived or was given up. */
export const KEPT_DAYS = 30;

export const LONGEST_URL = 2_000;
export const LONGEST_DESCRIPTION = 100;
