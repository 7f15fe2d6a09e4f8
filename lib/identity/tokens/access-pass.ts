import "server-only";
import { randomBytes } from "node:crypto";
import { keyedHash } from "../../core/crypto";
import { newId } from "../../core/ids";
import type { Db } from "../../db/client";
import { consumeOwnToken, insertToken, revokeOpenTokens } from "./store";

/** Crockford's base32: no letter that can be taken for a figure when it is read out. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 80 bits: beyond guessing within the tries there are, short enough to be read out. */
const LENGTH = 16;

type Owner = { workspaceId: string; userId: string };

const hashOf = ({ workspaceId, userId }: Owner, code: string): string =>
  keyedHash("access pass", `${workspaceId}\n${userId}\n${code}`);

/** What was typed, as it was issued: case, spaces and hyphens do not count, nor do O, I and L. */
export const normalisePass = (typed: string): string =>
  typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

const draw = (): string => Array.from(randomBytes(LENGTH), (byte) => LETTERS[byte & 31]).join("");

/** A new access pass of one user; an earlier one is void. Returns the code, in groups of four, this once. */
export async function issuePass(
  db: Db,
  owner: Owner,
  { minutes, createdBy }: { minutes: number; createdBy: string },
): Promise<string> {
  const code = draw();
  await revokeOpenTokens(db, owner.workspaceId, owner.userId, "access_pass");
  await insertToken(db, {
    ...owner,
    id: newId("token"),
    kind: "access_pass",
    tokenHash: hashOf(owner, code),
    createdBy,
    lifetimeMinutes: minutes,
  });
  return code.replace(/.{4}(?=.)/g, "$&-");
}

/** Uses the user's open pass up, once; null where this is not it. */
export const consumePass = (db: Db, owner: Owner, typed: string) =>
  consumeOwnToken(db, owner, "access_pass", hashOf(owner, normalisePass(typed)));
