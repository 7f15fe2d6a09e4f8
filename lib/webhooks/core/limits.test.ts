import { expect, test } from "vitest";
import { ATTEMPT_MS, FAILING_HOURS, JITTER, MOST_ATTEMPTS, RETRY_SECONDS } from "./limits";

const total = RETRY_SECONDS.reduce((sum, seconds) => sum + seconds, 0);

test("a delivery is tried over three days and not much longer", () => {
  expect(MOST_ATTEMPTS).toBe(15);
  expect(total).toBeGreaterThan(FAILING_HOURS * 3_600);
  expect(total * (1 + JITTER)).toBeLessThan((FAILING_HOURS + 12) * 3_600);
});

test("the next attempt never begins while one may be under way, and waits only grow", () => {
  expect(RETRY_SECONDS[0]).toBeGreaterThan((1.5 * ATTEMPT_MS) / 1_000);
  expect([...RETRY_SECONDS].sort((a, b) => a - b)).toEqual(RETRY_SECONDS);
});
