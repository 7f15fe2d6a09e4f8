/**
 * The vocabulary of the decision. Everything here is plain data: facts are gathered by `policy/facts.ts`,
 * times are passed in, and no value is ever taken from a client.
 */

/** The kinds of factor a user can enrol. One word each, the same in code, tables, API and audit. */
export const FACTOR_KINDS = ["passkey", "totp", "sms", "push"] as const;
export type FactorKind = (typeof FACTOR_KINDS)[number];

/** What can be asked of a user who is challenged: an enrolled factor, a recovery code, or the password again. */
export type ChallengeKind = FactorKind | "recovery_code" | "password";

/** RFC 8176 authentication method references that Sallyport speaks. */
export type Amr = "pwd" | "otp" | "sms" | "hwk" | "swk" | "user" | "mfa";

/** One completed proof, as kept on the session. `amr` is of this proof alone and never holds `mfa`. */
export type Proof = {
  factor: ChallengeKind;
  amr: readonly Amr[];
  /** Passkeys only: the authenticator verified its user (PIN, fingerprint, face). */
  userVerified?: boolean;
  credentialId?: string;
  at: Date;
};

/** Assurance levels in rising order; `aal0` is "nothing proved". */
export const LEVELS = ["aal0", "aal1", "aal2", "phr"] as const;
export type Level = (typeof LEVELS)[number];

/** When a rule begins to bind sessions that were already open. */
export type Effect = "next_sign_in" | "right_away";

/** Time to comply. All that are set count; the earliest ends it. Null on a source means: none. */
export type Grace = { until: Date | null; days: number | null; skips: number | null };

/** Who must: one rule that asks for a second factor, with who set it, when and since when it binds. */
export type Source = {
  kind: "user" | "workspace" | "policy" | "application";
  setBy: string | null;
  since: Date;
  /** Latest moment the rule was made stricter; sessions begun before it go on under the terms they began with. */
  tightenedAt: Date | null;
  /** When this user came under it (moved into the policy, joined the workspace). */
  coveredSince: Date | null;
  effect: Effect;
  grace: Grace | null;
  /** The workspace's rule, as it came to this user with a ring of this number. */
  ring?: number;
};

/** A source as it stands at one moment: from when on it binds open sessions, and the time it still gives. */
export type SourceInForce = Source & {
  /** Sessions begun before this are not asked yet; null: every session is, at its next request. */
  bindsFrom: Date | null;
  /** End of this source's grace, past ones included; null: it gives none. */
  graceUntil: Date | null;
  /** How often `Later` may still be pressed; null: as often as the deadline allows. */
  skipsLeft: number | null;
};

export type PolicyMode = "optional" | "required" | "try_out";

/** A user's exemption. In force from `startsAt` until the earlier of `endsAt` and `revokedAt`. */
export type Exemption = {
  reason: string;
  setBy: string | null;
  startsAt: Date;
  endsAt: Date;
  revokedAt: Date | null;
};

/** A method that sessions begun before `at` may still go by. */
export type RetiredMethod = { kind: FactorKind; at: Date };

/** What a policy said until `endedAt`, as far as sessions begun under it and deadlines passed under it need it. */
export type FormerTerms = {
  mode: PolicyMode;
  methods: readonly FactorKind[];
  phishingResistant: boolean;
  grace: Grace;
  endedAt: Date;
};

/** A later deadline that an administrator gave; `at`: when. */
export type Extension = { until: Date; at: Date };

/** A part of everybody for whom the workspace's rule begins by itself: below a percentage, or under a policy. */
export type Ring = { percent: number | null; policyId: string | null; startedAt: Date | null };

/** Enforcing for all users in rings, in the order in which they start. */
export type Rollout = {
  setBy: string | null;
  effect: Effect;
  graceDays: number | null;
  rings: readonly Ring[];
};

/** What tells in which rings somebody is. */
export type RingPlace = {
  /** 0–99, the same for ever: a hash of workspace and user. */
  spot: number;
  policyId: string;
  policySince: Date;
  joinedAt: Date;
};

/** All stored rules about one user, unevaluated. */
export type Rules = {
  userBox: Source | null;
  workspace: Source | null;
  rollout: Rollout | null;
  place: RingPlace;
  policy: { mode: PolicyMode; source: Source; startsAt: Date | null };
  /** `app_metadata.useMfa`: asks for a second factor as an own choice would, and for set-up if there is none. */
  appFlag: Source | null;
  /** The policy's accepted factors and the workspace's switched-on methods; what counts is their intersection. */
  policyMethods: readonly FactorKind[];
  workspaceMethods: readonly FactorKind[];
  /** Methods the workspace switched off, and when. */
  retiredMethods: readonly RetiredMethod[];
  phishingResistant: boolean;
  allowSelfRemoval: boolean;
  /** The policy's earlier versions, the earliest first. */
  formerTerms: readonly FormerTerms[];
  /** Every exemption the user ever had that may still matter: current ones and the last that ended. */
  exemptions: readonly Exemption[];
  /** Grace facts; the deadline is computed from them, never stored. */
  firstPromptedAt: Date | null;
  skipsUsed: number;
  lastSkipAt: Date | null;
  extensions: { user: Extension | null; policy: Extension | null };
  remembered: { allowed: boolean; days: number };
  sessionPreset: string;
  stepUpWindowSeconds: number;
  /** After this age a second-factor proof counts as `aal1` for applications. */
  levelLapseSeconds: number;
};

