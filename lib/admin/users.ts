import "server-only";
import type { Db } from "../db/client";
import { type Lock, listCredentials, listLocks } from "../factors/service";
import { hasRight, isAbove, RIGHTS, type Right, ROLES, type Role } from "../identity/core/rights";
import { getUserNames } from "../identity/users/service";
import { exemptionEnd } from "../policy/core/requirement";
import type { FactorKind, Source } from "../policy/core/types";
import type { Subject } from "../policy/facts";
import { listPolicyNames } from "../policy/policies";
import { requirementOf } from "../policy/service";
import { toListItem, type UserListItem } from "./directory/list";
import { getSubject, listPanelRefusals, type PanelRefusals } from "./user-security";

export type SourceNote = { kind: Source["kind"]; setBy: string | null; since: string; ring?: number };

/** What the panel shows of one user; factors by kind and dates alone. Dates are ISO strings. */
export type UserDetail = UserListItem & {
  /** Only for those who may manage user rights. */
  factors?: { kind: string; createdAt: string; lastUsedAt: string | null }[];
  recoveryCodesLeft?: number;
  locks?: Lock[];
  isYou: boolean;
  policyId: string;
  /** Where the user can be moved; only for those who may manage user rights. */
  policies?: { id: string; name: string }[];
  requireMfa: boolean;
  rights: readonly string[];
  /** What the viewer may give: nothing above themselves. */
  grantable: { roles: readonly Role[]; rights: readonly Right[] };
  sources: SourceNote[];
  /** What an exemption suspends. */
  suspended: SourceNote[];
  /** What lets this user off now; `by` is the name of who set it. */
  exemption: { reason: string; by: string | null; since: string; until: string } | null;
  twoFactorOn: boolean;
  /** What a set-up link can be for: accepted, and open to this user. */
  offered: FactorKind[];
  /** Why a control is off for this viewer. */
  refusals: PanelRefusals;
  createdAt: string;
};

/** One user of the viewer's workspace; `not_found` for anybody else's. */
export async function getUserDetail(db: Db, viewer: Subject, userId: string): Promise<UserDetail> {
  const { workspace } = viewer;
  const subject = await getSubject(db, workspace.id, userId);
  const { user, rules, facts } = subject;
  const { sources, suspended, accepted, exemption } = requirementOf(subject);
  const setters = [...sources, ...suspended].map(({ setBy }) => setBy);
  const names = await getUserNames(db, workspace.id, [...setters, exemption?.setBy ?? null]);
  const noteOf = ({ kind, setBy, since, ring }: Source): SourceNote => ({
    kind,
    ...(ring === undefined ? {} : { ring }),
    setBy: setBy ? (names.get(setBy) ?? null) : null,
    since: since.toISOString(),
  });
  const holdings = hasRight(viewer.user, "manage_user_rights") ? await holdingsOf(db, subject) : null;
  const isBoxTicked = rules.userBox !== null;
  const isLocked = (holdings?.locks.length ?? 0) > 0;
  return {
    ...toListItem(subject),
    ...holdings,
    isYou: user.id === viewer.user.id,
    policyId: user.policy.id,
    requireMfa: isBoxTicked,
    rights: user.rights,
    grantable: {
      roles: ROLES.filter((role) => !isAbove(role, viewer.user.role)),
      rights: RIGHTS.filter((right) => hasRight(viewer.user, right)),
    },
    sources: sources.map(noteOf),
    suspended: suspended.map(noteOf),
    exemption: exemption && {
      reason: exemption.reason,
      by: exemption.setBy ? (names.get(exemption.setBy) ?? null) : null,
      since: exemption.startsAt.toISOString(),
      until: exemptionEnd(exemption).toISOString(),
    },
    twoFactorOn: facts.user.twoFactorOn,
    offered: accepted.filter((kind) => facts.user.enrollable.includes(kind)),
    refusals: await listPanelRefusals(db, viewer, user, { isBoxTicked, isLocked }),
    createdAt: user.createdAt.toISOString(),
  };
}

async function holdingsOf(db: Db, { workspace, user, facts }: Subject) {
  const credentials = await listCredentials(db, { workspaceId: workspace.id, userId: user.id });
  return {
    factors: credentials.map(({ kind, createdAt, lastUsedAt }) => ({
      kind,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
    recoveryCodesLeft: facts.user.recoveryCodesLeft,
    policies: await listPolicyNames(db, workspace.id),
    locks: await listLocks(db, { workspaceId: workspace.id, id: user.id, email: user.email }),
  };
}
