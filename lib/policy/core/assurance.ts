import { type Amr, type Facts, LEVELS, type Level, type Proof } from "./types";

/** Whether `level` is `floor` or higher. */
export function isAtLeast(level: Level, floor: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(floor);
}

/**
 * What one proof reaches together with its session's others, whatever their age. Two proofs of possession are never
 * two factors: a second step counts beside the password or beside a passkey that verified its user (63B §2.2, A64).
 */
export function levelThrough(proof: Proof, proofs: readonly Proof[]): Level {
  if (proof.factor === "password") return "aal1";
  const hasPassword = proofs.some((other) => other.factor === "password");
  if (proof.factor === "passkey") return isUserVerified(proof) || hasPassword ? "phr" : "aal1";
  return hasPassword || proofs.some(isUserVerified) ? "aal2" : "aal1";
}

/** The level of a session: the highest that any of its proofs reaches; `aal0` without proofs. */
export function levelOf(proofs: readonly Proof[]): Level {
  return highest(proofs.map((proof) => levelThrough(proof, proofs)));
}

/**
 * The level as an application may be told: a proof older than `lapseSeconds` reaches `aal1` at most. The caller
 * passes the policy's lapse (24 h unless shortened).
 */
export function lapsedLevel(proofs: readonly Proof[], lapseSeconds: number, now: Date): Level {
  const reached = proofs.map((proof): Level => {
    return isYounger(proof.at, lapseSeconds, now) ? levelThrough(proof, proofs) : "aal1";
  });
  return highest(reached);
}

/** RFC 8176 references of all proofs, each once, with `mfa` exactly when `level` is `aal2` or `phr`. */
export function amrOf(proofs: readonly Proof[], level: Level = levelOf(proofs)): Amr[] {
  const references = new Set<Amr>(proofs.flatMap((proof) => proof.amr));
  if (isAtLeast(level, "aal2")) references.add("mfa");
  return [...references];
}

/** When the user last proved anything (OpenID Connect `auth_time`); null without proofs. */
export function authTimeOf(proofs: readonly Proof[]): Date | null {
  return proofs.reduce<Date | null>((last, { at }) => (last === null || at > last ? at : last), null);
}

/**
 * Whether a moment lies within `seconds` of `now`. A moment in the future is as far away as one in the past: a clock
 * that was set back makes no proof fresher (C14).
 */
export function isYounger(at: Date, seconds: number, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) <= seconds * 1000;
}

/** A passkey whose authenticator verified its user: two factors in one. */
export function isUserVerified(proof: Proof): boolean {
  return proof.factor === "passkey" && proof.userVerified === true;
}

function highest(levels: readonly Level[]): Level {
  return levels.reduce<Level>((best, level) => (isAtLeast(level, best) ? level : best), "aal0");
}

/** How long set-up stays open after an access pass was redeemed: time to fetch a device, not to go for a walk. */
const PASS_OPENS_SECONDS = 30 * 60;

/** An access pass was redeemed in this session and still opens set-up. */
export const isPassOpen = ({ accessPassAt }: Facts["session"], now: Date): boolean =>
  accessPassAt != null && isYounger(accessPassAt, PASS_OPENS_SECONDS, now);
