import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import type { Actor } from "../../flows/context";
import { countPeople, EVERYBODY, takeCensus, type UserClass } from "../../policy/census/service";
import { exempt, type Plan, requireUsers } from "../../policy/core/plan";
import { rulesUnder } from "../../policy/core/planned";
import type { Fate } from "../../policy/core/preview";
import { listUserIds, toSearch } from "../../policy/directory/service";
import type { Subject, UserSearch } from "../../policy/facts";
import { getLockedPolicy, termsOfPolicy } from "../../policy/policies";
import { previewChange } from "../../policy/preview/service";
import type { BulkDeed, Outcome } from "./kinds";
import type { Chosen } from "./runs";

/** Of more people in grace no figures are drawn: who is among them is judged one by one. */
const MOST_JUDGED = 10_000;

/**
 * What a run would do, as counts of people: what becomes of them where the deed changes a rule, else what it does to them.
 * Null: too many to be judged one by one beforehand.
 */
export type BulkPreview = {
  people: number | null;
  counts: Partial<Record<Fate | Outcome, number>> | null;
  /** The one who looks is among them. */
  isYou: boolean;
};

/** What a deed would do to the chosen users, by the decision itself; changes nothing. One census, however many they are. */
export async function previewRun(
  db: Db,
  { subject }: Actor,
  deed: BulkDeed,
  chosen: Chosen,
): Promise<BulkPreview> {
  const workspaceId = subject.workspace.id;
  const kinds = availableKinds();
  const search = await searchOf(db, workspaceId, chosen);
  if (search === null) return { people: null, counts: null, isYou: false };
  const plan = await planOf(db, workspaceId, subject.user.id, deed);
  if (plan) {
    const { people, fates, you } = await previewChange(db, workspaceId, { search, plan }, subject, kinds);
    return { people, counts: fates, isYou: you !== null };
  }
  const classes = await takeCensus(db, workspaceId, search, kinds);
  const own = await isAmong(db, subject, search);
  return { people: countPeople(classes), counts: countOutcomes(deed, classes), isYou: own };
}

async function searchOf(db: Db, workspaceId: string, chosen: Chosen): Promise<UserSearch | null> {
  if ("userIds" in chosen) return { ...EVERYBODY, userIds: [...new Set(chosen.userIds)] };
  const found = await toSearch(db, workspaceId, chosen.filter, availableKinds());
  if (found) return found;
  const page = { after: "", limit: MOST_JUDGED + 1 };
  const { ids, isLast } = await listUserIds(db, workspaceId, chosen.filter, page, availableKinds());
  return isLast ? { ...EVERYBODY, userIds: ids } : null;
}

async function isAmong(db: Db, { workspace, user }: Subject, search: UserSearch): Promise<boolean> {
  if (search.userIds) return search.userIds.includes(user.id);
  const self = await takeCensus(db, workspace.id, { ...search, userIds: [user.id] }, availableKinds());
  return self.length > 0;
}

function countOutcomes(deed: BulkDeed, classes: readonly UserClass[]): BulkPreview["counts"] {
  const counts: BulkPreview["counts"] = {};
  for (const { subject, count } of classes) {
    const outcome = deed.kind === "reset" ? outcomeOfReset(subject) : outcomeOfReminder(subject);
    counts[outcome] = (counts[outcome] ?? 0) + count;
  }
  return counts;
}

const outcomeOfReset = ({ facts }: Subject): Outcome =>
  facts.user.twoFactorOn || facts.user.credentials.length > 0 ? "loses" : "holds_none";

const outcomeOfReminder = ({ user, facts }: Subject): Outcome =>
  user.hasPassword && !facts.user.blocked ? "mailed" : "not_mailed";

/** What a deed changes of the rules; null: nothing. */
async function planOf(db: Db, workspaceId: string, setBy: string, deed: BulkDeed): Promise<Plan | null> {
  if (deed.kind === "require") return requireUsers({ setBy, effect: "next_sign_in", graceDays: null });
  if (deed.kind === "exempt") return exemptUntil(setBy, deed);
  if (deed.kind !== "move") return null;
  const policy = await getLockedPolicy(db, workspaceId, deed.policyId);
  const { setBy: by, since, tightenedAt } = policy;
  const dates = { id: policy.id, setBy: by, since, tightenedAt, terms: termsOfPolicy(policy) };
  return (rules, now) => rulesUnder(rules, { ...dates, coveredSince: now });
}

const exemptUntil =
  (setBy: string, { reason, endsOn }: { reason: string; endsOn: string }): Plan =>
  (rules, now) =>
    exempt({ reason, setBy, startsAt: now, endsAt: new Date(`${endsOn}T23:59:59Z`), revokedAt: null })(
      rules,
      now,
    );
