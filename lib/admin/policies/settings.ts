import { SESSION_PRESETS, type SessionPreset } from "../../policy/core/session-presets";
import type { PolicyTerms } from "../../policy/core/tightening";
import { FACTOR_KINDS } from "../../policy/core/types";
import { type PolicyRow, termsOfPolicy } from "../../policy/policies";
import type { PolicySettings } from "./schema";

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** What settings ask for, as the decision reads it. */
export const termsOfSettings = (settings: PolicySettings): PolicyTerms => {
  const { name, graceUntil, graceDays, graceSkips, startsAt, methods, ...rest } = settings;
  return {
    ...rest,
    methods: FACTOR_KINDS.filter((kind) => methods.includes(kind)),
    startsAt: date(startsAt),
    grace: { until: date(graceUntil), days: graceDays, skips: graceSkips },
  };
};

/** What is stored of a policy, as settings; equal ones are written alike. */
export function settingsOfPolicy(row: PolicyRow): PolicySettings {
  const { grace, startsAt, sessionPreset, methods, ...terms } = termsOfPolicy(row);
  return {
    name: row.name,
    ...terms,
    methods: [...methods],
    startsAt: startsAt?.toISOString() ?? null,
    graceUntil: grace.until?.toISOString() ?? null,
    graceDays: grace.days,
    graceSkips: grace.skips,
    sessionPreset: sessionPreset in SESSION_PRESETS ? (sessionPreset as SessionPreset) : "aal2",
  };
}

const written = ({ methods, startsAt, graceUntil, ...rest }: PolicySettings): string => {
  const alike = {
    ...rest,
    methods: FACTOR_KINDS.filter((kind) => methods.includes(kind)),
    startsAt: date(startsAt)?.toISOString() ?? null,
    graceUntil: date(graceUntil)?.toISOString() ?? null,
  };
  return JSON.stringify(Object.entries(alike).sort(([a], [b]) => a.localeCompare(b)));
};

/** Whether two say the same, however they are written. */
export const isSameSettings = (a: PolicySettings, b: PolicySettings): boolean => written(a) === written(b);

/** What changed, by name, before and after: for the audit log. */
export function diffSettings(before: PolicySettings, after: PolicySettings) {
  const names = Object.keys(after) as (keyof PolicySettings)[];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const side = (settings: PolicySettings) =>
    Object.fromEntries(changed.map((name) => [name, settings[name]]));
  return { before: side(before), after: side(after) };
}
