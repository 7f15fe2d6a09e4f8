import { graceOfDays } from "./grace";
import type { Ring, RingPlace, Rollout, Rules, Source } from "./types";

/** Whether a ring, started or not, has room for somebody at this place. */
export const covers = ({ percent, policyId }: Ring, place: Pick<RingPlace, "spot" | "policyId">): boolean =>
  percent === null ? policyId === place.policyId : place.spot < percent;

/** The number, from 1 on, of the first ring that covers somebody; null: none does. */
export function ringOf(rings: readonly Ring[], place: Pick<RingPlace, "spot" | "policyId">): number | null {
  const first = rings.findIndex((ring) => covers(ring, place));
  return first < 0 ? null : first + 1;
}

/**
 * The workspace's rule as it holds for somebody in a ring that has started, from that ring's start on; null: no such ring.
 * Of several the one that asks first: what has begun for somebody is never taken back by a later ring.
 */
export function ringSource({ rollout, place }: Pick<Rules, "rollout" | "place">): Source | null {
  if (rollout === null) return null;
  const sources = rollout.rings.flatMap((ring, i) => {
    const { startedAt, percent } = ring;
    if (startedAt === null || !covers(ring, place)) return [];
    const coveredSince = percent === null ? later(place.policySince, place.joinedAt) : place.joinedAt;
    return [toSource(rollout, { number: i + 1, since: startedAt, coveredSince })];
  });
  return sources.reduce<Source | null>(
    (first, one) => (first === null || askedFrom(one) < askedFrom(first) ? one : first),
    null,
  );
}

function toSource(
  { setBy, effect, graceDays }: Rollout,
  { number: ring, since, coveredSince }: { number: number; since: Date; coveredSince: Date },
): Source {
  const grace = graceOfDays(graceDays);
  return { kind: "workspace", setBy, since, tightenedAt: null, coveredSince, effect, grace, ring };
}

const later = (one: Date, other: Date): Date => (one > other ? one : other);
const askedFrom = ({ since, coveredSince }: Source): Date => later(since, coveredSince ?? since);

/** The share of everybody, in percent, that is in by rings of a percentage that have started. */
export const startedPercent = (rollout: Rollout | null): number =>
  Math.max(0, ...(rollout?.rings ?? []).map(({ percent, startedAt }) => (startedAt && percent) || 0));

/** `planned`: none has started; `running`: further ones are to come; `done`: all have started. */
export type RolloutState = "planned" | "running" | "paused" | "done";

export function stateOf(rings: readonly Pick<Ring, "startedAt">[], isPaused: boolean): RolloutState {
  const open = rings.filter(({ startedAt }) => startedAt === null).length;
  if (open === 0) return "done";
  if (isPaused) return "paused";
  return open === rings.length ? "planned" : "running";
}

/** A limit on what goes wrong among the people of the rings that have started. */
type Limit = {
  /** So many people are let pass whatever their share. */
  people: number;
  /** So large a share of the people in the rings. */
  share: number;
};

/** No further ring starts once more people than both figures of a limit have met it since a ring last started. */
export const RING_LIMITS = {
  failed_set_ups: { people: 5, share: 0.02 },
  help_requests: { people: 5, share: 0.02 },
} as const satisfies Record<string, Limit>;
export type RingLimit = keyof typeof RING_LIMITS;

/** The limit that is passed, the first of them; null: none. `people`: how many there are in the rings that have started. */
export function limitPassed(counts: Record<RingLimit, number>, people: number): RingLimit | null {
  const names = Object.keys(RING_LIMITS) as RingLimit[];
  return names.find((name) => counts[name] > mostAllowed(name, people)) ?? null;
}

export const mostAllowed = (name: RingLimit, people: number): number =>
  Math.max(RING_LIMITS[name].people, Math.floor(RING_LIMITS[name].share * people));
