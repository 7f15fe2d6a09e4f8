import "server-only";
import { hashToken, randomToken } from "../../core/crypto";
import { AppError } from "../../core/errors";
import { isId, newId } from "../../core/ids";
import type { Db } from "../../db/client";
import {
  consumeOpenToken,
  countOpenTokens,
  deleteOldTokens,
  findOpenToken,
  insertToken,
  revokeOpenTokens,
} from "./store";

export type LinkKind =
  | "invitation"
  | "password_reset"
  | "email_verification"
  | "address_change"
  | "setup_link"
  | "owner_recovery"
  | "not_me"
  | "reset_cancel";

/** A link that is mailed, or a code that is read out. */
export type TokenKind = LinkKind | "access_pass";

/** Lifetimes of mailed links (contract §6), hours. */
const LIFETIME_HOURS: Record<LinkKind, number> = {
  invitation: 7 * 24,
  password_reset: 1,
  email_verification: 7 * 24,
  address_change: 1,
  setup_link: 5 * 24,
  owner_recovery: 1,
  not_me: 7 * 24,
  // outlives every delay that it can cancel
  reset_cancel: 7 * 24,
};

/** `<workspace>.<secret>`: the workspace is no secret, it only says where to look. */
function splitToken(token: string): { workspaceId: string; tokenHash: string } {
  const dot = token.indexOf(".");
  const workspaceId = `wsp_${token.slice(0, dot)}`;
  if (dot < 0 || !isId("workspace", workspaceId)) throw new AppError("token_invalid");
  return { workspaceId, tokenHash: hashToken(token.slice(dot + 1)) };
}

/**
 * Links that anybody can have mailed to somebody: a newer one leaves the earlier ones alive, or a stranger could keep
 * voiding them. So many at once, then none until one is used or has expired.
 */
const MAX_OPEN: Partial<Record<TokenKind, number>> = { password_reset: 5 };

/** Each mail carries one of its own, and they all work. */
const isSeveral = (kind: LinkKind): boolean => MAX_OPEN[kind] !== undefined || kind === "not_me";

/** Whether one more link of this kind may be mailed to this user now. */
export async function mayIssueToken(
  db: Db,
  workspaceId: string,
  userId: string,
  kind: TokenKind,
): Promise<boolean> {
  return (
    (await countOpenTokens(db, workspaceId, userId, kind)) < (MAX_OPEN[kind] ?? Number.POSITIVE_INFINITY)
  );
}

/**
 * Makes a link secret for one user and purpose; only its hash is kept. It voids the earlier ones, except of a kind that
 * strangers can ask for.
 */
export async function issueToken(
  db: Db,
  input: {
    workspaceId: string;
    userId: string;
    kind: LinkKind;
    createdBy: string | null;
    data?: Record<string, unknown>;
  },
): Promise<string> {
  const secret = randomToken();
  if (!isSeveral(input.kind)) await revokeOpenTokens(db, input.workspaceId, input.userId, input.kind);
  await insertToken(db, {
    ...input,
    id: newId("token"),
    tokenHash: hashToken(secret),
    lifetimeMinutes: LIFETIME_HOURS[input.kind] * 60,
  });
  return `${input.workspaceId.slice(4)}.${secret}`;
}

/** Looks at a link without using it: what a GET may do. Throws `token_invalid` for used, expired, revoked or wrong kind. */
export async function getOpenToken(db: Db, kind: TokenKind, token: string) {
  const { workspaceId, tokenHash } = splitToken(token);
  const row = await findOpenToken(db, workspaceId, kind, tokenHash);
  if (!row) throw new AppError("token_invalid");
  return row;
}

/** Uses a link up, once: of two at the same moment one gets `token_invalid`. */
export async function consumeToken(db: Db, kind: TokenKind, token: string) {
  const { workspaceId, tokenHash } = splitToken(token);
  const row = await consumeOpenToken(db, workspaceId, kind, tokenHash);
  if (!row) throw new AppError("token_invalid");
  return { workspaceId, ...row };
}

/** Voids a user's links of a kind, but those that one of the sessions `except` asked for. */
export const revokeTokens = (
  db: Db,
  workspaceId: string,
  userId: string,
  kind: TokenKind,
  except: readonly string[] = [],
): Promise<unknown> => revokeOpenTokens(db, workspaceId, userId, kind, except);

/** How long it is known of a link that it was used or ran out. */
const KEPT_DAYS = 30;

/** Forgets links that ran out long ago, at most `most` at once; says how many went. */
export const clearOldTokens = (db: Db, most: number): Promise<number> => deleteOldTokens(db, KEPT_DAYS, most);
