import "server-only";
import type { z } from "zod";
import { recordEvent } from "../audit/service";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { isPhoneCountry } from "../factors/phone";
import { availableKinds } from "../factors/registry";
import type { Actor } from "../flows/context";
import { hasRight } from "../identity/core/rights";
import { tellAdministrators } from "../identity/users/service";
import { mayEnforceForAll } from "../policy/core/loosen";
import { isSatisfiable, resolveRequirement } from "../policy/core/requirement";
import { FACTOR_KINDS, type FactorKind } from "../policy/core/types";
import { countLosingFactor, listEmptied } from "../policy/policies";
import { requireOwnSatisfied } from "../policy/refusal";
import { getLockedWorkspace, getWorkspace, setWorkspace, type WorkspaceRow } from "../workspaces/service";
import { type Admin, isMachine, requirePermission } from "./authority";
import type { securitySettingsSchema } from "./schema";

export type SecuritySettings = z.output<typeof securitySettingsSchema>;

/** The settings, and the kinds that this installation can run at all. */
export type SecurityPage = { settings: SecuritySettings; available: FactorKind[]; canManage: boolean };

/** In one order, so that equal settings are written alike. */
const settingsOf = (row: SecuritySettings | WorkspaceRow): SecuritySettings => ({
  methods: FACTOR_KINDS.filter((kind) => (row.methods as readonly string[]).includes(kind)),
  recoveryCodesOn: row.recoveryCodesOn,
  smsCountries: [...new Set(row.smsCountries)].sort(),
  smsDailyCap: row.smsDailyCap,
});

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What still proves somebody under these settings: on, and run here. */
const provableKinds = ({ methods }: SecuritySettings): FactorKind[] =>
  methods.filter((kind) => availableKinds().includes(kind));

/**
 * What can really be set up under these settings: provable, for a text message with a country to send to, and for push
 * approval with another beside it, without which nobody may add it.
 */
function effectiveKinds(settings: SecuritySettings): FactorKind[] {
  const kinds = provableKinds(settings).filter((kind) => kind !== "sms" || settings.smsCountries.length > 0);
  return isSatisfiable(kinds) ? kinds : [];
}

export async function getSecurityPage(db: Db, { workspace, user }: Actor["subject"]): Promise<SecurityPage> {
  return {
    settings: settingsOf(await getWorkspace(db, workspace.id)),
    available: availableKinds(),
    canManage: hasRight(user, "manage_user_rights"),
  };
}

/** `required`: people who must set up another method; `others`: people who hold only what goes, by own choice. */
export type SecurityPreview = { required: number; others: number; emptied: string[]; endsPasskeys: boolean };

/** What saving `wanted` would do to whom, before it is asked. Changes nothing but the record: that somebody looked stands there. */
export async function previewSecurity(
  db: Db,
  { subject, client }: Admin,
  wanted: SecuritySettings,
): Promise<SecurityPreview> {
  const workspaceId = subject.workspace.id;
  const before = settingsOf(await getWorkspace(db, workspaceId));
  const after = settingsOf(wanted);
  const preview = {
    ...(await countLosingFactor(db, workspaceId, provableKinds(before), provableKinds(after))),
    emptied: await listEmptied(db, workspaceId, effectiveKinds(before), effectiveKinds(after)),
    endsPasskeys: before.methods.includes("passkey") && !after.methods.includes("passkey"),
  };
  await recordEvent(db, {
    workspaceId,
    action: "preview.shown",
    actorId: subject.user.id,
    targetId: workspaceId,
    client,
    data: { before, after, ...preview },
  });
  return preview;
}

/** More is let in than before; taking passkeys away is no tightening either: nothing that is left resists phishing. */
function isLoosening(before: SecuritySettings, after: SecuritySettings): boolean {
  const isAdded = (now: readonly string[], then: readonly string[]) => now.some((one) => !then.includes(one));
  const reach = ({ smsCountries }: SecuritySettings) => (smsCountries.includes("*") ? null : smsCountries);
  const [wide, narrow] = [reach(after), reach(before)];
  const reachesMore = narrow !== null && (wide === null || isAdded(wide, narrow));
  return (
    isAdded(after.methods, before.methods) ||
    (before.methods.includes("passkey") && !after.methods.includes("passkey")) ||
    (after.recoveryCodesOn && !before.recoveryCodesOn) ||
    reachesMore ||
    after.smsDailyCap > before.smsDailyCap
  );
}

