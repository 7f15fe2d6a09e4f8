import { readIfThere } from "../../lib/db/embedded/durable-file.ts";
import { say } from "./say.mjs";

/** Adds up suites; a suite that broke without naming a failed test counts as one failure. */
export function createTally() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  return {
    sum,
    add(name, status, counts) {
      const broke = status !== 0 && counts.failed === 0 ? 1 : 0;
      if (broke) say(`\n${name}: ended with status ${status}, see above.`);
      sum.passed += counts.passed;
      sum.failed += counts.failed + broke;
      sum.skipped += counts.skipped;
    },
    /** Takes over what another tally counted. */
    join({ sum: other }) {
      for (const name of Object.keys(sum)) sum[name] += other[name];
    },
    /** The last line of a run, and its exit status. */
    finish() {
      say(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
      return sum.failed > 0 || sum.skipped > 0 || sum.passed === 0 ? 1 : 0;
    },
  };
}

const NONE = { passed: 0, failed: 0, skipped: 0 };

export function readVitestReport(path) {
  const report = parse(path);
  if (!report) return NONE;
  const files = report.testResults ?? [];
  const withoutTests = files.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + withoutTests.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function readPlaywrightReport(path) {
  const { stats } = parse(path) ?? {};
  if (!stats) return NONE;
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
}

function parse(path) {
  try {
    return JSON.parse(readIfThere(path) ?? "null");
  } catch {
    return null;
  }
}