/** What one request adds to what stands anyway (step-up, application, scope, `max_age`, `acr_values`). */
export type RequestDemand = {
  /** `own`: the highest level the user's own factors allow (the password where there is no factor). */
  level: Level | "own";
  /** The proof that reaches the level must not be older; null: any age. 0: must be newer than `askedAt`. */
  maxAgeSeconds: number | null;
  askedAt: Date | null;
  /** Narrows the accepted factors; null: no narrowing. */
  factors: readonly FactorKind[] | null;
  /** An application's rule that lets a remembered browser stand in for the second step, at `aal1`. */
  allowsRemembered: boolean;
  /** For an application: proofs older than `levelLapseSeconds` no longer reach `aal2`. */
  lapses: boolean;
  application: string | null;
};

/** The facts of one user and one session at one moment (`now` is the database's clock). */
export type Facts = {
  now: Date;
  user: {
    blocked: boolean;
    twoFactorOn: boolean;
    /** Confirmed credentials. `usable` is false while the kind's provider is gone or the credential is stopped. */
    credentials: readonly {
      id: string;
      kind: FactorKind;
      usable: boolean;
      /** It may be copied, and that alone keeps it from being usable; no wrong answer brings this about. */
      isSuspect?: boolean;
    }[];
    recoveryCodesLeft: number;
    /** Kinds this user could really enrol now: switched on, provider there, nothing missing on the user's side. */
    enrollable: readonly FactorKind[];
  };
  session: {
    beganAt: Date;
    /** Ended by idling, age, sign-out or an admin. */
    ended: boolean;
    proofs: readonly Proof[];
    /** The browser was remembered and is presented at this session's sign-in; null: no. */
    rememberedAt: Date | null;
    /** `Later` was pressed in this session's grace interstitial. */
    deferredAt: Date | null;
    /** A live access pass was redeemed here: beside the password it opens set-up in place of the second step. */
    accessPassAt?: Date | null;
    /** Credentials of devices that live in this very browser: they cannot answer what it asks. */
    devicesHere?: readonly string[];
  };
};

/** Machine reasons; reused verbatim in audit events, API errors, the OIDC mapping and test names. */
export const REASONS = [
  "session_ended",
  "user_blocked",
  "first_factor_missing",
  "chosen_by_user",
  "required_by_user",
  "required_by_workspace",
  "required_by_policy",
  "required_by_application",
  "required_by_request",
  "exempt",
  "try_out",
  "not_yet_binding",
  "second_factor_missing",
  "access_pass",
  "remembered_browser",
  "remembered_browser_not_honoured",
  "accepted_factor_missing",
  "accepted_proof_missing",
  "phishing_resistance_missing",
  "in_grace",
  "grace_deferred",
  "grace_over",
  "level_too_low",
  "proof_too_old",
  "no_factor_possible",
  "nothing_required",
  "satisfied",
] as const;
export type Reason = (typeof REASONS)[number];

/**
 * What happens next. `challenge` and `setup` always offer at least one thing this user can really do; where nothing is
 * possible the answer is `deny` with `no_factor_possible`. `graceUntil` non-null: `Later` is offered.
 */
export type Decision =
  | { outcome: "allow"; reasons: Reason[] }
  | { outcome: "challenge"; factors: ChallengeKind[]; reasons: Reason[] }
  | { outcome: "setup"; factors: FactorKind[]; graceUntil: Date | null; reasons: Reason[] }
  | { outcome: "deny"; reasons: Reason[] };

/** One check with its verdict, for "Why am I asked?", the admin's panel, audit and API. */
export type CheckResult = { check: string; passed: boolean; reason: Reason | null };

/** What is in force for one user (and one request) at one moment: the output of `resolveRequirement`. */
export type Requirement = {
  /** Sources 1–3 and the application flag that ask now, exemptions already applied, in the contract's order. */
  sources: readonly SourceInForce[];
  /** Sources that would ask but are suspended by `exemption`. */
  suspended: readonly Source[];
  exemption: Exemption | null;
  /** The last moment an exemption that suspended something ended; sessions begun after it are bound again. */
  exemptionEndedAt: Date | null;
  /** True in `try_out` mode: what the policy would ask is recorded and binds nobody. */
  tryOut: boolean;
  /** Required by 1–3 (the application flag is not a requirement in the shield's sense). */
  required: boolean;
  accepted: readonly FactorKind[];
  phishingResistant: boolean;
  /** What would be accepted had the workspace not switched it off since. */
  retired: readonly RetiredMethod[];
  /** What sessions begun before `until` may still prove instead, the earliest first; never less than what counts now. */
  formerTerms: readonly (Pick<Requirement, "accepted" | "phishingResistant" | "retired"> & { until: Date })[];
  /** The policy lets its users remove their own two-step verification although they are required. */
  allowSelfRemoval: boolean;
  /** The earliest deadline of sources 1–3; null: one of them gives no time. Past deadlines are kept as they are. */
  graceUntil: Date | null;
  rememberedAllowed: boolean;
  rememberedSeconds: number;
  levelLapseSeconds: number;
  request: RequestDemand | null;
};

export type ShieldStatus = "active" | "pending" | "chosen" | "exempt" | "inactive";
