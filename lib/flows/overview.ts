import "server-only";
import type { Db } from "../db/client";
import { providerOf } from "../factors/passkey-provider";
import { listCredentials } from "../factors/service";
import { getUser, getUserNames } from "../identity/users/service";
import { mayDisable, mayRemoveCredential } from "../policy/core/loosen";
import { type Shield, shieldStatus } from "../policy/core/status";
import type { FactorKind, Source } from "../policy/core/types";
import type { SessionSubject } from "../policy/facts";
import { requirementOf } from "../policy/service";
import { relyingParty } from "./context";

export type OwnFactor = {
  id: string;
  kind: FactorKind;
  /** Empty where its user has not named it. */
  label: string;
  createdAt: string;
  lastUsedAt: string | null;
  isSuspect: boolean;
  isRemovable: boolean;
  /** Whether it counts where something requires a second factor. */
  isAccepted: boolean;
  /** Passkeys: kept by a provider on all of the user's devices, or on one device alone; null for other kinds. */
  isSynced: boolean | null;
  provider: string | null;
};

/** What `/settings/two-factor` shows. Dates are ISO strings. */
export type TwoFactorOverview = {
  isOn: boolean;
  origin: string | null;
  since: string | null;
  shield: Shield;
  /** Who requires it and since when, in the contract's order. */
  sources: { kind: Source["kind"]; setBy: string | null; since: string; ring?: number }[];
  canDisable: boolean;
  /** Disabling is allowed although somebody requires it: it leads straight back to set-up. */
  isRequired: boolean;
  factors: OwnFactor[];
  offered: FactorKind[];
  /** Accepted and switched on, but open only beside another factor. */
  offeredLater: FactorKind[];
  preferredFactor: string | null;
  recoveryCodesOn: boolean;
  recoveryCodesLeft: number;
  /** For the browser's password manager; only ever given to the passkeys' owner. */
  signal: { rpId: string; userId: string; allAcceptedCredentialIds: string[] };
};

/** Everything about the signed-in user's own second factors. */
export async function getTwoFactorOverview(db: Db, subject: SessionSubject): Promise<TwoFactorOverview> {
  const requirement = requirementOf(subject);
  const { workspace, user, facts } = subject;
  const rows = await listCredentials(db, { workspaceId: workspace.id, userId: user.id });
  const names = await getUserNames(
    db,
    workspace.id,
    requirement.sources.map(({ setBy }) => setBy),
  );
  return {
    isOn: facts.user.twoFactorOn,
    origin: user.twoFactorOrigin,
    since: user.twoFactorSince?.toISOString() ?? null,
    shield: shieldStatus(requirement, facts.user, facts.now),
    sources: requirement.sources.map(({ kind, setBy, since, ring }) => ({
      kind,
      setBy: setBy ? (names.get(setBy) ?? null) : null,
      since: since.toISOString(),
      ...(ring !== undefined && { ring }),
    })),
    canDisable: mayDisable(requirement).allowed,
    isRequired: requirement.required,
    factors: rows.map((row) => ({
      id: row.id,
      kind: row.kind as FactorKind,
      label: row.label,
      createdAt: row.createdAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      isSuspect: row.suspectAt !== null,
      isRemovable: mayRemoveCredential(requirement, facts.user, row.id).allowed,
      isAccepted: requirement.accepted.includes(row.kind as FactorKind),
      isSynced: row.kind === "passkey" ? row.data.deviceType === "multiDevice" : null,
      provider: row.kind === "passkey" ? providerOf(row.data.aaguid) : null,
    })),
    offered: requirement.accepted.filter((kind) => facts.user.enrollable.includes(kind)),
    offeredLater: isPushLater(requirement.accepted, subject) ? ["push"] : [],
    preferredFactor: user.preferredFactor,
    recoveryCodesOn: workspace.recoveryCodesOn,
    recoveryCodesLeft: facts.user.recoveryCodesLeft,
    signal: {
      rpId: relyingParty("").id,
      userId: (await getUser(db, workspace.id, user.id)).webauthnHandle,
      allAcceptedCredentialIds: rows.flatMap(({ kind, data }) =>
        kind === "passkey" ? [String(data.webauthnId)] : [],
      ),
    },
  };
}

/** Push approval is never the only factor, so it is shown before it can be chosen. */
const isPushLater = (accepted: readonly FactorKind[], { facts }: SessionSubject): boolean =>
  accepted.includes("push") && !facts.user.enrollable.includes("push");
