import "server-only";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { inTransaction } from "../../db/transaction";
import { availableKinds } from "../../factors/registry";
import { isAbove } from "../../identity/core/rights";
import { countMembers, listActiveAmong, listMemberIds, lockMembers } from "../../identity/users/service";
import { keepTerms, readTerms, storeTerms } from "../../policy/core/former-terms";
import { acceptedKinds, isSatisfiable } from "../../policy/core/requirement";
import {
  compareTerms,
  datesAfter,
  lawfulLength,
  type PolicyTerms,
  type TermsChange,
} from "../../policy/core/tightening";
import {
  addPolicy,
  getLockedPolicy,
  listPolicies,
  type PolicyRow,
  removePolicy,
  setPolicy,
  termsOfPolicy,
} from "../../policy/policies";
import { hasRingOf } from "../../policy/rings/service";
import { getLockedWorkspace, type WorkspaceRow } from "../../workspaces/service";
import { type Admin, isMachine, requireReach, selvesOf } from "../authority";
import { MOST_MOVED, moveLocked } from "./moves";
import { requireActOnPolicy, requireOwnFactor } from "./permission";
import type { PolicySettings } from "./schema";
import { diffSettings, isSameSettings, settingsOfPolicy, termsOfSettings } from "./settings";
import { recordPolicy, tellMembers, tellOfChange } from "./tell";

/**
 * Adds a policy without members. Throws `missing_right`, `step_up_required`, `name_taken`, `policy_empty`, and `invalid_input`
 * for a password length that is lawful only where a second factor is required.
 */
export async function createPolicy(db: Db, actor: Admin, settings: PolicySettings): Promise<string> {
  const { workspace, user, facts } = actor.subject;
  return inTransaction(db, async (tx) => {
    const place = await getLockedWorkspace(tx, workspace.id);
    await requireActOnPolicy(tx, actor, { act: "tighten", isSelf: false, isAboveActor: false });
    await requirePossible(tx, place, settings, null);
    const id = newId("policy");
    const since = facts.now;
    const row = { workspaceId: workspace.id, id, since, setBy: user.id, ...columnsOf(settings) };
    await addPolicy(tx, row);
    await recordPolicy(tx, actor, "policy.created", id, { settings });
    await tellOfChange(tx, actor, settings.name);
    return id;
  });
}

export type PolicySave = {
  policyId: string;
  /** What the page showed when the change began. */
  seen: PolicySettings;
  settings: PolicySettings;
  /** Time for those, too, whose own is over: until this moment. */
  extendUntil?: Date | null;
};

/**
 * Changes a policy. What becomes stricter takes the freshest own proof, what becomes looser `aal2`; whoever is under it
 * satisfies it first, and nobody loosens it who is its only member. Audited with a diff and mailed: to the other
 * administrators, and to the members where it asks more or no longer asks. Throws `not_found`, `conflict` where `seen` is no
 * longer what is stored, and as `createPolicy`.
 */
export async function savePolicy(db: Db, actor: Admin, input: PolicySave): Promise<void> {
  const { workspace, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const place = await getLockedWorkspace(tx, workspace.id);
    const row = await getLockedPolicy(tx, workspace.id, input.policyId);
    const before = settingsOfPolicy(row);
    const change = compareTerms(termsOfPolicy(row), termsOfSettings(input.settings), facts.now);
    const extendUntil = input.extendUntil ?? null;
    const loosens = change.loosened.length > 0 || extendUntil !== null;
    await requireChange(tx, actor, row, loosens);
    if (!isSameSettings(before, input.seen)) throw new AppError("conflict");
    if (isSameSettings(before, input.settings) && extendUntil === null) return;
    await requirePossible(tx, place, input.settings, row.id);
    const dates = datesOf(row, input.settings, facts.now);
    if (isUnder(actor.subject, row)) {
      const planned = { terms: termsOfSettings(input.settings), setBy: row.setBy, ...dates };
      requireOwnFactor(actor, { ...planned, coveredSince: facts.now });
    }
    await store(tx, actor, row, input.settings, dates, change);
    const diff = diffSettings(before, input.settings);
    await recordPolicy(tx, actor, "policy.changed", row.id, { name: row.name, ...diff, ...change });
    if (extendUntil) await extend(tx, actor, row, extendUntil);
    await tellOfChange(tx, actor, input.settings.name);
    await tellMembers(tx, actor, row, input.settings, change);
  });
}

/**
 * Removes a policy; its members go to `moveTo`, judged as a move. Throws `not_found`, `policy_kept` for `Default`, for one whose
 * members have nowhere to go and for a ring's, `too_many`.
 */
