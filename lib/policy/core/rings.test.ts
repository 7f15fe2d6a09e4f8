import { expect, test } from "vitest";
import { limitPassed, mostAllowed, ringOf, ringSource, startedPercent, stateOf } from "./rings";
import { ago, ahead, DAY, HOUR } from "./testing";
import type { Ring, RingPlace, Rollout } from "./types";

const ring = (percent: number | null, startedAt: Date | null = null, policyId = "pol_pilots"): Ring => ({
  percent,
  policyId: percent === null ? policyId : null,
  startedAt,
});
const rollout = (...rings: Ring[]): Rollout => ({
  setBy: "usr_ada",
  effect: "next_sign_in",
  graceDays: 7,
  rings,
});
const place = (rest: Partial<RingPlace> = {}): RingPlace => ({
  spot: 40,
  policyId: "pol_default",
  policySince: ago(60 * DAY),
  joinedAt: ago(60 * DAY),
  ...rest,
});

test.each([
  [0, 1],
  [9, 1],
  [10, 2],
  [49, 2],
  [50, 3],
  [99, 3],
])("the spot %i is first covered by ring %i of 10, 50 and 100 percent", (spot, number) => {
  expect(ringOf([ring(10), ring(50), ring(100)], place({ spot }))).toBe(number);
});

test("a ring that has not started asks nobody, one that has asks from its start on", () => {
  const rings = rollout(ring(10, ago(2 * DAY)), ring(50, ago(HOUR)), ring(100));
  expect(ringSource({ rollout: null, place: place() })).toBeNull();
  expect(ringSource({ rollout: rings, place: place({ spot: 70 }) })).toBeNull();
  expect(ringSource({ rollout: rings, place: place() })).toMatchObject({
    kind: "workspace",
    setBy: "usr_ada",
    since: ago(HOUR),
    coveredSince: ago(60 * DAY),
    ring: 2,
    grace: { days: 7 },
  });
  expect(ringSource({ rollout: rings, place: place({ spot: 3 }) })?.since).toEqual(ago(2 * DAY));
});

test("whoever comes under a ring's policy later is covered since then, unless another ring asked before", () => {
  const mine = place({ policyId: "pol_pilots", policySince: ago(HOUR) });
  expect(ringSource({ rollout: rollout(ring(null, ago(9 * DAY))), place: mine })).toMatchObject({
    since: ago(9 * DAY),
    coveredSince: ago(HOUR),
  });
  const both = rollout(ring(null, ago(9 * DAY)), ring(50, ago(3 * DAY)));
  expect(ringSource({ rollout: both, place: mine })).toMatchObject({ ring: 2, since: ago(3 * DAY) });
});

test.each([
  ["planned", [null, null], false],
  ["running", [ago(DAY), null], false],
  ["paused", [ago(DAY), null], true],
  ["paused", [null, null], true],
  ["done", [ago(DAY), ago(HOUR)], false],
  ["done", [ago(DAY), ago(HOUR)], true],
] as const)("rings are %s where they started at %j, paused: %s", (state, starts, isPaused) => {
  expect(
    stateOf(
      starts.map((startedAt) => ({ startedAt })),
      isPaused,
    ),
  ).toBe(state);
});

test("the share that is in is that of the widest ring of a percentage that has started", () => {
  expect(startedPercent(null)).toBe(0);
  expect(startedPercent(rollout(ring(10, ago(DAY)), ring(null, ago(DAY)), ring(100)))).toBe(10);
  expect(startedPercent(rollout(ring(null, ahead(DAY))))).toBe(0);
});

test("a limit is passed by more people than its number and than its share, not by as many", () => {
  expect(limitPassed({ failed_set_ups: 5, help_requests: 5 }, 10)).toBeNull();
  expect(limitPassed({ failed_set_ups: 6, help_requests: 9 }, 10)).toBe("failed_set_ups");
  expect(limitPassed({ failed_set_ups: 0, help_requests: 6 }, 10)).toBe("help_requests");
  expect(mostAllowed("help_requests", 10_000)).toBe(200);
  expect(limitPassed({ failed_set_ups: 200, help_requests: 0 }, 10_000)).toBeNull();
});
