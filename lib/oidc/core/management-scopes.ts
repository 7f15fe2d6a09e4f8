/**
 * What a program may be allowed to do at the management API. Names are Auth0's where it has the concept, so that its
 * public clients ask for the right ones.
 */
export const MANAGEMENT_SCOPES = [
  "read:users",
  "create:users",
  "update:users",
  "delete:users",
  "read:users_app_metadata",
  "update:users_app_metadata",
  "read:policies",
  "update:policies",
  "read:guardian_factors",
  "update:guardian_factors",
  "read:guardian_enrollments",
  "delete:guardian_enrollments",
  "create:guardian_enrollment_tickets",
  "read:authentication_methods",
  "update:authentication_methods",
  "delete:authentication_methods",
  "read:sessions",
  "delete:sessions",
  "read:grants",
  "delete:grants",
  "read:clients",
  "create:clients",
  "update:clients",
  "delete:clients",
  "read:client_grants",
  "read:tenant_settings",
  "update:tenant_settings",
  "read:logs",
  "read:webhooks",
  "update:webhooks",
] as const;

export type ManagementScope = (typeof MANAGEMENT_SCOPES)[number];

/** The management API as a resource (RFC 8707). */
export const managementResource = (issuer: string): string => `${issuer}/api/v2/`;

/** The management API's address however a caller spells its end; null: another resource. */
export function asManagementResource(issuer: string, resource: string): string | null {
  const exact = managementResource(issuer);
  return resource === exact || `${resource}/` === exact ? exact : null;
}
