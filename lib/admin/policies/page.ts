import "server-only";
import { countTrials } from "../../audit/service";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { hasRight } from "../../identity/core/rights";
import { countMembers, getUserNames } from "../../identity/users/service";
import { TRIALS, type Trial } from "../../policy/core/trial";
import type { FactorKind } from "../../policy/core/types";
import type { Subject } from "../../policy/facts";
import { listPolicies, type PolicyRow } from "../../policy/policies";
import type { PolicySettings } from "./schema";
import { settingsOfPolicy } from "./settings";

/** One policy with its members' number and what is known of it. Dates are ISO strings. */
export type PolicyItem = {
  id: string;
  isDefault: boolean;
  settings: PolicySettings;
  members: number;
  setBy: string | null;
  since: string;
  tightenedAt: string | null;
  extendedUntil: string | null;
  /** In try-out: what it would have done since it began, as sign-ins and people; null otherwise. */
  trials: { would: Trial; signIns: number; people: number }[] | null;
};

export type PoliciesPage = {
  policies: PolicyItem[];
  /** The policy of whoever looks. */
  ownPolicyId: string;
  /** Kinds that can be set up in this workspace now. */
  possible: FactorKind[];
  canManage: boolean;
};

/** Every policy of the viewer's workspace, `Default` first. */
export async function getPoliciesPage(db: Db, { workspace, user }: Subject): Promise<PoliciesPage> {
  const rows = await listPolicies(db, workspace.id);
  const counts = await countMembers(db, workspace.id);
  const names = await getUserNames(
    db,
    workspace.id,
    rows.map(({ setBy }) => setBy),
  );
  const trials = await listTrials(db, rows);
  const membersOf = (id: string) =>
    counts.reduce((sum, { policyId, count }) => (policyId === id ? sum + count : sum), 0);
  return {
    policies: rows.map((row) => ({
      id: row.id,
      isDefault: row.isDefault,
      settings: settingsOfPolicy(row),
      members: membersOf(row.id),
      setBy: row.setBy && (names.get(row.setBy) ?? null),
      since: row.since.toISOString(),
      tightenedAt: row.tightenedAt?.toISOString() ?? null,
      extendedUntil: row.extendedUntil?.toISOString() ?? null,
      trials: trials.get(row.id) ?? null,
    })),
    ownPolicyId: user.policy.id,
    possible: workspace.methods.filter((kind) => availableKinds().includes(kind)),
    canManage: hasRight(user, "manage_user_rights"),
  };
}

async function listTrials(db: Db, rows: readonly PolicyRow[]) {
  const trying = rows.filter(({ mode }) => mode === "try_out");
  const since = trying.map((row) => ({ targetId: row.id, since: row.since }));
  const [first] = rows;
  const counted = first && since.length > 0 ? await countTrials(db, first.workspaceId, since) : [];
  return new Map(
    trying.map(({ id }) => {
      const of = TRIALS.flatMap((would) =>
        counted.filter((one) => one.targetId === id && one.would === would),
      );
      return [id, of.map(({ would, signIns, people }) => ({ would: would as Trial, signIns, people }))];
    }),
  );
}
