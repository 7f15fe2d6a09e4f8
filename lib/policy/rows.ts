import "server-only";
import { readKinds as kinds, readMode, readTerms, type StoredTerms } from "./core/former-terms";
import { graceOfDays } from "./core/grace";
import type { Exemption, Extension, FactorKind, Facts, Rollout, Rules, Source } from "./core/types";

/** A workspace with one of its policies, as one SQL row. Times are text. */
export type PlaceRow = {
  now: string;
  workspace_id: string;
  workspace_name: string;
  workspace_methods: string[];
  retired_methods: Record<string, string>;
  sms_countries: string[];
  recovery_codes_on: boolean;
  enforced_since: string | null;
  enforced_by: string | null;
  enforced_effect: string;
  enforced_grace_days: number | null;
  rollout: {
    set_by: string | null;
    effect: string;
    grace_days: number | null;
    rings: { percent: number | null; policy_id: string | null; started_at: string | null }[] | null;
  } | null;
  policy_id: string;
  policy_name: string;
  mode: string;
  policy_methods: string[];
  phishing_resistant: boolean;
  policy_effect: string;
  policy_set_since: string;
  policy_tightened_at: string | null;
  policy_set_by: string | null;
  starts_at: string | null;
  grace_until: string | null;
  grace_days: number | null;
  grace_skips: number | null;
  session_preset: string;
  remembered_days: number;
  step_up_window_minutes: number;
  level_lapse_hours: number;
  allow_self_removal: boolean;
  former_terms: StoredTerms[];
  policy_extended_until: string | null;
  policy_extended_at: string | null;
};

/** One user with the workspace, the policy and what else decides about them, as one SQL row. Times are text. */
export type RuleRow = PlaceRow & {
  user_id: string;
  email: string;
  email_verified_at: string | null;
  name: string;
  role: string;
  rights: string[];
  blocked_at: string | null;
  has_password: boolean;
  two_factor_on: boolean;
  two_factor_origin: string | null;
  two_factor_since: string | null;
  preferred_factor: string | null;
  locale: string;
  app_flag_since: string | null;
  app_flag_by: string | null;
  required_since: string | null;
  required_by: string | null;
  required_effect: string;
  required_grace_days: number | null;
  policy_since: string;
  spot: number;
  first_prompted_at: string | null;
  skips_used: number;
  last_skip_at: string | null;
  user_extended_until: string | null;
  user_extended_at: string | null;
  user_created_at: string;
  last_sign_in_at: string | null;
  credentials: { id: string; kind: string; suspect: boolean; stopped: boolean }[];
  recovery_codes_left: number;
  exemptions: {
    reason: string;
    set_by: string | null;
    starts_at: string;
    ends_at: string;
    revoked_at: string | null;
  }[];
};

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
const effect = (text: string) => (text === "right_away" ? "right_away" : "next_sign_in");

function source(
  kind: Source["kind"],
  since: string | null,
  rest: Partial<Omit<Source, "kind" | "since">> & { setBy: string | null },
): Source | null {
  if (since === null) return null;
  return {
    tightenedAt: null,
    coveredSince: null,
    effect: "next_sign_in",
    grace: null,
    ...rest,
    kind,
    since: new Date(since),
  };
}

const extension = (until: string | null, at: string | null): Extension | null =>
  until === null || at === null ? null : { until: new Date(until), at: new Date(at) };

function policyRule(row: RuleRow): Rules["policy"] {
  const hasGrace = row.grace_until !== null || row.grace_days !== null || row.grace_skips !== null;
  return {
    mode: readMode(row.mode),
    startsAt: date(row.starts_at),
    source: {
      kind: "policy",
      setBy: row.policy_set_by,
      since: new Date(row.policy_set_since),
      tightenedAt: date(row.policy_tightened_at),
      coveredSince: new Date(row.policy_since),
      effect: effect(row.policy_effect),
      grace: hasGrace ? { until: date(row.grace_until), days: row.grace_days, skips: row.grace_skips } : null,
    },
  };
}

