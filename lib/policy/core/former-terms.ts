import { SESSION_PRESETS } from "./session-presets";
import type { PolicyTerms } from "./tightening";
import { FACTOR_KINDS, type FactorKind, type FormerTerms, type PolicyMode } from "./types";

/** An earlier version of a policy as stored: times are ISO strings of the database's clock. */
export type StoredTerms = {
  mode: string;
  methods: string[];
  phishingResistant: boolean;
  grace: { until: string | null; days: number | null; skips: number | null };
  endedAt: string;
};

/** A mode this version does not know asks for nothing. */
export const readMode = (text: string): PolicyMode =>
  text === "required" ? "required" : text === "try_out" ? "try_out" : "optional";

export const readKinds = (names: readonly string[]): FactorKind[] =>
  FACTOR_KINDS.filter((kind) => names.includes(kind));

export const readTerms = ({
  mode,
  methods,
  phishingResistant,
  grace,
  endedAt,
}: StoredTerms): FormerTerms => ({
  mode: readMode(mode),
  methods: readKinds(methods),
  phishingResistant,
  grace: { ...grace, until: grace.until === null ? null : new Date(grace.until) },
  endedAt: new Date(endedAt),
});

export const storeTerms = ({ methods, grace, endedAt, ...rest }: FormerTerms): StoredTerms => ({
  ...rest,
  methods: [...methods],
  grace: { ...grace, until: grace.until?.toISOString() ?? null },
  endedAt: endedAt.toISOString(),
});

const MILLISECONDS = 1_000;

/**
 * What is kept of a policy's past when `before` gives way to `after` at `now`: what sessions that may still live began under,
 * and what may have ended somebody's time since it is required (`since`, as it is after the change).
 */
export function keepTerms(
  past: readonly FormerTerms[],
  before: PolicyTerms,
  after: PolicyTerms,
  { since, now }: { since: Date; now: Date },
): FormerTerms[] {
  const { mode, methods, phishingResistant, grace } = before;
  const ended: FormerTerms = { mode, methods, phishingResistant, grace, endedAt: now };
  const isSame = JSON.stringify({ ...ended, ...pick(after) }) === JSON.stringify(ended);
  const oldest = now.getTime() - SESSION_PRESETS.standard.wholeSeconds * MILLISECONDS;
  return [...past, ...(isSame ? [] : [ended])].filter((terms) => {
    const mayHaveEndedTime = terms.mode === "required" && terms.endedAt > since;
    return mayHaveEndedTime || terms.endedAt.getTime() > oldest;
  });
}

const pick = ({ mode, methods, phishingResistant, grace }: PolicyTerms) => ({
  mode,
  methods,
  phishingResistant,
  grace,
});
