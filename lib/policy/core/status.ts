import { usableKindsOf } from "./acceptance";
import { openGrace } from "./grace";
import { exemptionEnd } from "./requirement";
import type { Facts, Requirement, ShieldStatus } from "./types";

/** A user's shield: `until` ends a grace or an exemption, `reason` is the exemption's. */
export type Shield = { status: ShieldStatus; until?: Date; reason?: string };

/**
 * The state of one user, the first that fits. It speaks of the user, not of a session: a source that binds at the next
 * sign-in already counts, a request never does.
 */
export function shieldStatus(requirement: Requirement, user: Facts["user"], now: Date): Shield {
  const hasAccepted = usableKindsOf(user).some((kind) => requirement.accepted.includes(kind));
  if (requirement.required) {
    return hasAccepted && user.twoFactorOn ? { status: "active" } : pending(requirement, now);
  }
  const until = requirement.exemption === null ? undefined : exemptionEnd(requirement.exemption);
  if (user.twoFactorOn) return until === undefined ? { status: "chosen" } : { status: "chosen", until };
  if (requirement.exemption === null || until === undefined) return { status: "inactive" };
  return { status: "exempt", until, reason: requirement.exemption.reason };
}

/** The sentence on hover and for screen readers, word for word as in the contract; `formatDate` is the caller's. */
export function shieldSentence(
  { status, until, reason }: Shield,
  formatDate: (date: Date) => string,
): string {
  const end = until === undefined ? "" : formatDate(until);
  switch (status) {
    case "active":
      return "2FA is active and enforced";
    case "pending":
      return end === ""
        ? "2FA is enforced, activation pending"
        : `2FA is enforced, activation pending until ${end}`;
    case "chosen":
      return end === "" ? "2FA is active (own choice)" : `2FA is active (own choice), exempt until ${end}`;
    case "exempt":
      return `Exempt from 2FA until ${end}: ${reason ?? ""}`;
    case "inactive":
      return "2FA is not active";
  }
}

function pending({ sources }: Requirement, now: Date): Shield {
  const required = sources.filter(({ kind }) => kind !== "application");
  const until = openGrace(required, false, now);
  return until === null ? { status: "pending" } : { status: "pending", until };
}
