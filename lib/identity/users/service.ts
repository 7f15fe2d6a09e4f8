import "server-only";
import { randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { type NoticeEvent, sendNotice } from "../../messaging/notices";
import {
  findUserOfAddress,
  hasUserWithEmail,
  insertAddressOnce,
  lockAddress,
  replaceAddress,
  setAddressHolder,
} from "../addresses/service";
import { passwordProblem } from "../core/password-rules";
import { isBlocked } from "../passwords/blocklist";
import {
  findUser,
  insertUser,
  listActorNames,
  listAdministrators,
  listLabels,
  lockUser,
  type NewUser,
  type UserRow,
} from "./store";

export type { Member, UserRow } from "./store";
export {
  addSkip,
  countAbleOwners,
  countMembers,
  countOwners,
  countUsers,
  deleteUserRows as removeUser,
  findUser,
  listActiveAmong,
  listIdsByWords,
  listIdsOf,
  listMemberIds,
  listRightHolders,
  listUsers,
  lockMembers,
  markFirstPrompted,
  markSignedIn,
  patternOf,
  setPolicyOf,
  updateUser,
} from "./store";

export type UserInput = Omit<NewUser, "id" | "webauthnHandle" | "email"> & { email: string; id?: string };

/**
 * Creates a user and takes its address in the same transaction. Where somebody has it who never confirmed it, it goes to
 * whoever confirms first (`confirmAddress`). Throws `address_taken` where somebody confirmed it, in any workspace, or goes by
 * it in this one.
 */
export async function createUser(db: Db, input: UserInput): Promise<string> {
  const id = input.id ?? newId("user");
  const { workspaceId, email } = input;
  await insertUser(db, { ...input, id, webauthnHandle: randomToken() });
  if (await insertAddressOnce(db, { email, workspaceId, userId: id })) return id;
  const holder = await findUserOfAddress(db, email);
  const isTaken = holder?.emailVerifiedAt || input.emailVerifiedAt;
  if (isTaken || (await hasUserWithEmail(db, workspaceId, email, id))) throw new AppError("address_taken");
  return id;
}

/**
 * Gives the address to the user who has just proved to receive its mail; whoever had it unproved has it no more. Call it in
 * the transaction that used the mailed link up. Throws `token_invalid` where another proved it first.
 */
export async function confirmAddress(
  tx: Db,
  { workspaceId, userId }: { workspaceId: string; userId: string },
): Promise<void> {
  const { email } = await getUser(tx, workspaceId, userId);
  if (!(await takeAddress(tx, { email, workspaceId, userId }))) throw new AppError("token_invalid");
}

/**
 * Gives a user another address, which they have just proved, and frees the old one. Call it in the transaction that used the
 * mailed link up. Throws `address_taken` where another proved it first, or goes by it in this workspace.
 */
export async function moveAddress(
  tx: Db,
  user: Pick<UserRow, "workspaceId" | "id" | "email">,
  email: string,
): Promise<void> {
  const { workspaceId, id: userId } = user;
  if (await hasUserWithEmail(tx, workspaceId, email, userId)) throw new AppError("address_taken");
  if (!(await takeAddress(tx, { email, workspaceId, userId }))) throw new AppError("address_taken");
  await replaceAddress(tx, user, email);
}

/** Whether an address could become this user's: nobody proved it, and nobody else of the workspace goes by it. */
export async function isAddressFree(
  db: Db,
  email: string,
  { workspaceId, userId }: { workspaceId: string; userId: string },
): Promise<boolean> {
  const holder = await findUserOfAddress(db, email);
  return !holder?.emailVerifiedAt && !(await hasUserWithEmail(db, workspaceId, email, userId));
}

/** The address is the user's from now on, whoever had it without having proved it; false where somebody proved it. */
async function takeAddress(
  tx: Db,
  own: { email: string; workspaceId: string; userId: string },
): Promise<boolean> {
  const held = await lockAddress(tx, own.email);
  if (held === null) return insertAddressOnce(tx, own);
  if (held.userId === own.userId) return true;
  if ((await getUser(tx, held.workspaceId, held.userId)).emailVerifiedAt) return false;
  await setAddressHolder(tx, own);
  return true;
}

export async function getUser(db: Db, workspaceId: string, userId: string): Promise<UserRow> {
  const user = await findUser(db, workspaceId, userId);
  if (!user) throw new AppError("not_found");
  return user;
}

/** The user, locked until the transaction ends: checks made on it stay true. */
export async function getLockedUser(db: Db, workspaceId: string, userId: string): Promise<UserRow> {
  const user = await lockUser(db, workspaceId, userId);
  if (!user) throw new AppError("not_found");
  return user;
}

/** The user of a normalised address in whichever workspace has it, or null. */
export const findUserByEmail = (db: Db, email: string): Promise<UserRow | null> =>
  findUserOfAddress(db, email);

/** Names of the given users and programs (those that still exist) by id, in one query. */
export async function getUserNames(db: Db, workspaceId: string, ids: readonly (string | null)[]) {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map<string, string>();
  const rows = await listActorNames(db, workspaceId, wanted);
  return new Map(rows.map((row) => [row.id, row.name]));
}

/** Names and addresses of the given users (those who still exist) by id, in one query. */
export async function listUserLabels(db: Db, workspaceId: string, ids: readonly string[]) {
  const rows = ids.length > 0 ? await listLabels(db, workspaceId, [...ids]) : [];
  return new Map(rows.map((row) => [row.id, row]));
}

/** Throws the problem of a new password, with the field it belongs to. */
export function requireGoodPassword(password: string, minLength: number, context: readonly string[]): void {
  const problem = passwordProblem(password, {
    minLength,
    context: [...context, "sallyport"],
    blocked: isBlocked,
  });
  if (problem) throw new AppError(problem, { fields: { password: problem } });
}

/**
 * Mails every administrator of a workspace but `except`, in the transaction of what it tells of. `eventKey` makes it once
 * for each of them.
 */
export async function tellAdministrators(
  db: Db,
  workspace: { id: string; name: string },
  event: NoticeEvent & { except?: string },
): Promise<void> {
  const { except, eventKey, ...rest } = event;
  for (const { id, ...person } of await listAdministrators(db, workspace.id)) {
    if (id === except) continue;
    const to = { ...person, workspaceId: workspace.id, workspace: workspace.name };
    await sendNotice(db, to, { ...rest, eventKey: `${eventKey} ${id}` } as NoticeEvent);
  }
}
