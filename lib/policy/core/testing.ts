import { decide } from "./decide";
import { resolveRequirement } from "./requirement";
import type {
  ChallengeKind,
  Decision,
  Exemption,
  FactorKind,
  Facts,
  FormerTerms,
  Grace,
  Proof,
  RequestDemand,
  Rules,
  Source,
} from "./types";

export const NOW = new Date("2026-06-01T12:00:00Z");
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The moment so many milliseconds before now; a negative number is after it. */
export const ago = (milliseconds: number): Date => new Date(NOW.getTime() - milliseconds);
export const ahead = (milliseconds: number): Date => ago(-milliseconds);

export const source = (kind: Source["kind"], rest: Partial<Source> = {}): Source => ({
  kind,
  setBy: "usr_ada",
  since: ago(30 * DAY),
  tightenedAt: null,
  coveredSince: null,
  effect: "next_sign_in",
  grace: null,
  ...rest,
});

export const grace = (rest: Partial<Grace>): Grace => ({ until: null, days: null, skips: null, ...rest });

/** A policy that was required and gave no time, until an hour ago. */
export const formerTerms = (rest: Partial<FormerTerms> = {}): FormerTerms => ({
  mode: "required",
  methods: ["passkey", "totp", "sms", "push"],
  phishingResistant: false,
  grace: grace({}),
  endedAt: ago(HOUR),
  ...rest,
});

export const exemption = (rest: Partial<Exemption> = {}): Exemption => ({
  reason: "broken arm",
  setBy: "usr_ada",
  startsAt: ago(2 * DAY),
  endsAt: ahead(28 * DAY),
  revokedAt: null,
  ...rest,
});

type RulesInput = Partial<Omit<Rules, "policy">> & { policy?: Partial<Rules["policy"]> };

export const rules = ({ policy, ...rest }: RulesInput = {}): Rules => ({
  userBox: null,
  workspace: null,
  rollout: null,
  place: { spot: 50, policyId: "pol_default", policySince: ago(60 * DAY), joinedAt: ago(60 * DAY) },
  policy: { mode: "optional", source: source("policy"), startsAt: null, ...policy },
  appFlag: null,
  policyMethods: ["passkey", "totp", "sms", "push"],
  workspaceMethods: ["passkey", "totp", "sms", "push"],
  retiredMethods: [],
  phishingResistant: false,
  allowSelfRemoval: false,
  formerTerms: [],
  exemptions: [],
  firstPromptedAt: null,
  skipsUsed: 0,
  lastSkipAt: null,
  extensions: { user: null, policy: null },
  remembered: { allowed: false, days: 30 },
  sessionPreset: "standard",
  stepUpWindowSeconds: 300,
  levelLapseSeconds: 86_400,
  ...rest,
});

export const request = (rest: Partial<RequestDemand> = {}): RequestDemand => ({
  level: "aal2",
  maxAgeSeconds: null,
  askedAt: null,
  factors: null,
  allowsRemembered: false,
  lapses: false,
  application: null,
  ...rest,
});

const AMR: Record<ChallengeKind, Proof["amr"]> = {
  password: ["pwd"],
  totp: ["otp"],
  sms: ["sms"],
  push: ["swk"],
  recovery_code: ["otp"],
  passkey: ["hwk"],
};

export const proof = (factor: ChallengeKind, rest: Partial<Proof> = {}): Proof => ({
  factor,
  amr: AMR[factor],
  at: ago(MINUTE),
  ...rest,
});

export const password = (rest: Partial<Proof> = {}): Proof => proof("password", rest);
export const verifiedPasskey = (rest: Partial<Proof> = {}): Proof =>
  proof("passkey", { amr: ["hwk", "user"], userVerified: true, ...rest });
export const plainPasskey = (rest: Partial<Proof> = {}): Proof =>
  proof("passkey", { userVerified: false, ...rest });

export type Held = Facts["user"]["credentials"][number];

/** A confirmed credential; its id is its kind. */
export const held = (kind: FactorKind, rest: Partial<Held> = {}): Held => ({
  id: kind,
  kind,
  usable: true,
  ...rest,
});

export type FactsInput = { now?: Date; user?: Partial<Facts["user"]>; session?: Partial<Facts["session"]> };

/** A user who signed in by password an hour ago, with nothing else to their name. */
export const facts = ({ now, user, session }: FactsInput = {}): Facts => ({
  now: now ?? NOW,
  user: {
    blocked: false,
    twoFactorOn: false,
    credentials: [],
    recoveryCodesLeft: 0,
    enrollable: ["passkey", "totp"],
    ...user,
  },
  session: {
    beganAt: ago(HOUR),
    ended: false,
    proofs: [password()],
    rememberedAt: null,
    deferredAt: null,
    ...session,
  },
});

/** The decision about one case, the way every caller reaches it. */
export const decideCase = (given: Rules, known: Facts, asked: RequestDemand | null = null): Decision =>
  decide(resolveRequirement(given, asked, known.now), known);
