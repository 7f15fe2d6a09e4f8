import { lengthOfGrace } from "./grace";
import { type Effect, FACTOR_KINDS, type FactorKind, type Grace, type PolicyMode } from "./types";

/** What a policy says, without its name and its dates. */
export type PolicyTerms = {
  mode: PolicyMode;
  methods: readonly FactorKind[];
  phishingResistant: boolean;
  effect: Effect;
  startsAt: Date | null;
  grace: Grace;
  sessionPreset: string;
  rememberedDays: number;
  stepUpWindowMinutes: number;
  levelLapseHours: number;
  minPasswordLength: number;
  allowSelfRemoval: boolean;
};

export type TermName = keyof PolicyTerms;

/** What became stricter and what looser. A term may be among both: a deadline that is sooner for some and later for others. */
export type TermsChange = { tightened: TermName[]; loosened: TermName[] };

/** The least length of a password where no second factor is required (NIST SP 800-63B-4 §3.1.1.2). */
const LAWFUL_LENGTH = 15;

/** What one version of one term is worth on each of its scales: a higher figure is stricter. */
type Scale = (terms: PolicyTerms, now: Date) => readonly number[];

const isRequired = ({ mode }: PolicyTerms): boolean => mode === "required";
/** A policy in try-out adds and removes nothing: what it accepts counts for nobody. */
const isTried = ({ mode }: PolicyTerms): boolean => mode === "try_out";
const orNever = (limit: number | null): number => limit ?? Number.POSITIVE_INFINITY;

const SCALES: Record<TermName, Scale> = {
  mode: (terms) => [Number(isRequired(terms))],
  methods: (terms) => FACTOR_KINDS.map((kind) => Number(!isTried(terms) && !terms.methods.includes(kind))),
  phishingResistant: (terms) => [Number(!isTried(terms) && terms.phishingResistant)],
  effect: ({ effect }) => [Number(effect === "right_away")],
  startsAt: ({ startsAt }, now) => [-Math.max(startsAt?.getTime() ?? 0, now.getTime())],
  grace: ({ grace }) => {
    const { until, days, skips } = lengthOfGrace(grace);
    return [-orNever(until?.getTime() ?? null), -orNever(days), -orNever(skips)];
  },
  sessionPreset: ({ sessionPreset }) => [Number(sessionPreset !== "standard")],
  rememberedDays: ({ rememberedDays }) => [-rememberedDays],
  stepUpWindowMinutes: ({ stepUpWindowMinutes }) => [-stepUpWindowMinutes],
  levelLapseHours: ({ levelLapseHours }) => [-levelLapseHours],
  minPasswordLength: (terms) => [lawfulLength(terms)],
  allowSelfRemoval: (terms) => [-Number(!isTried(terms) && terms.allowSelfRemoval)],
};

/** When somebody is asked says something only of a policy that asks before and after. */
const OF_REQUIRED: readonly TermName[] = ["effect", "startsAt", "grace"];

/** What a change of terms makes stricter and what looser, each term for itself; what has no effect is neither. */
export function compareTerms(before: PolicyTerms, after: PolicyTerms, now: Date): TermsChange {
  const compared = (Object.keys(SCALES) as TermName[]).filter((name) => {
    return !OF_REQUIRED.includes(name) || (isRequired(before) && isRequired(after));
  });
  const moves = (name: TermName, isMoved: (after: number, before: number) => boolean): boolean => {
    const then = SCALES[name](before, now);
    return SCALES[name](after, now).some((worth, i) => isMoved(worth, then[i] ?? 0));
  };
  return {
    tightened: compared.filter((name) => moves(name, (worth, then) => worth > then)),
    loosened: compared.filter((name) => moves(name, (worth, then) => worth < then)),
  };
}

/** The shortest password under these terms: below 15 characters only where a second factor is required. */
export function lawfulLength({
  mode,
  minPasswordLength,
}: Pick<PolicyTerms, "mode" | "minPasswordLength">): number {
  return mode === "required" ? minPasswordLength : Math.max(minPasswordLength, LAWFUL_LENGTH);
}

/** A policy's own dates after a change: switched on or off anew with its mode, tightened with anything that is stricter. */
export function datesAfter(
  dates: { since: Date; tightenedAt: Date | null },
  before: PolicyTerms,
  after: PolicyTerms,
  now: Date,
): { since: Date; tightenedAt: Date | null } {
  if (before.mode !== after.mode) return { since: now, tightenedAt: null };
  return compareTerms(before, after, now).tightened.length > 0 ? { ...dates, tightenedAt: now } : dates;
}
