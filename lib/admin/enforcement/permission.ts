import "server-only";
import { AppError } from "../../core/errors";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { isAnyAccepted } from "../../policy/policies";
import type { WorkspaceRow } from "../../workspaces/service";
import { type Admin, requirePermission } from "../authority";

/** Asks whether the actor may do this to the rule for everybody. Throws as `requirePermission`. */
export const requireActForAll = ({ subject }: Admin, act: "tighten" | "loosen"): void =>
  requirePermission(subject, { act, isSelf: false, isSoleOwner: false, isAboveActor: false });

/** A rule that no policy lets anybody satisfy would lock everybody out. Throws `no_method_possible`. */
export async function requireAnyMethod(tx: Db, row: WorkspaceRow): Promise<void> {
  const isSetUpHere = (kind: string) => kind !== "sms" || row.smsCountries.length > 0;
  const kinds = availableKinds().filter((kind) => row.methods.includes(kind) && isSetUpHere(kind));
  if (!(await isAnyAccepted(tx, row.workspaceId, kinds)))
    throw new AppError("no_method_possible", { flowUrl: "/settings/security" });
}
