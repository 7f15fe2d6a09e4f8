import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { createTally, readPlaywrightReport, readVitestReport } from "./test-report.mjs";

const folder = mkdtempSync(join(tmpdir(), "sallyport-report-"));
const path = join(folder, "report.json");
let out: MockInstance;

beforeEach(() => {
  out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => out.mockRestore());
afterAll(() => rmSync(folder, { recursive: true }));

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

const runOf = (...suites: [status: number, counts: ReturnType<typeof counts>][]) => {
  const tally = createTally();
  for (const [status, count] of suites) tally.add("suite", status, count);
  const exit = tally.finish();
  return { exit, last: String(out.mock.calls.at(-1)?.[0]).trim() };
};

test("the last line adds up every suite, and all passed means success", () => {
  expect(runOf([0, counts(3, 0, 0)], [0, counts(4, 0, 0)])).toEqual({
    exit: 0,
    last: "7 passed, 0 failed, 0 skipped",
  });
});

test("what ran at the same time is counted apart and then together", () => {
  const tallies = [createTally(), createTally()];
  tallies[0]?.add("edge", 0, counts(3, 0, 0));
  tallies[1]?.add("bare", 1, counts(4, 0, 0));
  const whole = createTally();
  for (const tally of tallies) whole.join(tally);
  expect(whole.sum).toEqual(counts(7, 1, 0));
});

test.each([
  ["a failed test", [[1, counts(3, 1, 0)]], "3 passed, 1 failed, 0 skipped"],
  ["a skipped test", [[0, counts(3, 0, 1)]], "3 passed, 0 failed, 1 skipped"],
  ["a suite that broke without a failed test", [[1, counts(3, 0, 0)]], "3 passed, 1 failed, 0 skipped"],
  ["no test at all", [[0, counts(0, 0, 0)]], "0 passed, 0 failed, 0 skipped"],
] as [string, [number, ReturnType<typeof counts>][], string][])("%s fails the run", (_, suites, last) => {
  expect(runOf(...suites)).toEqual({ exit: 1, last });
});

test("a test file that cannot be loaded counts as a failure, a test left to do as skipped", () => {
  const testResults = [{ status: "failed", assertionResults: [] }];
  const report = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults };
  writeFileSync(path, JSON.stringify(report));
  expect(readVitestReport(path)).toEqual(counts(2, 2, 2));
});

test("a browser test that passes only sometimes counts as a failure", () => {
  writeFileSync(path, JSON.stringify({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } }));
  expect(readPlaywrightReport(path)).toEqual(counts(5, 2, 2));
});

test("a report that was never written or is half written holds nothing", () => {
  writeFileSync(path, "{");
  expect(readVitestReport(path)).toEqual(counts(0, 0, 0));
  expect(readPlaywrightReport(join(folder, "none.json"))).toEqual(counts(0, 0, 0));
});
