/** A message is given up after this many tries: a little over a day. */
export const MAX_ATTEMPTS = 12;
const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 6 * 3_600;

/** Seconds until the next try after the `attempts`-th: 5 s, then three times as long each time, six hours at most. */
export const retryDelaySeconds = (attempts: number): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * 3 ** Math.max(0, attempts - 1));