export async function deletePolicy(
  db: Db,
  actor: Admin,
  input: { policyId: string; moveTo: string | null },
): Promise<void> {
  const { workspace } = actor.subject;
  await inTransaction(db, async (tx) => {
    await getLockedWorkspace(tx, workspace.id);
    const row = await getLockedPolicy(tx, workspace.id, input.policyId);
    await requireActOnPolicy(tx, actor, { act: "tighten", isSelf: false, isAboveActor: false });
    requireReach(actor.subject, { policyId: row.id });
    const ids = await listMemberIds(tx, workspace.id, row.id);
    if (await hasRingOf(tx, workspace.id, row.id)) throw new AppError("policy_kept");
    if (row.isDefault || input.moveTo === row.id || (ids.length > 0 && !input.moveTo))
      throw new AppError("policy_kept");
    if (ids.length > MOST_MOVED) throw new AppError("too_many");
    if (ids.length > 0 && input.moveTo) {
      const target = await getLockedPolicy(tx, workspace.id, input.moveTo);
      await moveLocked(tx, actor, await lockMembers(tx, workspace.id, ids), target);
    }
    await removePolicy(tx, workspace.id, row.id);
    await recordPolicy(tx, actor, "policy.removed", row.id, { settings: settingsOfPolicy(row) });
    await tellOfChange(tx, actor, row.name);
  });
}

const isUnder = (subject: Admin["subject"], { id }: PolicyRow): boolean =>
  !isMachine(subject) && subject.user.policy.id === id;

/** Loosening a policy falls on its active members: on the actor alone (or on whoever has a program in hand), or on those above them alone, it is refused. */
async function requireChange(tx: Db, actor: Admin, row: PolicyRow, loosens: boolean): Promise<void> {
  const { workspace, user } = actor.subject;
  requireReach(actor.subject, { policyId: row.id });
  const counts = (await countMembers(tx, workspace.id)).filter(({ policyId }) => policyId === row.id);
  const own = await listActiveAmong(tx, workspace.id, row.id, selvesOf(actor.subject));
  const sum = (list: typeof counts) => list.reduce((total, { active }) => total + active, 0);
  const isHigher = ({ role }: { role: string }) => isAbove(role, user.role);
  const others = sum(counts) - own.length;
  const above = sum(counts.filter(isHigher)) - own.filter(isHigher).length;
  await requireActOnPolicy(tx, actor, {
    act: loosens ? "loosen" : "tighten",
    isSelf: own.length > 0 && others === 0,
    isAboveActor: above > 0 && above === others,
  });
}

async function requirePossible(
  tx: Db,
  place: WorkspaceRow,
  settings: PolicySettings,
  id: string | null,
): Promise<void> {
  const name = settings.name.toLocaleLowerCase();
  const others = (await listPolicies(tx, place.workspaceId)).filter((policy) => policy.id !== id);
  if (others.some((policy) => policy.name.toLocaleLowerCase() === name))
    throw new AppError("name_taken", { fields: { name: "name_taken" } });
  if (lawfulLength(settings) !== settings.minPasswordLength)
    throw new AppError("invalid_input", { fields: { minPasswordLength: "invalid_input" } });
  const possible = availableKinds().filter(
    (kind) => place.methods.includes(kind) && (kind !== "sms" || place.smsCountries.length > 0),
  );
  if (!isSatisfiable(acceptedKinds({ ...settings, mode: "required" }, possible)))
    throw new AppError("policy_empty", { fields: { methods: "policy_empty" } });
}

const columnsOf = (settings: PolicySettings) => ({
  ...settings,
  methods: [...settings.methods],
  startsAt: settings.startsAt === null ? null : new Date(settings.startsAt),
  graceUntil: settings.graceUntil === null ? null : new Date(settings.graceUntil),
});

type Dates = { since: Date; tightenedAt: Date | null };

const datesOf = (row: PolicyRow, settings: PolicySettings, now: Date): Dates =>
  datesAfter(
    { since: row.since, tightenedAt: row.tightenedAt },
    termsOfPolicy(row),
    termsOfSettings(settings),
    now,
  );

async function store(
  tx: Db,
  { subject }: Admin,
  row: PolicyRow,
  settings: PolicySettings,
  dates: Dates,
  change: TermsChange,
): Promise<void> {
  const [before, after]: PolicyTerms[] = [termsOfPolicy(row), termsOfSettings(settings)];
  if (!before || !after) throw new AppError("internal");
  const moment = { since: dates.since, now: subject.facts.now };
  const formerTerms = keepTerms(row.formerTerms.map(readTerms), before, after, moment).map(storeTerms);
  const isSet = change.tightened.length + change.loosened.length > 0 || before.mode !== after.mode;
  const setBy = isSet ? subject.user.id : row.setBy;
  await setPolicy(tx, row.workspaceId, row.id, { ...columnsOf(settings), ...dates, setBy, formerTerms });
}

async function extend(tx: Db, actor: Admin, row: PolicyRow, until: Date): Promise<void> {
  const { now } = actor.subject.facts;
  if (until <= now) throw new AppError("invalid_input", { fields: { extendUntil: "invalid_input" } });
  await setPolicy(tx, row.workspaceId, row.id, { extendedUntil: until, extendedAt: now });
  await recordPolicy(tx, actor, "deadline.extended", row.id, { policy: row.name, until });
}
