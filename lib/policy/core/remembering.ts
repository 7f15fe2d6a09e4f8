import { isAtLeast, levelOf } from "./assurance";
import type { Facts, Requirement } from "./types";

/** Remembering this browser would count for something: the policy has it, and own choice alone asks (contract §3). */
export const canRemember = ({ rememberedAllowed, sources }: Requirement, user: Facts["user"]): boolean =>
  rememberedAllowed && sources.length === 0 && user.twoFactorOn;

/** This very session may have its browser remembered: its second step was proved, not remembered itself. */
export const mayRemember = (requirement: Requirement, { user, session }: Facts): boolean =>
  canRemember(requirement, user) && isAtLeast(levelOf(session.proofs), "aal2");
