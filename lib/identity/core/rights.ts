/** What a user may do beyond looking; an owner may everything. */
export const RIGHTS = ["manage_user_rights", "manage_applications", "view_audit_log"] as const;
export type Right = (typeof RIGHTS)[number];

/** Roles in rising order. */
export const ROLES = ["member", "administrator", "owner"] as const;
export type Role = (typeof ROLES)[number];

export const hasRight = (user: { role: string; rights: readonly string[] }, right: Right): boolean =>
  user.role === "owner" || (user.role === "administrator" && user.rights.includes(right));

/** True where `a` stands above `b`. An unknown role stands below all. */
export const isAbove = (a: string, b: string): boolean => ROLES.indexOf(a as Role) > ROLES.indexOf(b as Role);
