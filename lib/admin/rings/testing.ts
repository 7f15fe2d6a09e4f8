import "server-only";
import type postgres from "postgres";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { daysFromNow, makeUser, type Place } from "../../identity/testing";
import type { UserRow } from "../../identity/users/service";
import { findSubject } from "../../policy/facts";
import { advanceRings } from "./advance";
import type { RingInput } from "./schema";

export const dayIn = (days: number): string => daysFromNow(days).toISOString().slice(0, 10);

/** So many percent, from so many days on; null: at once. */
export const share = (percent: number, days: number | null): RingInput => ({
  percent,
  policyId: null,
  startsOn: days === null ? null : dayIn(days),
});

export const ofPolicy = (policyId: string, days: number | null): RingInput => ({
  percent: null,
  policyId,
  startsOn: days === null ? null : dayIn(days),
});

export const LATER = { effect: "next_sign_in", graceDays: null, tellsPeople: false } as const;

/** A member whose spot is of these: others are made and taken away until there is one. */
export async function makeUserAt(
  db: Db,
  sql: postgres.Sql,
  place: Place,
  [from, below]: readonly [number, number],
  set: object = {},
): Promise<UserRow> {
  for (;;) {
    const user = await makeUser(db, place, set);
    const spot = (await findSubject(db, user.workspaceId, user.id, availableKinds()))?.rules.place.spot ?? -1;
    if (from <= spot && spot < below) return user;
    await sql`delete from users where workspace_id = ${user.workspaceId} and id = ${user.id}`;
  }
}

/** Moves the clock on by moving what is planned, what has started and what counts back, and lets the job look. */
export async function passDays(
  db: Db,
  sql: postgres.Sql,
  { workspaceId }: Place,
  days: number,
): Promise<void> {
  await sql`update rings set planned_at = planned_at - make_interval(days => ${days}),
    started_at = started_at - make_interval(days => ${days}) where workspace_id = ${workspaceId}`;
  await sql`update rollouts set counted_from = counted_from - make_interval(days => ${days}) where workspace_id = ${workspaceId}`;
  await sql`update help_requests set created_at = created_at - make_interval(days => ${days}) where workspace_id = ${workspaceId}`;
  await look(db, sql, { workspaceId });
}

/** Lets the job look at these rings alone. */
export async function look(
  db: Db,
  sql: postgres.Sql,
  { workspaceId }: Pick<Place, "workspaceId">,
): Promise<void> {
  await sql`update rollouts set next_look_at = case when workspace_id = ${workspaceId} then now() else now() + interval '1 day' end`;
  await advanceRings(db);
}
