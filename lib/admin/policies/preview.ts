import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { EVERYBODY } from "../../policy/census/service";
import { keepTerms, readTerms } from "../../policy/core/former-terms";
import type { Plan } from "../../policy/core/plan";
import { rulesUnder } from "../../policy/core/planned";
import { compareTerms, datesAfter, type PolicyTerms, type TermsChange } from "../../policy/core/tightening";
import { getPolicy, type PolicyRow, termsOfPolicy } from "../../policy/policies";
import { type Change, type Preview, previewChange } from "../../policy/preview/service";
import { type Admin, isMachine } from "../authority";
import type { PolicySettings } from "./schema";
import { termsOfSettings } from "./settings";

export type PolicyPreview = { change: TermsChange; preview: Preview };

/** Saving these settings, as a change of its members' rules: as from the day the policy begins. Throws `not_found`. */
export async function planPolicy(
  db: Db,
  workspaceId: string,
  input: { policyId: string; settings: PolicySettings },
): Promise<Change> {
  const row = await getPolicy(db, workspaceId, input.policyId);
  const plan = planOf(row, termsOfPolicy(row), termsOfSettings(input.settings));
  return { search: { ...EVERYBODY, policyId: row.id }, plan };
}

/** Moving these users to a policy, as a change of their rules. Throws `not_found`. */
async function planMove(
  db: Db,
  workspaceId: string,
  input: { userIds: readonly string[]; policyId: string },
): Promise<Change> {
  const row = await getPolicy(db, workspaceId, input.policyId);
  const { setBy, since, tightenedAt } = row;
  const terms = begun(termsOfPolicy(row));
  const plan: Plan = (rules, now) => ({
    ...rulesUnder(rules, { id: row.id, terms, setBy, since, tightenedAt, coveredSince: now }),
    extensions: { ...rules.extensions, policy: extensionOf(row) },
  });
  return { search: { ...EVERYBODY, userIds: [...input.userIds] }, plan };
}

/** What saving these settings would do to whom, and what becomes stricter or looser; changes nothing. */
export async function previewPolicy(
  db: Db,
  { subject }: Admin,
  input: { policyId: string; settings: PolicySettings },
): Promise<PolicyPreview> {
  const { workspace, facts } = subject;
  const before = termsOfPolicy(await getPolicy(db, workspace.id, input.policyId));
  const planned = await planPolicy(db, workspace.id, input);
  const viewer = isMachine(subject) ? null : subject;
  return {
    change: compareTerms(before, termsOfSettings(input.settings), facts.now),
    preview: await previewChange(db, workspace.id, planned, viewer, availableKinds()),
  };
}

/** What moving these users would do to them; changes nothing. */
export async function previewMove(
  db: Db,
  { subject }: Admin,
  input: { userIds: readonly string[]; policyId: string },
): Promise<Preview> {
  const planned = await planMove(db, subject.workspace.id, input);
  const viewer = isMachine(subject) ? null : subject;
  return previewChange(db, subject.workspace.id, planned, viewer, availableKinds());
}

const planOf =
  (row: PolicyRow, before: PolicyTerms, after: PolicyTerms): Plan =>
  (rules, now) => {
    const dates = datesAfter({ since: row.since, tightenedAt: row.tightenedAt }, before, after, now);
    const { coveredSince } = rules.policy.source;
    const planned = { terms: begun(after), setBy: row.setBy, ...dates, coveredSince };
    const past = row.formerTerms.map(readTerms);
    const formerTerms = keepTerms(past, before, after, { since: dates.since, now });
    return { ...rulesUnder(rules, planned), formerTerms };
  };

/** As from the day it begins: until then nothing is asked. */
const begun = (terms: PolicyTerms): PolicyTerms => ({ ...terms, startsAt: null });

const extensionOf = ({ extendedUntil, extendedAt }: PolicyRow) =>
  extendedUntil && extendedAt ? { until: extendedUntil, at: extendedAt } : null;
