import "server-only";
import { AppError } from "../core/errors";
import type { Db } from "../db/client";
import { inTransaction } from "../db/transaction";
import { getLockedUser, type UserRow, updateUser } from "../identity/users/service";
import { type Admin, requireReach } from "./authority";
import { recordAct, tellUser } from "./tell";
import { requireAct } from "./user-security";

export type Metadata = Record<string, unknown>;

/** `null` takes a key away, as Auth0 has it; keys that are not named stay. */
export type MetadataChange = { name?: string; appMetadata?: Metadata; userMetadata?: Metadata };

const MOST_BYTES = 16_384;

function merge(field: string, before: Metadata, change: Metadata): Metadata {
  const merged = { ...before, ...change };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
  if (JSON.stringify(kept).length > MOST_BYTES)
    throw new AppError("invalid_input", { fields: { [field]: `At most ${MOST_BYTES} bytes` } });
  return kept;
}

/** The two spellings of the flag by which an application asks for a second factor (Auth0's own samples use both). */
const FLAGS = ["useMfa", "use_mfa"];
const isFlagged = (metadata: Metadata): boolean => FLAGS.some((name) => metadata[name] === true);

/**
 * Changes a user's name and what programs keep about them. `app_metadata.useMfa` or `use_mfa` is the application's flag:
 * `true` asks for a second factor, `false` or taking it away clears the flag and nothing else. Audited, and the flag mailed.
 * Throws `not_found`, `invalid_input`, and for the flag what `requireAct` throws.
 */
export async function saveMetadata(
  db: Db,
  actor: Admin,
  userId: string,
  change: MetadataChange,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const target = await getLockedUser(tx, actor.subject.workspace.id, userId);
    requireReach(actor.subject, target);
    const appMetadata = merge("app_metadata", target.appMetadata, change.appMetadata ?? {});
    const userMetadata = merge("user_metadata", target.userMetadata, change.userMetadata ?? {});
    const set = { name: change.name ?? target.name, appMetadata, userMetadata };
    const changed = (Object.keys(set) as (keyof typeof set)[]).filter(
      (field) => JSON.stringify(set[field]) !== JSON.stringify(target[field]),
    );
    if (changed.length === 0) return;
    await updateUser(tx, target.workspaceId, target.id, set);
    await recordAct(tx, actor, target, "user.profile_changed", { changed });
    await setFlag(tx, actor, target, isFlagged(appMetadata));
  });
}

async function setFlag(tx: Db, actor: Admin, target: UserRow, isOn: boolean): Promise<void> {
  if ((target.appFlagSince !== null) === isOn) return;
  await requireAct(tx, actor, target, isOn ? "tighten" : "loosen");
  const { user, facts } = actor.subject;
  await updateUser(tx, target.workspaceId, target.id, {
    appFlagSince: isOn ? facts.now : null,
    appFlagBy: isOn ? user.id : null,
  });
  const action = isOn ? "requirement.set" : "requirement.lifted";
  await recordAct(tx, actor, target, action, { source: "application" });
  const kind = isOn ? "requirement_set" : "requirement_lifted";
  await tellUser(tx, actor, target, { kind, detail: { by: user.name } });
}
