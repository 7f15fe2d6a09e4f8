/** `does`: what it is for, as programs are told; screens say it in their own language. */
type About = { does: string };

/** When a job is run: as soon as a look finds something due, or by a cron expression (UTC). */
export type Plan =
  /** `everySeconds`: at most that often. `isSideBySide`: each worker may have one under way, as what it takes is claimed row by row. */
  | (About & { when: "due"; everySeconds?: number; isSideBySide?: true })
  | (About & { when: "cron"; cron: string });

/** Everything that runs beside the requests, by its lasting name. */
export const JOBS = {
  "mail-and-messages": {
    when: "due",
    isSideBySide: true,
    does: "Sends mail, text messages and push approvals.",
  },
  "delayed-resets": {
    when: "due",
    does: "Carries out resets of two-factor authentication whose waiting time is over.",
  },
  "bulk-runs": {
    when: "due",
    isSideBySide: true,
    does: "Works off what was ordered for many people at once.",
  },
  "rings-of-enforcing": {
    when: "due",
    everySeconds: 10,
    does: "Starts the next ring of enforcing, or pauses where a limit is passed.",
  },
  "notices-to-many": { when: "due", does: "Mails everybody who is to be told of a change." },
  "audit-log-checks": { when: "due", does: "Verifies the audit log where somebody asked for it." },
  "audit-log-seals": { when: "due", everySeconds: 10, does: "Seals new entries of the audit log." },
  "webhook-events": { when: "due", does: "Finds out which webhooks get which new events." },
  "webhook-deliveries": {
    when: "due",
    isSideBySide: true,
    does: "Delivers events to webhooks, and tries again what failed.",
  },
  "sign-outs-to-tell": { when: "due", does: "Tells applications that somebody was signed out." },
  reminders: {
    when: "cron",
    cron: "*/5 * * * *",
    does: "Reminds people of the day by which they have to set up two-factor authentication.",
  },
  "exemptions-that-end": {
    when: "cron",
    cron: "*/5 * * * *",
    does: "Tells people that an exemption ends within a week.",
  },
  "figures-of-the-day": { when: "cron", cron: "7 * * * *", does: "Records the day's figures for evidence." },
  "audit-log-months": {
    when: "cron",
    cron: "13 */6 * * *",
    does: "Makes room in the audit log for the months ahead.",
  },
  "unconfirmed-addresses": {
    when: "cron",
    cron: "17 * * * *",
    does: "Gives back addresses that nobody confirmed in time.",
  },
  "clear-expired-sessions": {
    when: "cron",
    cron: "23 * * * *",
    does: "Forgets sessions that ended long ago.",
  },
  "clear-expired-flows": {
    when: "cron",
    cron: "*/10 * * * *",
    does: "Forgets set-ups and challenges that nobody finished.",
  },
  "clear-expired-tokens": {
    when: "cron",
    cron: "27 * * * *",
    does: "Forgets mailed links that ran out long ago.",
  },
  "clear-expired-challenges": {
    when: "cron",
    cron: "*/10 * * * *",
    does: "Forgets passkey sign-ins that nobody finished.",
  },
  "clear-stale-artifacts": {
    when: "cron",
    cron: "*/10 * * * *",
    does: "Forgets codes and tokens of applications that have run out.",
  },
  "clear-stale-counters": {
    when: "cron",
    cron: "*/10 * * * *",
    does: "Forgets counted attempts that no limit looks at any more.",
  },
  "clear-old-deliveries": {
    when: "cron",
    cron: "37 * * * *",
    does: "Forgets deliveries to webhooks after 30 days.",
  },
  "clear-old-bulk-runs": {
    when: "cron",
    cron: "47 * * * *",
    does: "Forgets the results of changes for many after 90 days.",
  },
  "clear-old-results": {
    when: "cron",
    cron: "*/10 * * * *",
    does: "Forgets answers that are kept for repeated calls of programs.",
  },
} as const satisfies Record<string, Plan>;

export type JobName = keyof typeof JOBS;

/** Those that a look finds something due for. */
export type DueName = { [N in JobName]: (typeof JOBS)[N]["when"] extends "due" ? N : never }[JobName];

export const JOB_NAMES = Object.keys(JOBS) as JobName[];

export const planOf = (name: JobName): Plan => JOBS[name];

export const isJobName = (name: string): name is JobName => Object.hasOwn(JOBS, name);
