/** The n-th wrong answer in a row from which a delay follows, its first length and its longest (contract §6). */
export const FREE_ATTEMPTS = 4;
export const FIRST_DELAY_SECONDS = 30;
export const LONGEST_DELAY_SECONDS = 3_600;
/** A second factor stops here until another proof or an administrator clears it (NIST 800-63B §3.2.2). */
export const FACTOR_STOPS_AT = 100;

/** Seconds to wait after the `failures`-th wrong answer in a row: 0 for the first four, then 30 s doubling to 1 h. */
export function delaySeconds(failures: number): number {
  if (failures <= FREE_ATTEMPTS) return 0;
  return Math.min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (failures - FREE_ATTEMPTS - 1));
}
