import "server-only";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { readKinds, readMode } from "./core/former-terms";
import { acceptedKinds, isSatisfiable } from "./core/requirement";
import { lawfulLength, type PolicyTerms } from "./core/tightening";
import type { FactorKind, PolicyMode } from "./core/types";
import {
  findDefaultPolicyId,
  findPasswordTerms,
  findPolicy,
  insertPolicy,
  listPolicyTerms,
  lockPolicy,
  type PolicyRow,
} from "./store";

export type { PolicyChange, PolicyRow } from "./store";
export {
  countLosingFactor,
  deletePolicy as removePolicy,
  insertPolicy as addPolicy,
  listAll as listPolicies,
  listPolicyNames,
  updatePolicy as setPolicy,
} from "./store";

/** The policy every user starts in; each workspace has it from its first moment. */
export async function createDefaultPolicy(db: Db, workspaceId: string): Promise<string> {
  const id = newId("policy");
  await insertPolicy(db, { workspaceId, id, name: "Default", isDefault: true });
  return id;
}

export async function getDefaultPolicyId(db: Db, workspaceId: string): Promise<string> {
  const id = await findDefaultPolicyId(db, workspaceId);
  if (!id) throw new AppError("not_found");
  return id;
}

export async function getPolicy(db: Db, workspaceId: string, policyId: string): Promise<PolicyRow> {
  const row = await findPolicy(db, workspaceId, policyId);
  if (!row) throw new AppError("not_found");
  return row;
}

/** One policy, locked until the transaction ends: who changes it or its members is judged one after the other. */
export async function getLockedPolicy(db: Db, workspaceId: string, policyId: string): Promise<PolicyRow> {
  const row = await lockPolicy(db, workspaceId, policyId);
  if (!row) throw new AppError("not_found");
  return row;
}

/** What a stored policy says. */
export const termsOfPolicy = (row: PolicyRow): PolicyTerms => ({
  mode: readMode(row.mode),
  methods: readKinds(row.methods),
  phishingResistant: row.phishingResistant,
  effect: row.effect === "right_away" ? "right_away" : "next_sign_in",
  startsAt: row.startsAt,
  grace: { until: row.graceUntil, days: row.graceDays, skips: row.graceSkips },
  sessionPreset: row.sessionPreset,
  rememberedDays: row.rememberedDays,
  stepUpWindowMinutes: row.stepUpWindowMinutes,
  levelLapseHours: row.levelLapseHours,
  minPasswordLength: row.minPasswordLength,
  allowSelfRemoval: row.allowSelfRemoval,
});

/** The shortest password a user of this policy may choose; below 15 only where it requires a second factor by now. */
export async function getMinPasswordLength(db: Db, workspaceId: string, policyId: string): Promise<number> {
  const terms = await findPasswordTerms(db, workspaceId, policyId);
  if (!terms) throw new AppError("not_found");
  const { mode, minPasswordLength, hasStarted } = terms;
  return lawfulLength({ mode: hasStarted ? readMode(mode) : "optional", minPasswordLength });
}

/** Whether some policy accepts one of these kinds: a rule for everybody that no policy lets anybody satisfy is none. */
export async function isAnyAccepted(
  db: Db,
  workspaceId: string,
  kinds: readonly FactorKind[],
): Promise<boolean> {
  const policies = await listPolicyTerms(db, workspaceId);
  return policies.some(({ mode, ...rest }) =>
    isSatisfiable(acceptedKinds({ mode: readMode(mode), ...rest }, kinds)),
  );
}

/** The policies by name that would accept nothing any more. One that accepts nothing already is not among them. */
export async function listEmptied(
  db: Db,
  workspaceId: string,
  before: readonly FactorKind[],
  after: readonly FactorKind[],
): Promise<string[]> {
  const policies = await listPolicyTerms(db, workspaceId);
  return policies
    .map(({ mode, ...rest }) => ({ ...rest, mode: mode as PolicyMode }))
    .filter((terms) => {
      return isSatisfiable(acceptedKinds(terms, before)) && !isSatisfiable(acceptedKinds(terms, after));
    })
    .map(({ name }) => name);
}