/** Enforcing in rings as a workspace has stored it. */
export const toRollout = ({ rollout }: Pick<PlaceRow, "rollout">): Rollout | null =>
  rollout && {
    setBy: rollout.set_by,
    effect: effect(rollout.effect),
    graceDays: rollout.grace_days,
    rings: (rollout.rings ?? []).map(({ percent, policy_id, started_at }) => ({
      percent,
      policyId: policy_id,
      startedAt: date(started_at),
    })),
  };

const exemption = (row: RuleRow["exemptions"][number]): Exemption => ({
  reason: row.reason,
  setBy: row.set_by,
  startsAt: new Date(row.starts_at),
  endsAt: new Date(row.ends_at),
  revokedAt: date(row.revoked_at),
});

export const toRules = (row: RuleRow): Rules => ({
  userBox: source("user", row.required_since, {
    setBy: row.required_by,
    effect: effect(row.required_effect),
    grace: graceOfDays(row.required_grace_days),
  }),
  workspace: source("workspace", row.enforced_since, {
    setBy: row.enforced_by,
    effect: effect(row.enforced_effect),
    grace: graceOfDays(row.enforced_grace_days),
    coveredSince: new Date(row.user_created_at),
  }),
  rollout: toRollout(row),
  place: {
    spot: row.spot,
    policyId: row.policy_id,
    policySince: new Date(row.policy_since),
    joinedAt: new Date(row.user_created_at),
  },
  policy: policyRule(row),
  appFlag: source("application", row.app_flag_since, { setBy: row.app_flag_by }),
  policyMethods: kinds(row.policy_methods),
  workspaceMethods: kinds(row.workspace_methods),
  retiredMethods: kinds(Object.keys(row.retired_methods)).map((kind) => ({
    kind,
    at: new Date(row.retired_methods[kind] ?? 0),
  })),
  phishingResistant: row.phishing_resistant,
  allowSelfRemoval: row.allow_self_removal,
  formerTerms: row.former_terms.map(readTerms),
  exemptions: row.exemptions.map(exemption),
  firstPromptedAt: date(row.first_prompted_at),
  skipsUsed: row.skips_used,
  lastSkipAt: date(row.last_skip_at),
  extensions: {
    user: extension(row.user_extended_until, row.user_extended_at),
    policy: extension(row.policy_extended_until, row.policy_extended_at),
  },
  remembered: { allowed: row.remembered_days > 0, days: row.remembered_days },
  sessionPreset: row.session_preset,
  stepUpWindowSeconds: row.step_up_window_minutes * 60,
  levelLapseSeconds: row.level_lapse_hours * 3_600,
});

/** `available`: the kinds this installation can run at all (a provider is there). */
export function toUserFacts(row: RuleRow, available: readonly FactorKind[]): Facts["user"] {
  // Never the only factor: push approval is offered beside another one that stands
  const mayAddPush = row.credentials.some(({ kind, suspect }) => kind !== "push" && !suspect);
  return {
    blocked: row.blocked_at !== null,
    twoFactorOn: row.two_factor_on,
    credentials: kinds(row.credentials.map((credential) => credential.kind)).flatMap((kind) =>
      row.credentials
        .filter((credential) => credential.kind === kind)
        .map(({ id, suspect, stopped }) => ({
          id,
          kind,
          usable: !suspect && !stopped && available.includes(kind),
          ...(suspect && !stopped ? { isSuspect: true } : {}),
        })),
    ),
    recoveryCodesLeft: row.recovery_codes_on ? row.recovery_codes_left : 0,
    enrollable: kinds(row.workspace_methods).filter(
      (kind) =>
        available.includes(kind) &&
        (kind !== "sms" || row.sms_countries.length > 0) &&
        (kind !== "push" || mayAddPush),
    ),
  };
}
