import "server-only";
import type { Admin } from "../admin/authority";
import { requireAct, tellUser } from "../admin/user-security";
import { env } from "../core/env";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { getOpenToken, issueToken } from "../identity/tokens/service";
import { getLockedUser, getUser, getUserNames } from "../identity/users/service";
import { FACTOR_KINDS, type FactorKind } from "../policy/core/types";
import { getWorkspace } from "../workspaces/service";
import { recordOn } from "./record";

/**
 * A link by which a user sets up a chosen factor or any: 5 days, once, mailed or copied. It opens nothing by itself: the
 * user signs in first, with a challenge where there is a factor. A newer one voids it, and so does a password reset.
 * Throws what `requireAct` throws, and `method_not_available` for somebody without a password.
 */
export async function issueSetupLink(
  db: Db,
  actor: Admin,
  input: {
    userId: string;
    factor: FactorKind | null;
    isMailed: boolean;
    /** The mail's language, where it is not to be the user's own. */
    locale?: string;
  },
): Promise<{ url: string }> {
  const { workspace, user } = actor.subject;
  return inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, workspace.id, input.userId);
    await requireAct(tx, actor, target, "tighten");
    if (!target.passwordHash || target.blockedAt) throw new AppError("method_not_available");
    const { factor, isMailed } = input;
    const ticket = await issueToken(tx, {
      workspaceId: workspace.id,
      userId: target.id,
      kind: "setup_link",
      createdBy: user.id,
      data: { factor },
    });
    const url = `${env().APP_URL}/enroll/${ticket}`;
    await recordOn(tx, actor, target, "setup_link.issued", { factor, isMailed });
    const to = { ...target, locale: input.locale ?? target.locale };
    if (isMailed)
      await tellUser(tx, actor, to, { kind: "setup_link_issued", detail: { by: user.name, url } });
    return { url };
  });
}

/** What a set-up link is for; whose it is stays with the server until they have signed in. */
export type OpenSetupLink = {
  workspaceId: string;
  userId: string;
  workspaceName: string;
  issuedBy: string | null;
  factor: FactorKind | null;
};

/** Looks at a link without using it. Throws `token_invalid`. */
export async function getSetupLink(db: Db, ticket: string): Promise<OpenSetupLink> {
  const { workspaceId, userId, createdBy, data } = await getOpenToken(db, "setup_link", ticket);
  const user = await getUser(db, workspaceId, userId);
  if (user.blockedAt) throw new AppError("token_invalid");
  const names = await getUserNames(db, workspaceId, [createdBy]);
  return {
    workspaceId,
    userId,
    workspaceName: (await getWorkspace(db, workspaceId)).name,
    issuedBy: createdBy ? (names.get(createdBy) ?? null) : null,
    factor: FACTOR_KINDS.find((kind) => kind === data.factor) ?? null,
  };
}