/**
 * A67: whoever must have a factor satisfies the new set by one proved in this session, or sets theirs up first. A program
 * has no door of its own to lock.
 */
function requireOwnFactor({ subject }: Admin, after: SecuritySettings): void {
  if (isMachine(subject)) return;
  const { rules, facts } = subject;
  const planned = resolveRequirement({ ...rules, workspaceMethods: after.methods }, null, facts.now);
  const enrollable = effectiveKinds(after);
  requireOwnSatisfied(mayEnforceForAll(planned, { ...facts, user: { ...facts.user, enrollable } }));
}

function requireProof({ subject }: Admin, before: SecuritySettings, after: SecuritySettings): void {
  requirePermission(subject, {
    act: isLoosening(before, after) ? "loosen" : "tighten",
    isSelf: false,
    isSoleOwner: false,
    isAboveActor: false,
  });
}

/**
 * Saves what Account › Security holds, for the whole workspace. Loosening takes a fresh `aal2` proof, tightening the freshest
 * own one. Recovery codes that are switched off are kept, and open nothing meanwhile. Audited with before and after, and
 * mailed to the other administrators. Throws `missing_right`, `conflict` where `seen` is no longer what is stored,
 * `step_up_required`, `factor_required`, `method_not_available`, `methods_empty`, `set_up_yours_first`.
 */
export async function saveSecurity(
  db: Db,
  actor: Admin,
  input: { seen: SecuritySettings; settings: SecuritySettings },
): Promise<void> {
  const { workspace, user, facts } = actor.subject;
  await inTransaction(db, async (tx) => {
    const row = await getLockedWorkspace(tx, workspace.id);
    const before = settingsOf(row);
    const after = settingsOf(input.settings);
    requireProof(actor, before, after);
    if (!isSame(before, settingsOf(input.seen))) throw new AppError("conflict");
    if (isSame(before, after)) return;
    await requirePossible(tx, actor, before, after);
    await setWorkspace(tx, workspace.id, { ...after, retiredMethods: retire(row, before, after, facts.now) });
    await recordEvent(tx, {
      workspaceId: workspace.id,
      action: "security.changed",
      actorId: user.id,
      targetId: workspace.id,
      client: actor.client,
      data: { before, after },
    });
    await tellAdministrators(tx, workspace, {
      kind: "security_changed",
      eventKey: newId("event"),
      at: facts.now,
      client: actor.client,
      detail: { by: user.name, url: `${env().APP_URL}/settings/security` },
      except: user.id,
    });
  });
}

/** When each method that is off was switched off: whoever signed in before may go by it until the next sign-in. */
function retire(
  { retiredMethods }: WorkspaceRow,
  before: SecuritySettings,
  after: SecuritySettings,
  now: Date,
): Record<string, string> {
  const off = before.methods.filter((kind) => !after.methods.includes(kind));
  const kept = Object.entries(retiredMethods).filter(([kind]) => !after.methods.some((one) => one === kind));
  return Object.fromEntries([...kept, ...off.map((kind) => [kind, now.toISOString()])]);
}

async function requirePossible(
  tx: Db,
  actor: Admin,
  before: SecuritySettings,
  after: SecuritySettings,
): Promise<void> {
  const isNew = (kind: FactorKind) => !before.methods.includes(kind) && !availableKinds().includes(kind);
  if (after.methods.some(isNew)) throw new AppError("method_not_available");
  if (after.smsCountries.some((country) => country !== "*" && !isPhoneCountry(country)))
    throw new AppError("invalid_input", { fields: { smsCountries: "invalid_input" } });
  const workspaceId = actor.subject.workspace.id;
  const emptied = await listEmptied(tx, workspaceId, effectiveKinds(before), effectiveKinds(after));
  if (emptied.length > 0) throw new AppError("methods_empty", { log: { policies: emptied } });
  if (before.methods.some((kind) => !after.methods.includes(kind))) requireOwnFactor(actor, after);
}
