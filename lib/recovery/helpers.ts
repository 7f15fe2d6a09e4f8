import "server-only";
import type { Db } from "../db/client";
import { isAbove } from "../identity/core/rights";
import { listRightHolders } from "../identity/users/service";
import type { Subject } from "../policy/facts";

/** The administrators who can help this user: they hold the right and are not below in rank. The names are shown. */
export async function listHelpers(
  db: Db,
  { workspace, user }: Pick<Subject, "workspace" | "user">,
): Promise<{ id: string; name: string; email: string; locale: string }[]> {
  const holders = await listRightHolders(db, workspace.id, "manage_user_rights");
  return holders.filter(({ id, role }) => id !== user.id && !isAbove(user.role, role));
}
