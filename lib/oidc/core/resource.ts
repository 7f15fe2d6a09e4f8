/** The management API as a resource (RFC 8707). */
export const managementResource = (issuer: string): string => `${issuer}/api/v2/`;

/** The management API's address however a caller spells its end; null: another resource. */
export function asManagementResource(issuer: string, resource: string): string | null {
  const exact = managementResource(issuer);
  return resource === exact || `${resource}/` === exact ? exact : null;
}
