import "server-only";
import { recordEvent } from "../../audit/service";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import { startNoticeRun, tellAdministratorsLater } from "../../identity/notice-runs/service";
import { getUserNames } from "../../identity/users/service";
import { mayEnforceForAll } from "../../policy/core/loosen";
import { enforceForAll as planForAll } from "../../policy/core/plan";
import { resolveRequirement } from "../../policy/core/requirement";
import type { Effect } from "../../policy/core/types";
import { isAnyAccepted } from "../../policy/policies";
import { requireOwnSatisfied } from "../../policy/refusal";
import { getLockedWorkspace, getWorkspace, setWorkspace, type WorkspaceRow } from "../../workspaces/service";
import { type Admin, isMachine, requirePermission } from "../authority";

export type EnforcementTerms = { effect: Effect; graceDays: number | null };

/** The workspace's own rule as it stands; `by` is the name of who set it. Null: not enforced. */
export type Enforcement = (EnforcementTerms & { since: string; by: string | null }) | null;

export async function getEnforcement(db: Db, workspaceId: string): Promise<Enforcement> {
  const row = await getWorkspace(db, workspaceId);
  if (row.enforcedSince === null) return null;
  const names = await getUserNames(db, workspaceId, [row.enforcedBy]);
  return {
    since: row.enforcedSince.toISOString(),
    by: row.enforcedBy === null ? null : (names.get(row.enforcedBy) ?? null),
    effect: row.enforcedEffect === "right_away" ? "right_away" : "next_sign_in",
    graceDays: row.enforcedGraceDays,
  };
}

/**
 * Enforces 2FA for all users: one row, whatever their number; boxes and policies stay as they are. Takes the freshest proof that
 * the actor's factors allow, and one that satisfies the rule for themselves. Audited; the other administrators are mailed bit by
 * bit, everybody where `tellsEverybody`. Throws `already_done`, `no_method_possible`,
 * `set_up_yours_first`, `step_up_required`, `missing_right`.
 */
export async function enforceForAll(
  db: Db,
  actor: Admin,
  { tellsEverybody, ...terms }: EnforcementTerms & { tellsEverybody: boolean },
): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const row = await getLockedWorkspace(tx, workspace.id);
    requirePermission(actor.subject, {
      act: "tighten",
      isSelf: false,
      isSoleOwner: false,
      isAboveActor: false,
    });
    if (row.enforcedSince !== null) throw new AppError("already_done");
    await requireAnyMethod(tx, row);
    requireOwnFactor(actor, terms);
    await setWorkspace(tx, workspace.id, {
      enforcedSince: facts.now,
      enforcedBy: user.id,
      enforcedEffect: terms.effect,
      enforcedGraceDays: terms.graceDays,
    });
    await tell(tx, actor, "requirement_set", { tellsEverybody, data: terms });
  });
}

/**
 * Takes the workspace's own rule back; what is required of single users or by a policy stays. Takes `aal2`. Audited and mailed as
 * enforcing is. Throws `already_done`, `missing_right`, `step_up_required`, `factor_required`.
 */
export async function revokeEnforcement(
  db: Db,
  actor: Admin,
  { tellsEverybody }: { tellsEverybody: boolean },
): Promise<void> {
  const { workspace } = actor.subject;
  await inTransaction(db, async (tx) => {
    const row = await getLockedWorkspace(tx, workspace.id);
    requirePermission(actor.subject, {
      act: "loosen",
      isSelf: false,
      isSoleOwner: false,
      isAboveActor: false,
    });
    if (row.enforcedSince === null) throw new AppError("already_done");
    await setWorkspace(tx, workspace.id, { enforcedSince: null, enforcedBy: null, enforcedGraceDays: null });
    const data = { since: row.enforcedSince.toISOString(), setBy: row.enforcedBy };
    await tell(tx, actor, "requirement_lifted", { tellsEverybody, data });
  });
}

/** A rule that no policy lets anybody satisfy would lock everybody out. */
async function requireAnyMethod(tx: Db, row: WorkspaceRow): Promise<void> {
  const isSetUpHere = (kind: string) => kind !== "sms" || row.smsCountries.length > 0;
  const kinds = availableKinds().filter((kind) => row.methods.includes(kind) && isSetUpHere(kind));
  if (!(await isAnyAccepted(tx, row.workspaceId, kinds)))
    throw new AppError("no_method_possible", { flowUrl: "/settings/security" });
}

/** A67: who enforces satisfies the rule themselves, by a factor proved in this session. */
function requireOwnFactor({ subject }: Admin, terms: EnforcementTerms): void {
  if (isMachine(subject)) return;
  const { rules, facts, user } = subject;
  const planned = planForAll({ setBy: user.id, ...terms })(rules, facts.now);
  requireOwnSatisfied(mayEnforceForAll(resolveRequirement(planned, null, facts.now), facts));
}

async function tell(
  tx: Db,
  { subject, client }: Admin,
  kind: "requirement_set" | "requirement_lifted",
  { tellsEverybody, data }: { tellsEverybody: boolean; data: Record<string, unknown> },
): Promise<void> {
  const { workspace, user } = subject;
  const isSet = kind === "requirement_set";
  await recordEvent(tx, {
    workspaceId: workspace.id,
    action: isSet ? "requirement.set" : "requirement.lifted",
    actorId: user.id,
    targetId: workspace.id,
    client,
    data: { source: "workspace", ...data },
  });
  await tellAdministratorsLater(tx, workspace.id, {
    kind: isSet ? "enforced_for_all" : "enforcement_revoked",
    detail: { by: user.name, url: `${env().APP_URL}/settings/security` },
    except: user.id,
  });
  if (tellsEverybody)
    await startNoticeRun(tx, { workspaceId: workspace.id, kind, by: user.name, createdBy: user.id });
}
