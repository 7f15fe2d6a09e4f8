import "server-only";
import { recordEvent } from "../../audit/service";
import { env } from "../../core/env";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { startNoticeRun, tellAdministratorsLater } from "../../identity/notice-runs/service";
import { getUserNames } from "../../identity/users/service";
import { mayEnforceForAll } from "../../policy/core/loosen";
import { enforceForAll as planForAll } from "../../policy/core/plan";
import { resolveRequirement } from "../../policy/core/requirement";
import type { Effect } from "../../policy/core/types";
import { requireOwnSatisfied } from "../../policy/refusal";
import { findRings, removeRollout } from "../../policy/rings/service";
import { getLockedWorkspace, getWorkspace, setWorkspace, type WorkspaceRow } from "../../workspaces/service";
import { type Admin, isMachine } from "../authority";
import { requireActForAll, requireAnyMethod } from "./permission";

export type EnforcementTerms = { effect: Effect; graceDays: number | null };

/** The workspace's own rule as it stands; `by` is the name of who set it. Null: not enforced. */
export type Enforcement = (EnforcementTerms & { since: string; by: string | null }) | null;

export async function getEnforcement(db: Db, workspaceId: string): Promise<Enforcement> {
  const row = await getWorkspace(db, workspaceId);
  const rule = row.enforcedSince === null ? await findWholeRollout(db, workspaceId) : ruleOf(row);
  if (rule === null) return null;
  const { since, setBy, effect, graceDays } = rule;
  const names = await getUserNames(db, workspaceId, [setBy]);
  return {
    since: since.toISOString(),
    by: setBy === null ? null : (names.get(setBy) ?? null),
    effect: effect === "right_away" ? "right_away" : "next_sign_in",
    graceDays,
  };
}

type Rule = { since: Date; setBy: string | null; effect: string; graceDays: number | null };

const ruleOf = (row: WorkspaceRow): Rule | null =>
  row.enforcedSince && {
    since: row.enforcedSince,
    setBy: row.enforcedBy,
    effect: row.enforcedEffect,
    graceDays: row.enforcedGraceDays,
  };

/** Rings that have all started are the rule for everybody, since the last of them. */
async function findWholeRollout(db: Db, workspaceId: string): Promise<Rule | null> {
  const stored = await findRings(db, workspaceId);
  const since = stored?.rings.at(-1)?.startedAt ?? null;
  return stored && since && { ...stored, since };
}

/**
 * Enforces 2FA for all users: one row, whatever their number; boxes and policies stay as they are. Takes the freshest proof that
 * the actor's factors allow, and one that satisfies the rule for themselves. Audited; the other administrators are mailed bit by
 * bit, everybody where `tellsEverybody`. Throws `already_done`, `conflict` where
 * it is planned in rings, `no_method_possible`, `set_up_yours_first`, `step_up_required`, `missing_right`.
 */
export async function enforceForAll(
  db: Db,
  actor: Admin,
  { tellsEverybody, ...terms }: EnforcementTerms & { tellsEverybody: boolean },
): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const row = await getLockedWorkspace(tx, workspace.id);
    requireActForAll(actor, "tighten");
    if (row.enforcedSince !== null) throw new AppError("already_done");
    if (await findRings(tx, workspace.id)) throw new AppError("conflict");
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
 * Takes the workspace's own rule back, all of its rings with it; what is required of single users or by a policy stays. Takes `aal2`. Audited and mailed as
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
    requireActForAll(actor, "loosen");
    const stored = await findRings(tx, workspace.id);
    const since = row.enforcedSince ?? stored?.since;
    if (!since) throw new AppError("already_done");
    await setWorkspace(tx, workspace.id, { enforcedSince: null, enforcedBy: null, enforcedGraceDays: null });
    if (stored) await removeRollout(tx, workspace.id);
    const started = stored?.rings.filter(({ startedAt }) => startedAt !== null).length;
    const rings = stored ? { rings: stored.rings.length, started } : {};
    const data = { since: since.toISOString(), setBy: row.enforcedBy ?? stored?.setBy ?? null, ...rings };
    await tell(tx, actor, "requirement_lifted", { tellsEverybody, data });
  });
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
