import "server-only";
import type { Client } from "../../core/client";
import { env } from "../../core/env";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import { DEFAULT_LOCALE, isLocale } from "../../i18n/config";
import { formatDay } from "../../i18n/dates";
import { tellAdministrators } from "../../identity/users/service";
import { sendNotice } from "../../messaging/notices";
import {
  countPeople,
  EVERYBODY,
  listOfClasses,
  takeCensus,
  type UserClass,
} from "../../policy/census/service";
import { dueReminder, lateness, REMINDER_DAYS } from "../../policy/core/reminders";
import { shieldStatus } from "../../policy/core/status";
import type { Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import { claimTurn, setNextTurn } from "./store";

/** How long after one round of a workspace its next begins, and after one that failed. */
const ROUND_MINUTES = 60;
const AGAIN_MINUTES = 10;
/** Reminders put into the outbox by one transaction. */
const BATCH = 200;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

const SERVER: Client = { ip: "the server itself", userAgent: "", requestId: "reminders" };

/**
 * Takes the turn of one workspace: reminds whoever is due, and tells the administrators once a week. False where no
 * workspace has a turn now. Any number of processes may call it: what was sent is known by its key in the outbox, so that
 * nobody gets anything twice, whatever is cut short and begun again.
 */
export async function advanceReminders(db: Db): Promise<boolean> {
  const workspaceId = await claimTurn(db, { againMinutes: AGAIN_MINUTES, firstMinutes: ROUND_MINUTES });
  if (workspaceId === null) return false;
  await remindWorkspace(db, workspaceId);
  await setNextTurn(db, workspaceId, ROUND_MINUTES);
  return true;
}

/** One round of a workspace. */
export async function remindWorkspace(db: Db, workspaceId: string): Promise<void> {
  const kinds = availableKinds();
  const joined = (await takeCensus(db, workspaceId, EVERYBODY, kinds)).filter(({ subject }) =>
    isReached(subject),
  );
  const of = (wanted: ReturnType<typeof lateness>) =>
    joined.filter(({ subject }) => lateness(subject.rules, subject.facts) === wanted);
  const inTime = of("in_time");
  const near = inTime.filter(({ subject }) => daysLeftOf(subject) <= REMINDER_DAYS[0] + 1);
  const chosen = { search: EVERYBODY, classes: near };
  for (let after: { name: string; id: string } | null = null; near.length > 0; ) {
    const page = await listOfClasses(db, workspaceId, chosen, { after, limit: BATCH }, kinds);
    await inTransaction(db, async (tx) => {
      for (const subject of page.subjects) await remind(tx, subject);
    });
    if (page.next === null) break;
    after = page.next;
  }
  await summarise(db, inTime, of("late"));
}

/** Joined, with a confirmed address, not blocked. */
const isReached = ({ user, facts }: Subject): boolean =>
  user.hasPassword && user.isAddressConfirmed && !facts.user.blocked;

function untilOf(subject: Subject): Date | undefined {
  return shieldStatus(requirementOf(subject), subject.facts.user, subject.facts.now).until;
}

const daysLeftOf = (subject: Subject): number =>
  ((untilOf(subject)?.getTime() ?? Number.POSITIVE_INFINITY) - subject.facts.now.getTime()) / DAY_MS;

async function remind(tx: Db, { workspace, user, rules, facts }: Subject): Promise<void> {
  const due = dueReminder(rules, facts);
  if (due === null) return;
  const locale = isLocale(user.locale) ? user.locale : DEFAULT_LOCALE;
  await sendNotice(
    tx,
    { ...user, workspaceId: workspace.id, workspace: workspace.name },
    {
      kind: "setup_due",
      eventKey: `set-up due ${user.id} ${due.until.toISOString()} ${due.step}`,
      at: facts.now,
      client: SERVER,
      detail: {
        date: formatDay(due.until, locale, "UTC"),
        days: due.daysLeft,
        url: `${env().APP_URL}/settings/two-factor`,
      },
    },
  );
}

/** Once a week, beginning on Mondays (UTC), where somebody has still to set up by a deadline. */
async function summarise(db: Db, inTime: UserClass[], late: UserClass[]): Promise<void> {
  const first = inTime[0] ?? late[0];
  if (!first) return;
  const { workspace, facts } = first.subject;
  const week = inTime.filter(({ subject }) => daysLeftOf(subject) * DAY_MS <= WEEK_MS);
  const detail = {
    open: countPeople(inTime),
    week: countPeople(week),
    over: countPeople(late),
    url: `${env().APP_URL}/settings/users?status=pending`,
  };
  await inTransaction(db, (tx) =>
    tellAdministrators(tx, workspace, {
      kind: "deadlines_summary",
      eventKey: `deadlines ${mondayOf(facts.now)}`,
      at: facts.now,
      client: SERVER,
      detail,
    }),
  );
}

/** The Monday of a moment's week, as a date. */
function mondayOf(moment: Date): string {
  const daysSince = (moment.getUTCDay() + 6) % 7;
  return new Date(moment.getTime() - daysSince * DAY_MS).toISOString().slice(0, 10);
}
