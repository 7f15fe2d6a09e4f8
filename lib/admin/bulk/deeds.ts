import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import type { Actor } from "../../flows/context";
import { resetTwoFactor } from "../../recovery/reset";
import { issueSetupLink } from "../../recovery/setup-link";
import { exemptUser } from "../enforcement/exemptions";
import { inviteUser } from "../invitations";
import { moveUsers } from "../policies/moves";
import { requireOfUser } from "../user-security";
import { type BulkDeed, guestSchema, invitingSchema } from "./kinds";
import type { BulkRow, BulkRunRow } from "./store";

/**
 * Does to the user of one row what the single act would do: the same service, so the same rules, the same entry and the
 * same mail. Answers whom it fell on, where that was not known before. Throws `already_done` where there is nothing to do,
 * and whatever the single act refuses with.
 */
export async function doTo(
  tx: Db,
  actor: Actor,
  run: Pick<BulkRunRow, "kind" | "input">,
  row: Pick<BulkRow, "userId" | "input">,
): Promise<{ userId: string }> {
  if (run.kind === "invite") {
    const guest = guestSchema.safeParse(row.input);
    if (!guest.success) throw new AppError("invalid_input");
    return inviteUser(tx, actor, { ...invitingSchema.parse(run.input), ...guest.data });
  }
  const { userId } = row;
  if (userId === null) throw new AppError("not_found");
  await DEEDS[run.kind as BulkDeed["kind"]](tx, actor, userId, run.input);
  return { userId };
}

type Deed = (tx: Db, actor: Actor, userId: string, input: Record<string, unknown>) => Promise<unknown>;

const DEEDS: Record<BulkDeed["kind"], Deed> = {
  require: async (tx, actor, userId) => {
    if (!(await requireOfUser(tx, actor, userId))) throw new AppError("already_done");
  },
  exempt: (tx, actor, userId, { reason, endsOn }) =>
    exemptUser(tx, actor, { userId, reason: String(reason), endsOn: String(endsOn) }),
  move: async (tx, actor, userId, { policyId }) => {
    const { moved } = await moveUsers(tx, actor, { userIds: [userId], policyId: String(policyId) });
    if (moved === 0) throw new AppError("already_done");
  },
  remind: (tx, actor, userId) => issueSetupLink(tx, actor, { userId, factor: null, isMailed: true }),
  reset: (tx, actor, userId, { reason }) => resetTwoFactor(tx, actor, { userId, reason: String(reason) }),
};
