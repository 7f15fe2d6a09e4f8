import "server-only";
import type { Db } from "../db/client";
import { updateUser } from "../identity/users/service";
import type { Subject } from "../policy/facts";

/** The language that was chosen on screen is that of the user's mails from now on. */
export async function keepLocale(
  db: Db,
  { workspace, user }: Pick<Subject, "workspace" | "user">,
  locale: string,
): Promise<void> {
  if (user.locale !== locale) await updateUser(db, workspace.id, user.id, { locale });
}
