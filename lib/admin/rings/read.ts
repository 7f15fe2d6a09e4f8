import "server-only";
import type { Db } from "../../db/client";
import { getUserNames } from "../../identity/users/service";
import {
  mostAllowed,
  RING_LIMITS,
  type RingLimit,
  type RolloutState,
  stateOf,
} from "../../policy/core/rings";
import type { Effect } from "../../policy/core/types";
import { listPolicyNames } from "../../policy/policies";
import { findRings } from "../../policy/rings/service";
import { countProblems } from "./advance";

/** One ring as a screen shows it. Dates are ISO strings. */
export type ShownRing = {
  number: number;
  percent: number | null;
  policy: { id: string; name: string } | null;
  plannedAt: string;
  startedAt: string | null;
  people: number | null;
};

/** Enforcing in rings as it stands. */
export type Rings = {
  state: RolloutState;
  effect: Effect;
  graceDays: number | null;
  since: string;
  by: string | null;
  /** `by` is null where a limit paused it. */
  paused: { at: string; by: string | null; reason: RingLimit | "administrator"; people: number } | null;
  rings: ShownRing[];
  /** How many people of the rings that have started met each limit, and how many may. */
  limits: { name: RingLimit; count: number; most: number }[];
};

const REASONS = Object.keys(RING_LIMITS) as RingLimit[];

/** Null: nothing is planned. */
export async function getRings(db: Db, workspaceId: string): Promise<Rings | null> {
  const stored = await findRings(db, workspaceId);
  if (!stored) return null;
  const { rings, setBy, pausedAt, pausedBy, pausedReason } = stored;
  const state = stateOf(rings, pausedAt !== null);
  const names = await getUserNames(db, workspaceId, [setBy, pausedBy]);
  const policies = new Map((await listPolicyNames(db, workspaceId)).map(({ id, name }) => [id, name]));
  const problems = await countProblems(db, stored);
  const people = rings.reduce((sum, ring) => sum + (ring.people ?? 0), 0);
  return {
    state,
    effect: stored.effect === "right_away" ? "right_away" : "next_sign_in",
    graceDays: stored.graceDays,
    since: stored.since.toISOString(),
    by: (setBy && names.get(setBy)) ?? null,
    paused: pausedAt && {
      at: pausedAt.toISOString(),
      by: (pausedBy && names.get(pausedBy)) ?? null,
      reason: REASONS.find((reason) => reason === pausedReason) ?? "administrator",
      people: stored.pausedPeople ?? 0,
    },
    rings: rings.map(({ policyId, plannedAt, startedAt, ...ring }) => ({
      number: ring.number,
      percent: ring.percent,
      policy: policyId === null ? null : { id: policyId, name: policies.get(policyId) ?? "" },
      plannedAt: plannedAt.toISOString(),
      startedAt: startedAt?.toISOString() ?? null,
      people: ring.people,
    })),
    limits: REASONS.map((name) => ({ name, count: problems[name], most: mostAllowed(name, people) })),
  };
}
