import { expect, test } from "vitest";
import { problemsOf, proposal, type RingDraft, toRings, withAnother } from "./draft";

const TODAY = "2026-06-01";
const ring = (who: string, percent: string, startsOn: string): RingDraft => ({
  key: 1,
  who,
  percent,
  startsOn,
});
const last = ring("percent", "100", "2026-06-20");

test.each([
  ["nothing, where each is later and wider", [ring("percent", "10", ""), last], [null, null]],
  [
    "a share that is no wider",
    [ring("percent", "10", ""), ring("percent", "10", "2026-06-09"), last],
    [null, "percent", null],
  ],
  ["everybody before the last", [ring("percent", "100", ""), last], ["percent", null]],
  ["no number", [ring("percent", "", ""), last], ["percent", null]],
  ["a day that is over", [ring("percent", "10", TODAY), last], ["day", null]],
  ["no day after the first", [ring("percent", "10", ""), { ...last, startsOn: "" }], [null, "day"]],
  ["a day before the ring before", [ring("percent", "10", "2026-06-21"), last], [null, "day"]],
  ["a policy twice", [ring("pol_a", "", ""), ring("pol_a", "", "2026-06-09"), last], [null, "policy", null]],
])("what is wrong with rings: %s", (_what, drafts, problems) => {
  expect(problemsOf(drafts, [], TODAY)).toEqual(problems);
});

test("rings that have started count: no ring begins at once after them, none is narrower, no policy comes again", () => {
  const before = [
    { percent: 30, policyId: null },
    { percent: null, policyId: "pol_a" },
  ];
  expect(problemsOf([ring("percent", "50", ""), last], before, TODAY)).toEqual(["day", null]);
  expect(problemsOf([ring("percent", "20", "2026-06-09"), last], before, TODAY)).toEqual(["percent", null]);
  expect(problemsOf([ring("pol_a", "", "2026-06-09"), last], before, TODAY)).toEqual(["policy", null]);
});

test("another ring comes before the last one, which stays everybody; what is proposed is sound", () => {
  const drafts = withAnother([ring("percent", "10", ""), { ...last, key: 2 }]);
  expect(drafts.map(({ key }) => key)).toEqual([1, 3, 2]);
  expect(toRings(drafts).at(-1)).toEqual({ percent: 100, policyId: null, startsOn: "2026-06-20" });
  const today = new Date().toISOString().slice(0, 10);
  expect(problemsOf(proposal(), [], today)).toEqual([null, null, null]);
});
