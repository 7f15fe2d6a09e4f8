/** The levels that a workspace may demand for a scope. */
export type DemandedLevel = "aal2" | "phr";

/** Which scopes demand a level: the workspace's own table. A scope that is not in it demands none. */
export type ScopeLevels = Readonly<Record<string, DemandedLevel>>;

/** The highest level that any of `scopes` demands; null: none demands one. */
export function levelOfScopes(table: ScopeLevels, scopes: readonly string[]): DemandedLevel | null {
  const demanded = scopes.flatMap((scope) => (Object.hasOwn(table, scope) ? [table[scope]] : []));
  if (demanded.includes("phr")) return "phr";
  return demanded.includes("aal2") ? "aal2" : null;
}
