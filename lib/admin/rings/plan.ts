import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { mayEnforceForAll } from "../../policy/core/loosen";
import { startRing } from "../../policy/core/plan";
import { resolveRequirement } from "../../policy/core/requirement";
import { listPolicyNames } from "../../policy/policies";
import { requireOwnSatisfied } from "../../policy/refusal";
import {
  addRings,
  addRollout,
  findRings,
  removeOpenRings,
  type StoredRollout,
  setRollout,
  toRolloutRules,
} from "../../policy/rings/service";
import { getLockedWorkspace } from "../../workspaces/service";
import { type Admin, isMachine } from "../authority";
import { requireActForAll, requireAnyMethod } from "../enforcement/permission";
import type { RingInput, RolloutInput } from "./schema";
import { startDue } from "./start";
import { recordRings, tellRings } from "./tell";

const wrong = () => new AppError("invalid_input", { fields: { rings: "invalid_input" } });

/**
 * Plans to enforce 2FA for all users in rings: a few rows, whatever the number of users. Ring by ring the workspace's rule
 * begins for more of them; the last one is everybody. A first ring without a day starts at once. Takes what enforcing for all
 * takes; audited, and mailed to the other administrators. Throws `conflict` where it is enforced or planned already,
 * `invalid_input`, and as `enforceForAll`.
 */
export async function planRings(db: Db, actor: Admin, { rings, ...terms }: RolloutInput): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const row = await getLockedWorkspace(tx, workspace.id);
    requireActForAll(actor, "tighten");
    if (row.enforcedSince !== null || (await findRings(tx, workspace.id))) throw new AppError("conflict");
    const planned = await orderedRings(tx, actor, rings, []);
    await requireAnyMethod(tx, row);
    const rollout = { workspaceId: workspace.id, ...terms, since: facts.now, setBy: user.id };
    requireOwnFactor(actor, { ...rollout, rings: planned });
    await addRollout(tx, rollout);
    await addRings(tx, planned);
    await recordRings(tx, actor, "rings.planned", { ...terms, rings: planned.map(toldOf) });
    const last = planned.at(-1)?.plannedAt ?? facts.now;
    const date = last.toISOString().slice(0, 10);
    await tellRings(tx, actor, { kind: "rings_planned", detail: { rings: planned.length, date } });
    if (rings[0]?.startsOn === null) await startDue(tx, workspace.id);
  });
}

/**
 * Puts other rings in the place of those that have not started; those that have stay as they are. Takes `aal2`: a ring may
 * begin later than it would have. Throws `not_found` where nothing is planned, `conflict` where `started` rings are not those
 * that have started, `invalid_input`.
 */
export async function changeRings(
  db: Db,
  actor: Admin,
  { started, rings }: { started: number; rings: readonly RingInput[] },
): Promise<void> {
  const { workspace, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    await getLockedWorkspace(tx, workspace.id);
    requireActForAll(actor, "loosen");
    const stored = await getStored(tx, workspace.id);
    const kept = stored.rings.filter(({ startedAt }) => startedAt !== null);
    if (kept.length !== started || kept.length === stored.rings.length) throw new AppError("conflict");
    const planned = await orderedRings(tx, actor, rings, kept);
    await removeOpenRings(tx, workspace.id, kept.length + 1);
    await addRings(tx, planned);
    await setRollout(tx, workspace.id, { nextLookAt: facts.now });
    const before = stored.rings.slice(kept.length).map(toldOf);
    await recordRings(tx, actor, "rings.changed", { before, after: planned.map(toldOf) });
  });
}

/** What is planned in a workspace. Throws `not_found`. */
export async function getStored(tx: Db, workspaceId: string): Promise<StoredRollout> {
  const stored = await findRings(tx, workspaceId);
  if (!stored) throw new AppError("not_found");
  return stored;
}

type PlannedRing = {
  workspaceId: string;
  number: number;
  percent: number | null;
  policyId: string | null;
  plannedAt: Date;
  startedAt: null;
};

const toldOf = ({ number, percent, policyId, plannedAt }: Omit<PlannedRing, "startedAt">) => ({
  number,
  percent,
  policyId,
  plannedAt: plannedAt.toISOString(),
});

/** Each ring is later and wider than the one before, and the last one is everybody. */
async function orderedRings(
  tx: Db,
  { subject: { workspace, facts } }: Admin,
  rings: readonly RingInput[],
  kept: readonly { percent: number | null; policyId: string | null; plannedAt: Date }[],
): Promise<PlannedRing[]> {
  const known = new Set((await listPolicyNames(tx, workspace.id)).map(({ id }) => id));
  const planned = rings.map(({ percent, policyId, startsOn }, i) => {
    const isFirst = kept.length + i === 0;
    if (startsOn === null && !isFirst) throw wrong();
    const plannedAt = startsOn === null ? facts.now : new Date(`${startsOn}T00:00:00Z`);
    if (startsOn !== null && plannedAt <= facts.now) throw wrong();
    if (policyId !== null && !known.has(policyId)) throw wrong();
    const number = kept.length + i + 1;
    return { workspaceId: workspace.id, number, percent, policyId, plannedAt, startedAt: null };
  });
  const all = [...kept, ...planned];
  const percents = all.flatMap(({ percent }) => percent ?? []);
  const policyIds = all.flatMap(({ policyId }) => policyId ?? []);
  const rises = (values: readonly number[]) => values.every((value, i) => value > (values[i - 1] ?? 0));
  const dates = planned.map(({ plannedAt }) => plannedAt.getTime());
  const isWhole = all.at(-1)?.percent === 100;
  if (!isWhole || !rises(percents) || !rises(dates) || new Set(policyIds).size < policyIds.length)
    throw wrong();
  return planned;
}

/** A67: who enforces satisfies the rule themselves, as it will be once every ring has started. */
function requireOwnFactor({ subject }: Admin, planned: Parameters<typeof toRolloutRules>[0]): void {
  if (isMachine(subject)) return;
  const { rules, facts } = subject;
  const whole = startRing(toRolloutRules(planned), planned.rings.length)(rules, facts.now);
  requireOwnSatisfied(mayEnforceForAll(resolveRequirement(whole, null, facts.now), facts));
}
