/** When a job is run: as soon as a look finds something due, or by a cron expression (UTC). */
export type Plan =
  /** `everySeconds`: at most that often. `isSideBySide`: each worker may have one under way, as what it takes is claimed row by row. */
  { when: "due"; everySeconds?: number; isSideBySide?: true } | { when: "cron"; cron: string };

/** Everything that runs beside the requests, by its lasting name. */
export const JOBS = {
  "mail-and-messages": { when: "due", isSideBySide: true },
  "delayed-resets": { when: "due" },
  "bulk-runs": { when: "due", isSideBySide: true },
  "rings-of-enforcing": { when: "due", everySeconds: 10 },
  "notices-to-many": { when: "due" },
  "audit-log-checks": { when: "due" },
  "audit-log-seals": { when: "due", everySeconds: 10 },
  "webhook-events": { when: "due" },
  "webhook-deliveries": { when: "due", isSideBySide: true },
  "sign-outs-to-tell": { when: "due" },
  reminders: { when: "cron", cron: "*/5 * * * *" },
  "exemptions-that-end": { when: "cron", cron: "*/5 * * * *" },
  "figures-of-the-day": { when: "cron", cron: "7 * * * *" },
  "audit-log-months": { when: "cron", cron: "13 */6 * * *" },
  "unconfirmed-addresses": { when: "cron", cron: "17 * * * *" },
  "clear-expired-sessions": { when: "cron", cron: "23 * * * *" },
  "clear-expired-flows": { when: "cron", cron: "*/10 * * * *" },
  "clear-expired-tokens": { when: "cron", cron: "27 * * * *" },
  "clear-expired-challenges": { when: "cron", cron: "*/10 * * * *" },
  "clear-stale-artifacts": { when: "cron", cron: "*/10 * * * *" },
  "clear-stale-counters": { when: "cron", cron: "*/10 * * * *" },
  "clear-old-deliveries": { when: "cron", cron: "37 * * * *" },
  "clear-old-bulk-runs": { when: "cron", cron: "47 * * * *" },
  "clear-old-results": { when: "cron", cron: "*/10 * * * *" },
} as const satisfies Record<string, Plan>;

export type JobName = keyof typeof JOBS;

/** Those that a look finds something due for. */
export type DueName = { [N in JobName]: (typeof JOBS)[N]["when"] extends "due" ? N : never }[JobName];

export const JOB_NAMES = Object.keys(JOBS) as JobName[];

export const planOf = (name: JobName): Plan => JOBS[name];

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOBS, name);
