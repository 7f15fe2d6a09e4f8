import { openGrace } from "./grace";
import { resolveRequirement } from "./requirement";
import { shieldStatus } from "./status";
import type { Facts, Rules } from "./types";

/** Somebody who has still to set up is reminded once when so many whole days are left or fewer; 0: on the last day. */
export const REMINDER_DAYS = [14, 7, 3, 1, 0] as const;

const DAY_MILLISECONDS = 86_400_000;
const A_WHILE_MILLISECONDS = 1_000;

export type Due = { until: Date; daysLeft: number; step: (typeof REMINDER_DAYS)[number] };

/**
 * The reminder that somebody's deadline asks for now; null: none. A deadline that runs from a first prompt still to come
 * moves with the clock: nobody is reminded of it.
 */
export function dueReminder(rules: Rules, { now, user }: Omit<Facts, "session">): Due | null {
  const later = new Date(now.getTime() + A_WHILE_MILLISECONDS);
  const until = deadlineOf(rules, user, now);
  if (until === null || until.getTime() !== deadlineOf(rules, user, later)?.getTime()) return null;
  const daysLeft = Math.floor((until.getTime() - now.getTime()) / DAY_MILLISECONDS);
  const step = REMINDER_DAYS.findLast((days) => daysLeft <= days);
  return step === undefined ? null : { until, daysLeft, step };
}

/** How somebody stands who has still to set up: in time, too late, or without any time given; null: nothing is to be set up. */
export function lateness(
  rules: Rules,
  { now, user }: Omit<Facts, "session">,
): "in_time" | "late" | "at_once" | null {
  const requirement = resolveRequirement(rules, null, now);
  const { status, until } = shieldStatus(requirement, user, now);
  if (status !== "pending") return null;
  if (until !== undefined) return "in_time";
  return requirement.sources.some(({ graceUntil }) => graceUntil !== null) ? "late" : "at_once";
}

function deadlineOf(rules: Rules, user: Facts["user"], now: Date): Date | null {
  const requirement = resolveRequirement(rules, null, now);
  if (shieldStatus(requirement, user, now).status !== "pending") return null;
  return openGrace(
    requirement.sources.filter(({ kind }) => kind !== "application"),
    false,
    now,
  );
}
