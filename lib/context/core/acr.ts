import { isAtLeast } from "../../policy/core/assurance";
import type { Level } from "../../policy/core/types";

/** The multi-factor policy of OpenID PAPE 1.0, by which older clients ask for a second factor. */
export const PAPE_MULTI_FACTOR = "http://schemas.openid.net/pape/policies/2007/06/multi-factor";

const LEVEL_OF: ReadonlyMap<string, Level> = new Map([
  ["aal1", "aal1"],
  ["aal2", "aal2"],
  ["phr", "phr"],
  [PAPE_MULTI_FACTOR, "aal2"],
]);

/** Every value of `acr` there is, in rising order, the alias last. */
export const ACR_VALUES = [...LEVEL_OF.keys()];

/** A value of `acr_values` as the client spelt it, with the level it means. */
export type RequestedAcr = { value: string; level: Level };

/** The supported ones of the values a client asked for, in its order (OpenID Connect Core §3.1.2.1). */
export function readAcrValues(values: readonly string[]): RequestedAcr[] {
  return values.flatMap((value) => {
    const level = LEVEL_OF.get(value);
    return level === undefined ? [] : [{ value, level }];
  });
}

/** What `acr` says of a session that reached `level`: the first requested value that is met, else the level itself. */
export function acrFor(level: Level, requested: readonly RequestedAcr[]): string {
  return requested.find((one) => isAtLeast(level, one.level))?.value ?? level;
}

/** `acr` of something issued earlier, now that its proofs reach `level` only: it never rises. */
export function lapsedAcr(acr: string, level: Level): string {
  const claimed = LEVEL_OF.get(acr);
  return claimed !== undefined && isAtLeast(level, claimed) ? acr : level;
}
