import "server-only";
import type { Db } from "../../db/client";
import { availableKinds } from "../../factors/registry";
import { listUserIds } from "../../policy/directory/service";
import type { UserFilter } from "../../policy/directory/terms";
import { listSubjectsOf, type Subject } from "../../policy/facts";
import { requirementOf } from "../../policy/service";
import type { Admin } from "../authority";
import { recordAct } from "../tell";
import { csvLine } from "./csv";
import { toListItem } from "./list";

const HEAD = [
  "id",
  "email",
  "name",
  "role",
  "rights",
  "state",
  "policy",
  "2fa_status",
  "2fa_until",
  "2fa_reason",
  "2fa_on",
  "2fa_origin",
  "2fa_since",
  "required_by",
  "factors",
  "recovery_codes_left",
  "last_sign_in",
  "created",
] as const;

/** Users whose rows are held at once. */
const AT_ONCE = 500;

/**
 * Writes down that somebody exports the users whom a filter finds; the caller asked for right and proof. Then read
 * `linesOf`, page by page, so that any number takes the same memory.
 */
export const recordExport = (db: Db, actor: Admin, filter: UserFilter): Promise<void> => {
  const { workspace } = actor.subject;
  return recordAct(db, actor, { workspaceId: workspace.id, id: workspace.id }, "users.exported", { filter });
};

/** The users whom a filter finds as lines of CSV (RFC 4180), in the order of their ids. */
export async function* linesOf(db: Db, workspaceId: string, filter: UserFilter): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for (let after = ""; ; ) {
    const page = { after, limit: AT_ONCE };
    const { ids, ...end } = await listUserIds(db, workspaceId, filter, page, availableKinds());
    const subjects = await listSubjectsOf(db, workspaceId, ids, availableKinds());
    yield ids.flatMap((id) => lineOf(subjects.get(id))).join("");
    if (end.isLast) return;
    after = end.after;
  }
}

function lineOf(subject: Subject | undefined): string[] {
  if (!subject) return [];
  const { user, facts } = subject;
  const { shield, state, lastSignInAt, createdAt } = toListItem(subject);
  const working = facts.user.credentials.filter(({ usable }) => usable).map(({ kind }) => kind);
  return [
    csvLine([
      user.id,
      user.email,
      user.name,
      user.role,
      user.rights.join(" "),
      state,
      user.policy.name,
      shield.status,
      shield.until,
      shield.reason,
      facts.user.twoFactorOn ? "yes" : "no",
      user.twoFactorOrigin,
      user.twoFactorSince?.toISOString(),
      requirementOf(subject)
        .sources.map(({ kind }) => kind)
        .join(" "),
      [...new Set(working)].join(" "),
      String(facts.user.recoveryCodesLeft),
      lastSignInAt,
      createdAt,
    ]),
  ];
}
