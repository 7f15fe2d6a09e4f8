import { decide } from "./decide";
import type { Amr, ChallengeKind, Decision, Facts, Proof, Requirement } from "./types";

/** No sign-in takes more steps than there are kinds of proof. */
const MOST_STEPS = 7;

const AMR: Record<ChallengeKind, readonly Amr[]> = {
  password: ["pwd"],
  totp: ["otp"],
  sms: ["sms"],
  push: ["swk"],
  recovery_code: ["otp"],
  passkey: ["hwk", "user"],
};

/** What a sign-in comes to in the end, and what was proved on the way. */
export type Foreseen = {
  decision: Exclude<Decision, { outcome: "challenge" }>;
  proved: readonly ChallengeKind[];
};

/**
 * A sign-in by password that begins now in a browser that nobody knows, with every challenge answered by the first kind
 * that is offered: where it ends. The same decision as every real one's, asked beforehand.
 */
export function foreseeSignIn(requirement: Requirement, { now, user }: Omit<Facts, "session">): Foreseen {
  const proofs: Proof[] = [proofOf("password", now)];
  for (let step = 0; step < MOST_STEPS; step++) {
    const session = { beganAt: now, ended: false, proofs, rememberedAt: null, deferredAt: null };
    const decision = decide(requirement, { now, user, session });
    if (decision.outcome !== "challenge") return { decision, proved: proofs.map(({ factor }) => factor) };
    const [first] = decision.factors;
    if (first === undefined) break;
    proofs.push(proofOf(first, now));
  }
  return {
    decision: { outcome: "deny", reasons: ["no_factor_possible"] },
    proved: proofs.map(({ factor }) => factor),
  };
}

const proofOf = (factor: ChallengeKind, at: Date): Proof => ({
  factor,
  amr: AMR[factor],
  at,
  ...(factor === "passkey" ? { userVerified: true } : {}),
});
