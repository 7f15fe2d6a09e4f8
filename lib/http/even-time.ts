import "server-only";
import { setTimeout as wait } from "node:timers/promises";

/** Longer than the work takes for an address that exists, so that time tells nobody whether it does (ASVS 6.3.8). */
const STEP_MS = 250;

/** Does the work and answers at a whole number of steps after the start, whether it was much, little or failed. */
export async function inEvenTime<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  try {
    return await work();
  } finally {
    const took = performance.now() - begun;
    await wait(Math.ceil(took / STEP_MS) * STEP_MS - took);
  }
}
