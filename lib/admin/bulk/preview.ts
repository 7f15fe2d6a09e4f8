import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import type { Actor } from "../../flows/context";
import { EVERYBODY } from "../../policy/census/service";
import { exempt, type Plan, requireUsers } from "../../policy/core/plan";
import { rulesUnder } from "../../policy/core/planned";
import type { Fate } from "../../policy/core/preview";
import { countSubjects, listUserIds } from "../../policy/directory/service";
import { getLockedPolicy, termsOfPolicy } from "../../policy/policies";
import { previewChange } from "../../policy/preview/service";
import type { BulkDeed } from "./kinds";
import type { Chosen } from "./runs";

/** Of more people no figures are drawn, only how many they are. */
const MOST_FORESEEN = 10_000;

/** What a run would do. `fates`: null where the deed changes no rule, or for too many people. */
export type BulkPreview = {
  /** Null: too many to be judged one by one beforehand. */
  people: number | null;
  fates: Record<Fate, number> | null;
  /** The one who looks is among them. */
  isYou: boolean;
};

/** What a deed would do to the chosen users, by the decision itself; changes nothing. */
export async function previewRun(
  db: Db,
  { subject }: Actor,
  deed: BulkDeed,
  chosen: Chosen,
): Promise<BulkPreview> {
  const workspaceId = subject.workspace.id;
  const userIds = await idsOf(db, workspaceId, chosen);
  if (userIds === null)
    return { people: await countChosen(db, workspaceId, chosen), fates: null, isYou: false };
  const isYou = userIds.includes(subject.user.id);
  const plan = await planOf(db, workspaceId, subject.user.id, deed);
  if (!plan) return { people: userIds.length, fates: null, isYou };
  const change = { search: { ...EVERYBODY, userIds }, plan };
  const { people, fates } = await previewChange(db, workspaceId, change, subject, availableKinds());
  return { people, fates, isYou };
}

/** Null: they are too many. */
async function idsOf(db: Db, workspaceId: string, chosen: Chosen): Promise<readonly string[] | null> {
  if ("userIds" in chosen) return [...new Set(chosen.userIds)];
  const page = { after: "", limit: MOST_FORESEEN + 1 };
  const { ids, isLast } = await listUserIds(db, workspaceId, chosen.filter, page, availableKinds());
  return isLast ? ids : null;
}

const countChosen = (db: Db, workspaceId: string, chosen: Chosen): Promise<number | null> | number =>
  "userIds" in chosen
    ? chosen.userIds.length
    : countSubjects(db, workspaceId, chosen.filter, availableKinds());

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
