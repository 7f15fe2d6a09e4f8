import { isPassOpen } from "./assurance";
import type { Answer } from "./checks";
import { isLetThrough } from "./offers";
import { asksSecondStep, type Situation } from "./situation";
import type { Reason, Source } from "./types";

const REQUIRED_BY: Record<Source["kind"], Reason> = {
  user: "required_by_user",
  workspace: "required_by_workspace",
  policy: "required_by_policy",
  application: "required_by_application",
};

/** The deciding reason, then everything in force that bears on it, each once. */
export function reasonsFor(situation: Situation, failure: Reason | null, answer: Answer | null): Reason[] {
  const isShut = failure === "session_ended" || failure === "user_blocked";
  const deadEnd: Reason[] = answer?.outcome === "deny" && !isShut ? ["no_factor_possible"] : [];
  const deciding = failure ?? reasonToAllow(situation);
  return [...new Set([...deadEnd, deciding, ...asking(situation), ...bearing(situation)])];
}

function reasonToAllow(situation: Situation): Reason {
  const { remembered, waiting, requirement, graceUntil, level } = situation;
  if (asksSecondStep(situation) || requirement.request !== null) {
    if (graceUntil !== null) return graceReason(situation);
    return remembered && level === "aal1" ? "remembered_browser" : "satisfied";
  }
  if (waiting.length > 0) return "not_yet_binding";
  return requirement.suspended.length > 0 ? "exempt" : "nothing_required";
}

/** Who asks. */
function asking({ requirement, facts, required }: Situation): Reason[] {
  const reasons = requirement.sources.map(({ kind }) => REQUIRED_BY[kind]);
  if (facts.user.twoFactorOn && required.length === 0) reasons.push("chosen_by_user");
  if (requirement.request !== null) reasons.push("required_by_request");
  return reasons;
}

/** What suspends it, delays it, or was brought in its place. */
function bearing(situation: Situation): Reason[] {
  const { requirement, waiting, remembered, facts, graceUntil } = situation;
  const isRefused = facts.session.rememberedAt !== null && !remembered && asksSecondStep(situation);
  const held: [boolean, Reason][] = [
    [requirement.suspended.length > 0, "exempt"],
    [requirement.tryOut, "try_out"],
    [waiting.length > 0, "not_yet_binding"],
    [isPassOpen(facts.session, facts.now), "access_pass"],
    [isRefused, "remembered_browser_not_honoured"],
    [graceUntil !== null, graceReason(situation)],
    [hasGraceEnded(situation), "grace_over"],
  ];
  return held.flatMap(([holds, reason]) => (holds ? [reason] : []));
}

function hasGraceEnded({ lacksAccepted, required, graceUntil }: Situation): boolean {
  return lacksAccepted && graceUntil === null && required.some((source) => source.graceUntil !== null);
}

function graceReason(situation: Situation): Reason {
  const isDeferred = situation.facts.session.deferredAt !== null;
  return isDeferred && isLetThrough(situation) ? "grace_deferred" : "in_grace";
}
