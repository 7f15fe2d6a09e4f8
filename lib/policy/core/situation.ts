import {
  type Demand,
  hasAcceptedFactor,
  isOfHeldCredential,
  meetsDemand,
  provesAccepted,
  readDemand,
  usableKindsOf,
} from "./acceptance";
import { isYounger, levelOf } from "./assurance";
import { openGrace } from "./grace";
import { termsFor } from "./requirement";
import type { FactorKind, Facts, Level, Requirement, SourceInForce } from "./types";

/** Requirement and facts laid side by side: what the checks read. */
export type Situation = {
  /** As it stands for this session. */
  requirement: Requirement;
  /** Accepted of this session still, but of none that begins now: not set up any more. */
  outdated: readonly FactorKind[];
  facts: Facts;
  level: Level;
  /** Sources 1–3 and the application flag that ask this very session. */
  required: readonly SourceInForce[];
  flagged: readonly SourceInForce[];
  /** In force, but only for sessions begun later. */
  waiting: readonly SourceInForce[];
  demand: Demand | null;
  /** Kinds of which a credential works now and can be asked from this browser. */
  askableKinds: readonly FactorKind[];
  /** Required, and without a factor that sources 1–3 accept. */
  lacksAccepted: boolean;
  /** Two-factor authentication is on or asked for, and there is no factor at all. */
  lacksAny: boolean;
  /** The request asks for the proof of a factor that the user does not have. */
  lacksDemanded: boolean;
  /** Until when what is lacking may be put off; null: not, or no longer. */
  graceUntil: Date | null;
  /** A remembered browser stands in for the second step. */
  remembered: boolean;
};

/** Lays out one case for the checks. */
export function readSituation(current: Requirement, facts: Facts): Situation {
  const { session } = facts;
  const requirement = termsFor(current, session.beganAt);
  const binding = requirement.sources.filter((source) => binds(source, session.beganAt));
  const sources = {
    required: binding.filter(({ kind }) => kind !== "application"),
    flagged: binding.filter(({ kind }) => kind === "application"),
    waiting: requirement.sources.filter((source) => !binds(source, session.beganAt)),
  };
  const demand = readDemand(requirement, facts);
  const remembered = binding.length === 0 && isRemembered(requirement, facts, demand);
  const lacks = {
    ...readLacks(requirement, facts, sources, remembered),
    lacksDemanded: demand !== null && !remembered && isDemandOutOfReach(demand, facts),
  };
  return {
    requirement,
    outdated: requirement.accepted.filter((kind) => !current.accepted.includes(kind)),
    facts,
    level: levelOf(session.proofs),
    ...sources,
    demand,
    askableKinds: usableKindsOf(elsewhere(facts)),
    ...lacks,
    graceUntil: readGrace(facts, sources, lacks),
    remembered,
  };
}

/** The user without the devices that live in this browser: what asks cannot be what answers. */
function elsewhere({ user, session }: Facts): Facts["user"] {
  return { ...user, credentials: user.credentials.filter(({ id }) => !session.devicesHere?.includes(id)) };
}

/** Whether anything asks for a second step now: own choice, a binding source, or the request. */
export function asksSecondStep({ facts, required, flagged, demand }: Situation): boolean {
  const isRequested = demand?.asksSecondStep ?? false;
  return facts.user.twoFactorOn || required.length > 0 || flagged.length > 0 || isRequested;
}

/** A session begun in the very instant counts as begun after it; so does one whose times cannot be compared. */
function binds({ bindsFrom }: SourceInForce, beganAt: Date): boolean {
  return bindsFrom === null || !(beganAt < bindsFrom);
}

type Binding = Pick<Situation, "required" | "flagged">;

/** What was proved in this session is not lacking, even if its provider has gone since. */
function readLacks(
  requirement: Requirement,
  { user, session }: Facts,
  { required, flagged }: Binding,
  remembered: boolean,
) {
  const hasAccepted =
    hasAcceptedFactor(requirement, user) || provesAccepted(requirement, user, session.proofs);
  const isProved = session.proofs.some((proof) => isOfHeldCredential(user, proof));
  const hasAny = usableKindsOf(user).length > 0 || isProved || remembered;
  return {
    lacksAccepted: required.length > 0 && !hasAccepted,
    lacksAny: (user.twoFactorOn || flagged.length > 0) && !hasAny,
  };
}

function isDemandOutOfReach(demand: Demand, { user, session }: Facts): boolean {
  const { kinds } = demand;
  if (kinds === null || usableKindsOf(user).some((kind) => kinds.includes(kind))) return false;
  return !meetsDemand(demand, user, session.proofs, demand.isFresh);
}

/** The strictest of what is lacking; own choice gives itself no time. */
function readGrace(
  { user, session, now }: Facts,
  { required, flagged }: Binding,
  { lacksAccepted, lacksAny }: Pick<Situation, "lacksAccepted" | "lacksAny">,
): Date | null {
  if (lacksAny && user.twoFactorOn) return null;
  const unmet = [...(lacksAccepted ? required : []), ...(lacksAny ? flagged : [])];
  return openGrace(unmet, session.deferredAt !== null, now);
}

/**
 * A remembered browser counts for own choice, and for a request that allows it and asks no more than a second step. It
 * stands in for a challenge that exists: without any credential there is none.
 */
function isRemembered(
  requirement: Requirement,
  { user, session, now }: Facts,
  demand: Demand | null,
): boolean {
  const { request, rememberedAllowed, rememberedSeconds } = requirement;
  if (session.rememberedAt === null || !rememberedAllowed || user.credentials.length === 0) return false;
  if (!isYounger(session.rememberedAt, rememberedSeconds, now)) return false;
  if (request === null || demand === null) return true;
  const isPlain = request.maxAgeSeconds === null && request.factors === null && request.level !== "own";
  return request.allowsRemembered && isPlain && demand.level !== "phr";
}
