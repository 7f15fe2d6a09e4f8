import { readFileSync } from "node:fs";
import { getConstructionPlans } from "pg-boss";
import { expect, test } from "vitest";
import english from "../../../messages/en/jobs.json";
import { JOB_NAMES, planOf } from "./names";

/** What is a statement of the plan: its transaction is the migration's own. */
const statements = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("--"))
    .join("\n")
    .replace(/^BEGIN;\n(SET LOCAL .*\n)*SELECT pg_advisory_xact_lock.*\n/, "")
    .replace(/\nCOMMIT;$/, "")
    .split("\n");

test("the migration makes the queue as the installed version of pg-boss wants it", () => {
  const migration = readFileSync("drizzle/0022_job_queue.sql", "utf8");
  const made = migration.slice(migration.indexOf("-- pg-boss"), migration.indexOf("-- Ours:"));
  expect(statements(made)).toEqual(statements(getConstructionPlans("pgboss")));
});

test("what a job does is said to programs as it is on screen, and each has its name", () => {
  const { does, name } = english.background;
  expect(does).toEqual(Object.fromEntries(JOB_NAMES.map((job) => [job, planOf(job).does])));
  expect(Object.keys(name)).toEqual(Object.keys(does));
});
