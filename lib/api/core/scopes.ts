import type { Right } from "../../identity/core/rights";
import type { AdminAct } from "../../policy/core/loosen";

type Act = AdminAct["act"];

/** What a scope lets a program do. `right`, and `also`: who may grant it, and may as much themselves. `acts`: what it stands for where a person would prove themselves. */
type Grant = { right: Right; also?: Right; acts?: readonly Act[] };

const users = { right: "manage_user_rights" } as const;

/**
 * Every scope of the management API, one per concept and verb. Where `update` only makes stricter, `delete` is what loosens: a
 * scope of its own, which an administrator grants behind a fresh second factor.
 */
export const SCOPES = {
  "read:users": users,
  "create:users": users,
  "update:users": { ...users, acts: ["tighten", "loosen", "block"] },
  "delete:users": { ...users, acts: ["delete"] },
  "update:users_app_metadata": { ...users, acts: ["tighten", "loosen"] },
  "read:authentication_methods": users,
  "update:authentication_methods": { ...users, acts: ["tighten"] },
  "delete:authentication_methods": { ...users, acts: ["reset"] },
  "create:guardian_enrollment_tickets": { ...users, acts: ["tighten"] },
  "read:guardian_enrollments": users,
  "delete:guardian_enrollments": { ...users, acts: ["reset"] },
  "read:guardian_factors": users,
  "update:guardian_factors": { ...users, acts: ["tighten", "loosen"] },
  "read:mfa_requirements": users,
  "update:mfa_requirements": { ...users, acts: ["tighten"] },
  "delete:mfa_requirements": { ...users, acts: ["loosen"] },
  "read:mfa_policies": users,
  "update:mfa_policies": { ...users, acts: ["tighten"] },
  "delete:mfa_policies": { ...users, acts: ["tighten", "loosen"] },
  "read:mfa_status": users,
  "read:help_requests": users,
  "update:help_requests": { ...users, acts: ["access_pass", "reset"] },
  "create:access_passes": { ...users, acts: ["access_pass"] },
  "read:logs": { right: "view_audit_log" },
  "read:evidence": { right: "view_audit_log" },
  "read:clients": { right: "manage_applications" },
  "read:webhooks": { right: "view_audit_log", also: "manage_applications" },
  "update:webhooks": { right: "view_audit_log", also: "manage_applications" },
  "read:jobs": users,
  "update:jobs": users,
} as const satisfies Record<string, Grant>;

export type Scope = keyof typeof SCOPES;

export const SCOPE_NAMES = Object.keys(SCOPES) as Scope[];

export const isScope = (name: string): name is Scope => Object.hasOwn(SCOPES, name);

/** The rights that somebody has who may grant a scope. */
export function rightsFor(scope: Scope): Right[] {
  const { right, also }: Grant = SCOPES[scope];
  return also ? [right, also] : [right];
}

/** What these scopes stand for where a person would need a right and a proof. */
export const actsOf = (scopes: readonly Scope[]): Act[] =>
  scopes.flatMap((scope) => (SCOPES[scope] as Grant).acts ?? []);

/** Which scopes stand for an act: what a refusal names. */
export const scopesFor = (act: Act): Scope[] => SCOPE_NAMES.filter((scope) => actsOf([scope]).includes(act));
