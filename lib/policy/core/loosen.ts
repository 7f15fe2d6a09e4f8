import { hasAcceptedFactor, provesAccepted, usableKindsOf } from "./acceptance";
import type { ChallengeKind, FactorKind, Facts, RequestDemand, Requirement } from "./types";

/** Why something may not be loosened. */
export type Refusal =
  | "required_by_administrator"
  | "last_accepted_factor"
  | "last_factor"
  | "push_needs_another"
  | "factor_not_accepted"
  | "factor_not_enrollable"
  | "credential_unknown"
  | "right_missing"
  | "higher_role"
  | "on_yourself"
  | "set_up_yours_first"
  | "prove_yours_first";

/** Allowed, behind a fresh proof at `level`; or why not. */
export type Permission =
  | { allowed: true; level: RequestDemand["level"] }
  | { allowed: false; reason: Refusal };

type User = Facts["user"];

/**
 * Whether the user may turn their own 2FA off. A source blocks from its first moment, before it binds any session and
 * in grace. Where self-removal lets a required user do it, all their sessions fall to set-up and recovery codes stay.
 */
export function mayDisable(requirement: Requirement): Permission {
  return isHeldOn(requirement) ? refuse("required_by_administrator") : behind("own");
}

/**
 * Whether the user may remove one credential. A required user keeps an accepted factor that works; while 2FA is on
 * somebody keeps a factor at all, since an end of 2FA is `mayDisable`'s to grant.
 */
export function mayRemoveCredential(requirement: Requirement, user: User, credentialId: string): Permission {
  const removed = user.credentials.find(({ id }) => id === credentialId);
  if (removed === undefined) return refuse("credential_unknown");
  const kept = { ...user, credentials: user.credentials.filter(({ id }) => id !== credentialId) };
  const isAccepted = requirement.accepted.includes(removed.kind);
  if (isHeldOn(requirement) && isAccepted && !hasAcceptedFactor(requirement, kept)) {
    return refuse("last_accepted_factor");
  }
  if (removed.kind !== "push" && isPushAlone(kept.credentials)) return refuse("push_needs_another");
  return user.twoFactorOn && kept.credentials.length === 0 ? refuse("last_factor") : behind("own");
}

/** Push approval is never the only factor: it is worth what protects the device, and that is not known here. */
export function isPushAlone(credentials: readonly { kind: string }[]): boolean {
  return credentials.length > 0 && credentials.every(({ kind }) => kind === "push");
}

/**
 * Whether one credential may give way to a new one of `kind`. The caller proves the new one first and swaps both in one
 * transaction.
 */
export function mayReplace(
  requirement: Requirement,
  user: User,
  credentialId: string,
  kind: FactorKind,
): Permission {
  if (!requirement.accepted.includes(kind)) return refuse("factor_not_accepted");
  if (!user.enrollable.includes(kind)) return refuse("factor_not_enrollable");
  const others = user.credentials.filter(({ id }) => id !== credentialId);
  if (others.length === user.credentials.length) return refuse("credential_unknown");
  return isPushAlone([...others, { kind }]) ? refuse("push_needs_another") : behind("own");
}

/**
 * What an administrator does: make a requirement stricter or looser, reset, unlock, hand out a pass, end sessions, change
 * role and rights, block or delete somebody.
 */
export type AdminAct = {
  act:
    | "tighten"
    | "loosen"
    | "reset"
    | "unlock"
    | "access_pass"
    | "end_sessions"
    | "rights"
    | "block"
    | "delete";
  /** The act falls on the actor alone: own box, exemption, policy, or a move between policies. */
  isSelf: boolean;
  hasRight: boolean;
  isSoleOwner: boolean;
  /** Somebody it falls on has a higher role than the actor. */
  isAboveActor: boolean;
};

/**
 * Whether an administrator may do it, and behind which proof. Tightening takes the freshest proof the actor's factors
 * allow, everything else `aal2`. Nobody loosens on themselves alone but a sole owner, audited and mailed by the caller.
 */
export function mayActOn({ act, isSelf, hasRight, isSoleOwner, isAboveActor }: AdminAct): Permission {
  if (!hasRight) return refuse("right_missing");
  if (act === "tighten") return behind("own");
  if (isAboveActor) return refuse("higher_role");
  if (!isSelf || act === "rights") return behind("aal2");
  return act === "loosen" && isSoleOwner ? behind("aal2") : refuse("on_yourself");
}

/** As a `Permission`; a refusal names what the actor can set up, or can prove, to be let. */
export type EnforcePermission = Permission | { allowed: false; reason: Refusal; factors: ChallengeKind[] };

/**
 * Whether the actor may enforce for all or edit their own policy: they already satisfy `planned`, the requirement as it
 * would be for themselves, by a factor proved in this session. A recovery code is none, and no exemption excuses.
 */
export function mayEnforceForAll(planned: Requirement, { user, session }: Facts): EnforcePermission {
  if (!planned.required && planned.suspended.length === 0) return behind("own");
  const proofs = session.proofs.filter(({ factor }) => factor !== "recovery_code");
  if (provesAccepted(planned, user, proofs)) return behind("own");
  const provable = usableKindsOf(user).filter((kind) => planned.accepted.includes(kind));
  if (provable.length > 0) return { ...refuse("prove_yours_first"), factors: provable };
  const factors = planned.accepted.filter((kind) => user.enrollable.includes(kind));
  return { ...refuse("set_up_yours_first"), factors };
}

/** Required by 1–3, and not by rules that let the user undo it: the user-level box never does. */
function isHeldOn({ required, sources, allowSelfRemoval }: Requirement): boolean {
  const hasBox = sources.some(({ kind }) => kind === "user");
  return required && (hasBox || !allowSelfRemoval);
}

function behind(level: RequestDemand["level"]): Permission {
  return { allowed: true, level };
}

function refuse(reason: Refusal): { allowed: false; reason: Refusal } {
  return { allowed: false, reason };
}
