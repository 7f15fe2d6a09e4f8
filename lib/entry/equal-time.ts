import "server-only";
import { setTimeout as wait } from "node:timers/promises";

/** Well above what any of the answers takes, and short for a person. */
const EQUAL_MS = 300;

/** Answers no sooner than this, right or wrong, so that the time does not tell who has an account (ASVS 6.3.8). */
export async function inEqualTime<T>(work: () => Promise<T>): Promise<T> {
  const [result] = await Promise.allSettled([work(), wait(EQUAL_MS)]);
  if (result.status === "rejected") throw result.reason;
  return result.value;
}
