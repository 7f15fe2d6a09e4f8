import "server-only";
import { recordEvent } from "../../audit/service";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { EVERYBODY } from "../../policy/census/service";
import { enforceForAll, requireUsers, startRing, type Terms } from "../../policy/core/plan";
import type { Fate, Obstacle } from "../../policy/core/preview";
import { ringOf } from "../../policy/core/rings";
import {
  type Change,
  listPreview,
  type Preview,
  previewChange,
  previewChanges,
} from "../../policy/preview/service";
import { type Admin, isMachine } from "../authority";
import { readCursor, writeCursor } from "../directory/cursor";
import { planPolicy } from "../policies/preview";
import type { Rings } from "../rings/read";
import type { RingInput } from "../rings/schema";
import type { PlannedChange, PreviewQuery } from "./schema";

/** Somebody in the list that a figure opens. Dates are ISO strings. */
export type ForeseenPerson = {
  id: string;
  name: string;
  email: string;
  fate: Fate;
  obstacle: Obstacle | null;
  until: string | null;
};

const PAGE_SIZE = 50;
const EXPORTED_AT_ONCE = 2_000;

/** A change as it was asked for, as the rules of those it falls on. */
async function changeOf(
  db: Db,
  { workspace, user }: Admin["subject"],
  planned: PlannedChange,
): Promise<Change> {
  if (planned.change === "policy") return planPolicy(db, workspace.id, planned);
  const setBy = user.id;
  const terms = { setBy, effect: planned.effect, graceDays: planned.graceDays };
  if (planned.change === "ring") return changeOfRing(terms, planned);
  if (planned.change === "enforce") return { search: EVERYBODY, plan: enforceForAll(terms) };
  return { search: { ...EVERYBODY, userIds: planned.userIds }, plan: requireUsers(terms) };
}

/** A ring falls on those whom no ring before it has. */
function changeOfRing(
  terms: Terms,
  { rings, number }: { rings: readonly RingInput[]; number: number },
): Change {
  const open = rings.map(({ percent, policyId }) => ({ percent, policyId, startedAt: null }));
  return {
    search: EVERYBODY,
    plan: startRing({ ...terms, rings: open }, number),
    cuts: rings.flatMap(({ percent }) => percent ?? []),
    covers: ({ rules }) => ringOf(open, rules.place) === number,
  };
}

/** What a change would do to whom. Changes nothing but the record: that somebody looked, and what they saw, stands there. */
export async function previewPlanned(db: Db, actor: Admin, planned: PlannedChange): Promise<Preview> {
  const { subject } = actor;
  const viewer = isMachine(subject) ? null : subject;
  const change = await changeOf(db, subject, planned);
  const preview = await previewChange(db, subject.workspace.id, change, viewer, availableKinds());
  await recordShown(db, actor, planned, preview);
  return preview;
}

/** What each ring after the first `started` would do to those whom it brings in, if it started now; each on record by itself. */
export async function previewRings(
  db: Db,
  actor: Admin,
  { rings, effect, graceDays }: Pick<Rings, "rings" | "effect" | "graceDays">,
  started: number,
): Promise<{ number: number; preview: Preview }[]> {
  const { workspace, user } = actor.subject;
  const inputs = rings.map(({ percent, policy, plannedAt }) => ({
    percent,
    policyId: policy?.id ?? null,
    startsOn: plannedAt.slice(0, 10),
  }));
  const terms = { effect, graceDays };
  const planned = rings
    .filter(({ number }) => number > started)
    .map(({ number }) => ({ change: "ring" as const, ...terms, rings: inputs, number }));
  const changes = planned.map((one) => changeOfRing({ setBy: user.id, ...terms }, one));
  const cuts = inputs.flatMap(({ percent }) => percent ?? []);
  const of = { search: EVERYBODY, cuts };
  const previews = await previewChanges(db, workspace.id, of, changes, availableKinds());
  const shown = planned.flatMap((one, i) => {
    const preview = previews[i];
    return preview ? [{ planned: one, preview }] : [];
  });
  for (const one of shown) await recordShown(db, actor, one.planned, one.preview);
  return shown.map(({ planned: { number }, preview }) => ({ number, preview }));
}

const recordShown = (
  db: Db,
  { subject, client }: Admin,
  planned: PlannedChange,
  { people, fates, refusal }: Preview,
): Promise<void> =>
  recordEvent(db, {
    workspaceId: subject.workspace.id,
    action: "preview.shown",
    actorId: subject.user.id,
    targetId: planned.change === "policy" ? planned.policyId : subject.workspace.id,
    client,
    data: { planned, people, fates, refusal },
  });

/** A page of the people of a preview, of one fate or all; `next` continues it. */
export async function listForeseen(
  db: Db,
  subject: Admin["subject"],
  { change, fate, after }: PreviewQuery,
  limit = PAGE_SIZE,
): Promise<{ people: ForeseenPerson[]; next: string | null }> {
  const planned = await changeOf(db, subject, change);
  const place = readCursor(after, false);
  const page = { fate, after: place && { name: place.key, id: place.id }, limit };
  const { people, next } = await listPreview(db, subject.workspace.id, planned, page, availableKinds());
  return {
    people: people.map(({ subject: { user }, fate, obstacle, until }) => ({
      id: user.id,
      name: user.name,
      email: user.email,
      fate,
      obstacle,
      until: until?.toISOString() ?? null,
    })),
    next: next && writeCursor({ key: next.name, id: next.id }),
  };
}

/** All people of a preview, page by page, so that any number can be written out. */
export async function* walkForeseen(
  db: Db,
  subject: Admin["subject"],
  query: PreviewQuery,
): AsyncGenerator<ForeseenPerson> {
  for (let after: string | null = null; ; ) {
    const { people, next }: Awaited<ReturnType<typeof listForeseen>> = await listForeseen(
      db,
      subject,
      { ...query, after },
      EXPORTED_AT_ONCE,
    );
    yield* people;
    if (next === null) return;
    after = next;
  }
}
