import { hasAcceptedFactor } from "./acceptance";
import { decide } from "./decide";
import { openGrace } from "./grace";
import { resolveRequirement, resolveTryOut } from "./requirement";
import type { Facts, Requirement, Rules } from "./types";

/** What a policy in try-out would have done to a sign-in, had it been required. */
export const TRIALS = ["setup", "grace", "challenge", "impossible"] as const;
export type Trial = (typeof TRIALS)[number];

/**
 * What the try-out of somebody's policy would change about a sign-in that has just begun; null where there is no try-out, or
 * where the same is asked anyway. `setup`: to set up a factor first; `grace`: that, with time left; `challenge`: to prove a
 * second factor; `impossible`: no accepted one can be set up.
 */
export function tryOut(rules: Rules, facts: Facts): Trial | null {
  const planned = resolveTryOut(rules, null, facts.now);
  if (planned === null || !planned.required || facts.user.blocked) return null;
  const real = resolveRequirement(rules, null, facts.now);
  if (!hasAcceptedFactor(planned, facts.user)) {
    const isAskedAnyway = real.required && !hasAcceptedFactor(real, facts.user);
    return isAskedAnyway ? null : lacking(planned, facts);
  }
  const goesOn = decide(real, facts).outcome === "allow";
  return goesOn && decide(planned, facts).outcome === "challenge" ? "challenge" : null;
}

function lacking(planned: Requirement, { user, now }: Facts): Trial {
  if (!planned.accepted.some((kind) => user.enrollable.includes(kind))) return "impossible";
  const required = planned.sources.filter(({ kind }) => kind !== "application");
  return openGrace(required, false, now) === null ? "setup" : "grace";
}
