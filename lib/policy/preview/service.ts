import "server-only";
import type { Db } from "../../db/client";
import { countPeople, listOfClasses, takeCensus, type UserClass } from "../census/service";
import type { Plan } from "../core/plan";
import {
  type Fate,
  isSatisfiable,
  lifetimeOf,
  type Obstacle,
  type Outlook,
  outlookOf,
} from "../core/preview";
import type { FactorKind } from "../core/types";
import type { Subject, UserSearch } from "../facts";

/** A change before it is made: whom it falls on, and what it does to the rules of each. */
export type Change = {
  search: UserSearch;
  plan: Plan;
  /** Of those whom the search finds, only these; `cuts` has the percentages of the rings that it tells apart by. */
  covers?: (subject: Subject) => boolean;
  cuts?: readonly number[];
};

/** What a change would do. Counts of people; dates are ISO strings. */
export type Preview = {
  people: number;
  fates: Record<Fate, number>;
  obstacles: Record<Obstacle, number>;
  /** First and last end of the graces that would run. */
  grace: { first: string; last: string } | null;
  /** How long sessions that are open now may go on, of those who would have to set up. */
  sessions: { idleSeconds: number; wholeSeconds: number } | null;
  /** What it would mean for the one who looks; null: not among them. */
  you: Fate | null;
  /** Why it is refused: no method could satisfy it for anyone, or for the one who looks. */
  refusal: "no_method_for_anyone" | "no_method_for_you" | null;
};

type Foreseen = UserClass & Outlook;

const foreseeIn = (classes: readonly UserClass[], { plan, covers = () => true }: Change): Foreseen[] =>
  classes
    .filter(({ subject }) => covers(subject))
    .map((one) => ({ ...one, ...outlookOf(plan, one.subject) }));

async function foresee(
  db: Db,
  workspaceId: string,
  change: Change,
  available: readonly FactorKind[],
): Promise<Foreseen[]> {
  const { search, cuts } = change;
  return foreseeIn(await takeCensus(db, workspaceId, search, available, cuts), change);
}

const countOf = (classes: readonly Foreseen[], belongs: (one: Foreseen) => boolean): number =>
  countPeople(classes.filter(belongs));

/**
 * What `change` would do to whom, from today's state; changes nothing. `viewer` is who looks, null for a program. One
 * census, whatever the number of people.
 */
export async function previewChange(
  db: Db,
  workspaceId: string,
  change: Change,
  viewer: Subject | null,
  available: readonly FactorKind[],
): Promise<Preview> {
  const classes = await foresee(db, workspaceId, change, available);
  const you = viewer === null ? null : await outlookOfViewer(db, workspaceId, change, viewer, available);
  return toPreview(classes, change, you);
}

/** The same for several changes of one search and the same cuts: one census for all of them. Of nobody in particular. */
export async function previewChanges(
  db: Db,
  workspaceId: string,
  { search, cuts }: Pick<Change, "search" | "cuts">,
  changes: readonly Change[],
  available: readonly FactorKind[],
): Promise<Preview[]> {
  const classes = await takeCensus(db, workspaceId, search, available, cuts);
  return changes.map((change) => toPreview(foreseeIn(classes, change), change, null));
}

function toPreview(classes: readonly Foreseen[], { plan }: Change, you: Outlook | null): Preview {
  const count = (fate: Fate) => countOf(classes, (one) => one.fate === fate);
  const blockedBy = (obstacle: Obstacle) => countOf(classes, (one) => one.obstacle === obstacle);
  return {
    people: countPeople(classes),
    fates: {
      fine: count("fine"),
      setup: count("setup"),
      grace: count("grace"),
      exempt: count("exempt"),
      cannot: count("cannot"),
      invited: count("invited"),
      blocked: count("blocked"),
      untouched: count("untouched"),
    },
    obstacles: {
      no_method: blockedBy("no_method"),
      factors_unusable: blockedBy("factors_unusable"),
      address_unconfirmed: blockedBy("address_unconfirmed"),
    },
    grace: spanOf(classes),
    sessions: longestSessions(classes, plan),
    you: you?.fate ?? null,
    refusal: refusalOf(classes, plan, you),
  };
}

/** People of a change by name, of one fate or all: what a figure opens, and what is exported. */
export async function listPreview(
  db: Db,
  workspaceId: string,
  change: Change,
  { fate, ...page }: { fate: Fate | null; after: { name: string; id: string } | null; limit: number },
  available: readonly FactorKind[],
): Promise<{ people: (Outlook & { subject: Subject })[]; next: { name: string; id: string } | null }> {
  const { search, plan, cuts } = change;
  const all = await foresee(db, workspaceId, change, available);
  const classes = all.filter((one) => fate === null || one.fate === fate);
  const { subjects, next } = await listOfClasses(db, workspaceId, { search, classes, cuts }, page, available);
  return { people: subjects.map((subject) => ({ subject, ...outlookOf(plan, subject) })), next };
}

/** Why a change must not be made at all, or null: the rule that the preview shows, asked again when it is made. */
export async function findRefusal(
  db: Db,
  workspaceId: string,
  change: Change,
  viewer: Subject | null,
  available: readonly FactorKind[],
): Promise<Preview["refusal"]> {
  return (await previewChange(db, workspaceId, change, viewer, available)).refusal;
}

async function outlookOfViewer(
  db: Db,
  workspaceId: string,
  change: Change,
  { user }: Subject,
  available: readonly FactorKind[],
): Promise<Outlook | null> {
  const { search } = change;
  if (search.userIds && !search.userIds.includes(user.id)) return null;
  const alone = { ...change, search: { ...search, userIds: [user.id] } };
  return (await foresee(db, workspaceId, alone, available))[0] ?? null;
}

function spanOf(classes: readonly Foreseen[]): Preview["grace"] {
  const ends = classes.flatMap(({ until }) => (until === null ? [] : [until.toISOString()])).sort();
  const [first, last] = [ends.at(0), ends.at(-1)];
  return first && last ? { first, last } : null;
}

function longestSessions(classes: readonly Foreseen[], plan: Plan): Preview["sessions"] {
  const waiting = classes.filter(({ fate }) => fate === "setup" || fate === "grace");
  const lifetimes = waiting.map(({ subject }) => lifetimeOf(plan, subject));
  return lifetimes.reduce<Preview["sessions"]>(
    (longest, one) => (longest === null || one.wholeSeconds > longest.wholeSeconds ? one : longest),
    null,
  );
}

function refusalOf(classes: readonly Foreseen[], plan: Plan, you: Outlook | null): Preview["refusal"] {
  const asked = classes.filter(({ fate }) => fate !== "untouched" && fate !== "blocked");
  if (asked.length > 0 && !asked.some(({ subject }) => isSatisfiable(plan, subject)))
    return "no_method_for_anyone";
  return you?.obstacle === "no_method" ? "no_method_for_you" : null;
}
