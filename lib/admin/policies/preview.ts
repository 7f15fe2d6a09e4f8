import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { EVERYBODY } from "../../policy/census/service";
import { keepTerms, readTerms } from "../../policy/core/former-terms";
import type { Plan } from "../../policy/core/plan";
import { rulesUnder } from "../../policy/core/planned";
import { compareTerms, datesAfter, type PolicyTerms, type TermsChange } from "../../policy/core/tightening";
import { getPolicy, type PolicyRow, termsOfPolicy } from "../../policy/policies";
import { type Preview, previewChange } from "../../policy/preview/service";
import { type Admin, isMachine } from "../authority";
import type { PolicySettings } from "./schema";
import { termsOfSettings } from "./settings";

export type PolicyPreview = { change: TermsChange; preview: Preview };

/** What saving these settings would do to whom, as from the day the policy begins; changes nothing. */
export async function previewPolicy(
  db: Db,
  { subject }: Admin,
  input: { policyId: string; settings: PolicySettings },
): Promise<PolicyPreview> {
  const { workspace, facts } = subject;
  const row = await getPolicy(db, workspace.id, input.policyId);
  const [before, after] = [termsOfPolicy(row), termsOfSettings(input.settings)];
  const viewer = isMachine(subject) || subject.user.policy.id !== row.id ? null : subject;
  const search = { ...EVERYBODY, policyId: row.id };
  const preview = await previewChange(
    db,
    workspace.id,
    { search, plan: planOf(row, before, after) },
    viewer,
    availableKinds(),
  );
  return { change: compareTerms(before, after, facts.now), preview };
}

/** What moving these users would do to them; changes nothing. */
export async function previewMove(
  db: Db,
  { subject }: Admin,
  input: { userIds: readonly string[]; policyId: string },
): Promise<Preview> {
  const row = await getPolicy(db, subject.workspace.id, input.policyId);
  const search = { ...EVERYBODY, userIds: [...input.userIds] };
  const plan: Plan = (rules, now) => ({
    ...rulesUnder(rules, {
      terms: begun(termsOfPolicy(row)),
      setBy: row.setBy,
      since: row.since,
      tightenedAt: row.tightenedAt,
      coveredSince: now,
    }),
    extensions: { ...rules.extensions, policy: extensionOf(row) },
  });
  const viewer = isMachine(subject) ? null : subject;
  return previewChange(db, subject.workspace.id, { search, plan }, viewer, availableKinds());
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
